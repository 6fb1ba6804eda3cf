"""The command line of the lakehouse: `python etl.py --help` lists what it can do."""

import sys

# DuckDB would import pandas with the first value that is bound: half a second and 80 MiB that no
# command needs. `None` is Python's own sign for a module that must not be imported.
sys.modules["pandas"] = None  # type: ignore[assignment]

from transforms.cli import main  # noqa: E402 - what comes first must be first

if __name__ == "__main__":
    main()
