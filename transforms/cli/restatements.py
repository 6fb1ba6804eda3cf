"""restatements: which published numbers have changed, by how much, and because of what."""

from datetime import datetime
from typing import Annotated

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
from transforms.cli.tables import print_table
from transforms.system.units import counted

_MOST_SHOWN = 1_000
_DAY = ["%Y-%m-%d"]


@app.command()
def restatements(
    since: Annotated[
        datetime | None,
        typer.Option("--since", metavar="DAY", formats=_DAY, help="Numbers of this day and later."),
    ] = None,
    table_format: FormatOption = output.TableFormat.table,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Say which numbers changed after they were published, and why."""
    from transforms.publish.restatements import read_restatements

    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
    with lakehouse.reading() as connection:
        found = read_restatements(connection, since.date() if since else None)
        if table_format is not output.TableFormat.table:
            output.print_rows(found, table_format)
            return
        rows = found.fetchmany(_MOST_SHOWN + 1)
    names = ["day", "figure", "was", "is now", "cause"]
    print_table(names, [_row(row) for row in rows[:_MOST_SHOWN]], prose={"figure"})
    if len(rows) > _MOST_SHOWN:
        output.say_on_stderr(f"the first {_MOST_SHOWN:,} rows; --format csv prints all")


def _row(row: tuple[object, ...]) -> tuple[object, ...]:
    figure, day, slice_name, was, is_now, _, cause, batches, late, first_line, *_ = row
    told = str(cause)
    if isinstance(batches, list) and batches and isinstance(late, int):
        told = f"{counted(late, 'late event')} of {counted(len(batches), 'batch')}, {first_line}"
    return str(day), f"{figure} {slice_name}".strip(), _plain(was), _plain(is_now), told


def _plain(value: object) -> str:
    """Write a number without the zeros behind it."""
    text = f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text
