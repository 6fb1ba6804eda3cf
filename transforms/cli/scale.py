"""scale: what so many events a day ask of one machine, and of a cluster."""

import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from transforms.cli import output
from transforms.cli.app import app
from transforms.cli.tables import print_table
from transforms.cli.terminal import print_line
from transforms.system.units import counted, size_in_words

if TYPE_CHECKING:  # imported when it is run
    from transforms.operate.scale import Estimate

_MOST = 1_000_000_000_000


@app.command()
def scale(
    events_per_day: Annotated[
        int,
        typer.Option("--events-per-day", metavar="N", min=1, max=_MOST, help="How many there are."),
    ],
    cores: Annotated[
        int, typer.Option("--cores", metavar="N", min=0, max=10_000, help="0: this machine's.")
    ] = 0,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Reckon what so many events a day ask for: one machine, more cores, or a cluster."""
    from transforms.operate.scale import estimate

    found = estimate(events_per_day, cores or os.cpu_count() or 1)
    if json:
        output.print_json(asdict(found))
        return
    print_table(["what", "how much"], _in_words(found), prose={"how much"})
    print_line("")
    print_table(
        ["brought together by", "tables"],
        [(each.key, ", ".join(each.tables)) for each in found.shuffles],
        prose={"tables"},
    )
    print_line("")
    because = f": {'; '.join(found.reasons)}" if found.reasons else ""
    output.say(f"{counted(events_per_day, 'event')} a day ask for {found.verdict}{because}")


def _in_words(found: "Estimate") -> list[tuple[str, str]]:
    on = f"on {counted(found.cores, 'core')}"
    batch, year = found.cores_for_batch, found.cores_for_year
    files = f"{found.files_per_day:,} at least, split by {found.partition}"
    return [
        (
            "a batch of 15 minutes",
            f"{found.batch_events:,} events; {found.peak_batch_events:,} at the peak",
        ),
        (
            "the busiest batch",
            f"{_time(found.peak_batch_seconds)} {on}; half of its time on {counted(batch, 'core')}",
        ),
        ("a rebuild of a month", f"{_time(found.month_rebuild_seconds)} {on}"),
        (
            "a rebuild of a year",
            f"{_time(found.year_rebuild_seconds)} {on}; a night on {counted(year, 'core')}",
        ),
        (
            "a cluster",
            f"{counted(found.cluster_cores, 'core')} for the busiest batch, in"
            f" {_time(found.cluster_batch_seconds)}",
        ),
        ("JSON a day", size_in_words(found.json_bytes_per_day)),
        ("archive a year, packed", size_in_words(found.archive_bytes_per_year)),
        ("lake a year", size_in_words(found.lake_bytes_per_year)),
        ("data files a day", f"{files}; {found.files_per_day_merged:,} once merged"),
        (
            "sessions.max_daily_events",
            f"{found.most_daily_events:,} at most, so that no visitor is a tenth of a task",
        ),
    ]


def _time(seconds: float) -> str:
    """Say a span to be compared with others, in one unit: `14 s`, `3.1 min`, `30.5 h`."""
    if seconds < 120:
        return f"{seconds:,.0f} s"
    return f"{seconds / 60:,.1f} min" if seconds < 7200 else f"{seconds / 3600:,.1f} h"
