"""metrics: where each team's metrics stand, or how one of them went."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, FormatOption, HomeOption, app, open_for_command
from transforms.cli.tables import print_table
from transforms.cli.terminal import print_line
from transforms.errors import UsageError

if TYPE_CHECKING:  # imported when it is run
    from transforms.query.metrics import Standing

_ALL = "all"
_DAY = ["%Y-%m-%d"]
_MOST_SHOWN = 1_000
_NAMES = ["metric", "team", "unit", "good", "period", "period_start", "value", "previous_value"]
_NAMES += ["change", "goal", "is_met", "is_north_star"]


@app.command()
def metrics(
    name: Annotated[
        str | None, typer.Argument(help="Which one to follow; else where all of them stand.")
    ] = None,
    segment: Annotated[
        str, typer.Option("--segment", metavar="SEGMENT", help="The part of it to follow.")
    ] = _ALL,
    since: Annotated[
        datetime | None,
        typer.Option("--since", metavar="DAY", formats=_DAY, help="Periods from this day on."),
    ] = None,
    table_format: FormatOption = output.TableFormat.table,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Say where each metric stands in its last whole period, or how one of them went."""
    if name is None:
        if segment != _ALL or since:
            raise UsageError("--segment and --since must come with the name of a metric, got none")
        _print_standings(table_format, home, config)
    else:
        _print_series(name, segment, since, table_format, home, config)


def _print_standings(
    table_format: output.TableFormat, home: HomeOption, config: ConfigOption
) -> None:
    from transforms.query.metrics import check_aims, read_standings

    lakehouse = open_for_command(home, config)
    check_aims(lakehouse.config)
    with lakehouse.reading() as connection:
        standings = read_standings(connection, lakehouse.config)
    if table_format is not output.TableFormat.table:
        output.print_values(_NAMES, [_row(each) for each in standings], table_format)
        return
    for team in dict.fromkeys(each.metric.team for each in standings):
        rows = [_for_people(each) for each in standings if each.metric.team == team]
        print_table(["metric", "period", "from", "value", "change", "goal", "met"], rows, team)
        print_line("")
    for each in standings:
        if each.is_north_star:
            print_line(f"* the north star: {each.metric.summary}", style="dim")


def _print_series(
    name: str,
    segment: str,
    since: datetime | None,
    table_format: output.TableFormat,
    home: HomeOption,
    config: ConfigOption,
) -> None:
    from transforms.query.metrics import changed, metric_named, read_series, said

    metric = metric_named(name)
    lakehouse = open_for_command(home, config)
    with lakehouse.reading() as connection:
        found = read_series(connection, metric, segment, since.date() if since else None)
        if table_format is not output.TableFormat.table:
            output.print_rows(found, table_format)
            return
        rows = found.fetchmany(_MOST_SHOWN + 1)
    part = "" if segment == _ALL else f", {segment}"
    print_line(f"{metric.name}{part}: {metric.summary} {metric.notes}".strip())
    names = [metric.period, "value", "before", "change", "whole"]
    told = [
        (
            str(start),
            said(metric.unit, value),
            said(metric.unit, before),
            changed(metric.unit, change),
            is_complete,
        )
        for start, value, before, change, is_complete in rows[:_MOST_SHOWN]
    ]
    print_table(names, told)
    if len(rows) > _MOST_SHOWN:
        output.say_on_stderr(f"the first {_MOST_SHOWN:,} rows; --format csv prints all")


def _row(each: "Standing") -> tuple[Any, ...]:
    metric = each.metric
    return (
        *(metric.name, metric.team, metric.unit, metric.good, metric.period, each.period_start),
        *(each.value, each.previous_value, each.change, each.goal, each.is_met),
        each.is_north_star,
    )


def _for_people(each: "Standing") -> tuple[Any, ...]:
    from transforms.query.metrics import changed, said

    unit, sign = each.metric.unit, "≥" if each.metric.good == "up" else "≤"
    return (
        f"{each.metric.name} *" if each.is_north_star else each.metric.name,
        each.metric.period,
        str(each.period_start or ""),
        said(unit, each.value),
        changed(unit, each.change),
        "" if each.goal is None else f"{sign} {said(unit, each.goal)}",
        each.is_met,
    )
