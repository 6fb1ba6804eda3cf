"""trace: from a figure down to the raw lines that it was made from."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from transforms.cli import output
from transforms.cli.app import (
    TEXT,
    ConfigOption,
    FormatOption,
    HomeOption,
    LogOption,
    QuietOption,
    app,
    open_for_command,
)
from transforms.system.logs import printable
from transforms.system.units import counted

if TYPE_CHECKING:  # imported when it is run
    from transforms.quality.trace import Event, Trace

_SHOWN = 5
_DAY = ["%Y-%m-%d"]


@app.command()
def trace(
    figure: Annotated[
        str,
        typer.Argument(metavar="FIGURE", help="revenue, orders, sessions, conversion_rate, …"),
    ],
    day: Annotated[datetime, typer.Argument(metavar="DAY", formats=_DAY, help="Its day.")],
    slice_name: Annotated[
        str, typer.Argument(metavar="SLICE", help="Its part: `linear / Direct`, `purchase.value`.")
    ] = "",
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=1, metavar="NUMBER", help=f"How many parts to follow (else {_SHOWN})."
        ),
    ] = None,
    table_format: FormatOption = output.TableFormat.table,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Follow a figure to its orders or sessions, their events, and the raw lines they came in."""
    from transforms.quality.trace import trace as follow

    is_table = table_format is output.TableFormat.table
    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
    found = follow(
        lakehouse, figure, day.date(), slice_name, limit or (_SHOWN if is_table else None)
    )
    if not is_table:
        names = ["part", "amount", "event_id", "event_name", "event_at", "batch_id", "line_number"]
        rows = [(*_cells(event), _text(event)) for event in found.events]
        output.print_values([*names, "raw"], rows, table_format)
        return
    output.say(f"{figure} {slice_name}".strip() + f" of {day:%Y-%m-%d}: {_sum(found)}")
    part = None
    for event in found.events:
        if event.part != part:
            output.say(f"{printable(event.part)}: {_plain(event.amount)}")
            part = event.part
        output.say(
            f"  {event.event_name}, {event.event_at:%Y-%m-%d %H:%M:%S} UTC,"
            f" {event.batch_id}, line {event.line_number}"
        )
        output.say(f"    {printable(_text(event))}")
    shown = len({event.part for event in found.events})
    if shown < found.parts:
        output.say(f"{counted(shown, 'part')} of {found.parts:,} followed; --limit follows more")


def _sum(found: "Trace") -> str:
    if found.whole:
        return f"{_plain(found.amount)} of {found.whole:,} = {_plain(found.value)}"
    return f"{_plain(found.value)}, the sum of {counted(found.parts, 'part')}"


def _cells(event: "Event") -> tuple[object, ...]:
    where = (event.batch_id, event.line_number)
    return (event.part, event.amount, event.event_id, event.event_name, event.event_at, *where)


def _text(event: "Event") -> str:
    return event.raw.decode("utf-8", "backslashreplace")


def _plain(value: object) -> str:
    text = f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text
