"""What sqlfluff fills into a model: the runner's own settings and macros, with no bounds.

sqlfluff loads this folder as its Jinja library (`library_path` in pyproject.toml) and takes every
name from here.
"""

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT))

from transforms.config import read_config  # noqa: E402 - sqlfluff does not know the project
from transforms.models.renderer import AllTime, Renderer  # noqa: E402 - as above

globals().update(Renderer(read_config(PROJECT / "config.json"), AllTime()).words)

#: Whose metrics a view of every team shows.
team = "growth"

#: At which midnight features end.
cutoff = "2025-01-01"


def touched(table: str) -> str:  # noqa: ARG001 - what a check limits a batch by
    """Leave every row in, as `verify` does."""
    return "true"
