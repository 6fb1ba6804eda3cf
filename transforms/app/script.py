"""Script: what Streamlit runs for each visitor; the home and its settings are its arguments."""

import sys

from transforms.app.view import show

show(*sys.argv[1:])
