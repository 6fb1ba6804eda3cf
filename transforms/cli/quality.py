"""quality: a day's events judged by the rules of data quality."""

from datetime import date, datetime
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
from transforms.cli.tables import grouped, print_table
from transforms.cli.terminal import print_line
from transforms.errors import InputMissing
from transforms.system.units import counted

if TYPE_CHECKING:  # imported when it is run
    from transforms.quality.report import Report
    from transforms.quality.source_columns import SourceColumn

_FAILED = 65
_DAY = ["%Y-%m-%d"]


@app.command()
def quality(
    day: Annotated[
        datetime | None,
        typer.Option(
            "--day", metavar="DAY", formats=_DAY, help="The day (else the last complete one)."
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with 65 if a rule has failed.")
    ] = False,
    table_format: FormatOption = output.TableFormat.table,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Judge a day's events by the rules of data quality, and show the rows at fault."""
    from transforms.quality.report import judge_day, last_complete_day

    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
    with lakehouse.reading() as connection:
        judged: date | None = day.date() if day else last_complete_day(connection)
        if judged is None:
            raise InputMissing("the lake must hold an event to be judged, got none")
        report = judge_day(lakehouse, connection, judged)
    if table_format is output.TableFormat.table:
        _print(report)
    else:
        names = ["day", "result", "rule", "value", "threshold", "rows", "what"]
        output.print_values(names, [(report.day, *row) for row in _rows(report)], table_format)
    if strict and report.has_failed:
        raise typer.Exit(_FAILED)


def _print(report: "Report") -> None:
    """Say how the day kept each rule, show rows at fault, and what columns were not as known."""
    names = ["result", "rule", "value", "threshold", "rows", "what"]
    print_table(names, _rows(report), f"{report.day}", prose={"what"}, form=grouped)
    if report.superseded:
        print_line(f"{counted(report.superseded, 'event')} of the day superseded by fuller ones")
    for each in report.shown:
        print_line("")
        print_table(each.names, each.rows, f"{each.rule}, the first rows")
    if report.drift:
        print_line("")
        print_line("columns that are not as known", style="bold")
    for column in report.drift:
        print_line(f"  {column_in_words(column)}")


def column_in_words(column: "SourceColumn") -> str:
    """Say how a column of a batch is not as known."""
    rows = f"{counted(column.rows, 'row')} of {column.batch_id}"
    if column.state == "missing":
        renamed = f"; {column.looks_like} looks like it" if column.looks_like else ""
        return f"{column.column} is missing in {rows}{renamed}"
    filled = "" if column.filled is None else f"{column.filled:,} of "
    return f"{column.column} is new in {filled}{rows}"


def _rows(report: "Report") -> list[tuple[object, ...]]:
    return [
        (
            *(each.result, each.rule, _number(each.value), _number(each.threshold)),
            *(each.rows, each.summary),
        )
        for each in report.results
    ]


def _number(value: float | None) -> float | int | None:
    """Write a share as a fraction and a count as a whole number."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
