"""How long each Gold view of a lake takes, read whole: the median of three, on its own cores.

    python benchmarks/views.py --home DIR

Make a lake to measure with `etl.py generate --events 10000000 --out EVENTS` and
`etl.py run --home DIR EVENTS/events`. Without a home there is nothing to measure.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from transforms.lakehouse import open_lakehouse
from transforms.models.model import address, read_models

_ROUNDS = 3


def main() -> None:
    """Print a line per view: median seconds and rows."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path)
    home = options.parse_args().home
    if home is None:
        sys.stdout.write("views: no --home, nothing measured\n")
        return
    lakehouse = open_lakehouse(home, None, quiet=True, log_format="text")
    with lakehouse.reading() as lake:
        for view in sorted(read_models("gold"), key=lambda view: (view.schema, view.name)):
            seconds = []
            for _ in range(_ROUNDS):
                started = time.perf_counter()
                lake.execute(f"create or replace temp table answer as from {address(view)}")
                seconds.append(time.perf_counter() - started)
            (rows,) = lake.execute("select count(*) from answer").fetchone() or (0,)
            name = f"{view.schema}.{view.name}"
            sys.stdout.write(f"{statistics.median(seconds):8.2f} s {rows:>12,} rows  {name}\n")


if __name__ == "__main__":
    main()
