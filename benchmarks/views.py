"""How long each Gold view of a lake takes, read whole: by the clock and of the processor.

    python -m benchmarks.views --home DIR [--json]

Each is read three times, and the median counts. Make a lake to measure with
`etl.py generate --events 10000000 --out EVENTS` and `etl.py run --home DIR EVENTS/events`. Without
a home there is nothing to measure.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from transforms.lakehouse import open_lakehouse
from transforms.models.model import address, read_models

_ROUNDS = 3


@dataclass(frozen=True)
class View:
    """What reading a view took."""

    name: str
    seconds: float
    cpu_seconds: float
    rows: int


def read_views(home: Path) -> Iterator[View]:
    """Read every Gold view of a lake, by team and name."""
    lakehouse = open_lakehouse(home, None, quiet=True, log_format="text")
    with lakehouse.reading() as lake:
        for view in sorted(read_models("gold"), key=lambda view: (view.schema, view.name)):
            clock, cpu = [], []
            for _ in range(_ROUNDS):
                started, cpu_started = time.perf_counter(), time.process_time()
                lake.execute(f"create or replace temp table answer as from {address(view)}")
                cpu.append(time.process_time() - cpu_started)
                clock.append(time.perf_counter() - started)
            (rows,) = lake.execute("select count(*) from answer").fetchone() or (0,)
            seconds, cpu_seconds = statistics.median(clock), statistics.median(cpu)
            yield View(f"{view.schema}.{view.name}", seconds, cpu_seconds, rows)


def main() -> None:
    """Print a line per view: median seconds, processor seconds and rows; or all as JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    if chosen.home is None:
        sys.stdout.write("views: no --home, nothing measured\n")
    elif chosen.json:
        sys.stdout.write(json.dumps([asdict(view) for view in read_views(chosen.home)]))
    else:
        for view in read_views(chosen.home):
            times = f"{view.seconds:8.2f} s{view.cpu_seconds:8.2f} s cpu"
            sys.stdout.write(f"{times} {view.rows:>12,} rows  {view.name}\n")


if __name__ == "__main__":
    main()
