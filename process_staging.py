"""Load what is staged: one batch, one transaction. The same as `etl.py process`."""

import sys

from transforms.cli import main

if __name__ == "__main__":
    main(["process", *sys.argv[1:]])
