"""How long each Gold view of a lake takes, read whole: by the clock and of the processor.

    python -m benchmarks.views --home DIR [--json]

Each is read three times, and the median counts. Make a lake to measure with
`etl.py generate --events 10000000 --out EVENTS` and `etl.py run --home DIR EVENTS/events`, or, for
the views of people alone, with `python -m benchmarks.people_lake --home DIR`. `--view NAME` reads
one; those with a goal for ten million events on two cores, in seconds of one core, tell it. Without
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
#: Processor seconds that a view may take of ten million events: two cores share them.
GOALS = dict.fromkeys(
    ("vw_active_users_daily", "vw_growth_accounting", "vw_power_users", "vw_retention"), 2
) | dict.fromkeys(("vw_activation_weekly", "vw_user_funnel", "vw_feature_adoption_monthly"), 6)


@dataclass(frozen=True)
class View:
    """What reading a view took."""

    name: str
    seconds: float
    cpu_seconds: float
    rows: int


def read_views(home: Path, only: list[str]) -> Iterator[View]:
    """Read every Gold view of a lake, or only some, by team and name."""
    lakehouse = open_lakehouse(home, None, quiet=True, log_format="text")
    with lakehouse.reading() as lake:
        for view in sorted(read_models("gold"), key=lambda view: (view.schema, view.name)):
            if only and view.name not in only:
                continue
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
    options.add_argument("--view", action="append", default=[])
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    if chosen.home is None:
        sys.stdout.write("views: no --home, nothing measured\n")
    elif chosen.json:
        sys.stdout.write(
            json.dumps([asdict(view) for view in read_views(chosen.home, chosen.view)])
        )
    else:
        for view in read_views(chosen.home, chosen.view):
            times = f"{view.seconds:8.2f} s{view.cpu_seconds:8.2f} s cpu"
            goal = GOALS.get(view.name.partition(".")[2])
            wish = f" (goal {goal} s cpu of ten million events)" if goal else ""
            sys.stdout.write(f"{times} {view.rows:>12,} rows  {view.name}{wish}\n")


if __name__ == "__main__":
    main()
