"""alerts: what monitors have found, listed, shown, and snoozed."""

from datetime import datetime, timedelta
from enum import StrEnum
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
from transforms.cli.tables import print_table
from transforms.errors import InputMissing, UsageError
from transforms.lakehouse import Lakehouse
from transforms.system.units import seconds_of

if TYPE_CHECKING:  # imported when it is run
    from transforms.quality.alerts import Alert


class Action(StrEnum):
    """What may be done with alerts."""

    list = "list"
    show = "show"
    snooze = "snooze"


@app.command()
def alerts(
    action: Annotated[
        Action, typer.Argument(help="List them, show one, or be reminded of one later.")
    ] = Action.list,
    alert_id: Annotated[
        str | None, typer.Argument(metavar="ID", help="Of show and snooze: the alert.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Of list: resolved ones, too.")] = False,
    span: Annotated[
        str | None, typer.Option("--for", metavar="SPAN", help="Of snooze: 12h, 3d, ... (else 1d).")
    ] = None,
    table_format: FormatOption = output.TableFormat.table,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """List open alerts, show one with its days, or snooze it."""
    if (action is Action.list) == (alert_id is not None):
        raise UsageError(f"ID goes with show and snooze, got {alert_id or 'none'} with {action}")
    if span is not None and action is not Action.snooze:
        raise UsageError(f"--for goes with snooze, got {action}")
    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
    if action is Action.list:
        _list(lakehouse, table_format, every=every)
    elif action is Action.show:
        _show(lakehouse, str(alert_id), table_format)
    else:
        _snooze(lakehouse, str(alert_id), seconds_of(span or "1d", "--for"))


def _list(lakehouse: Lakehouse, table_format: output.TableFormat, *, every: bool) -> None:
    from transforms.quality.alerts import OPEN, read_alerts
    from transforms.system.clock import now

    with lakehouse.reading() as connection:
        found = [each for each in read_alerts(connection) if every or each.state == OPEN]
    if table_format is output.TableFormat.table:
        names = ["id", "state", "since", "days", "what"]
        at = now()
        rows = [
            (
                each.alert_id,
                _state(each, at),
                f"{each.opened_at:%Y-%m-%d}",
                each.days,
                each.sentence,
            )
            for each in found
        ]
        print_table(names, rows, prose={"what"})
    else:
        names = list(vars(found[0])) if found else ["alert_id"]
        output.print_values(names, [tuple(vars(each).values()) for each in found], table_format)


def _state(alert: "Alert", at: datetime) -> str:
    return "snoozed" if alert.is_snoozed(at) else alert.state


def _show(lakehouse: Lakehouse, alert_id: str, table_format: output.TableFormat) -> None:
    from transforms.quality.alerts import read_alerts

    with lakehouse.reading() as connection:
        alert = _named(read_alerts(connection), alert_id)
        days = connection.execute(
            "select day, result, value, low, high from lake.ops.monitor_results"
            " where monitor = ? and slice = ? order by day",
            [alert.monitor, alert.slice],
        ).fetchall()
    names = ["day", "result", "value", "low", "high"]
    if table_format is not output.TableFormat.table:
        output.print_values(names, days, table_format)
        return
    print_table(["what", "it is"], [*vars(alert).items()], prose={"it is"})
    if days:
        print_table(names, days, "its days, as they were judged last")


def _snooze(lakehouse: Lakehouse, alert_id: str, seconds: int) -> None:
    from transforms.lake.connection import atomic
    from transforms.quality.alerts import read_alerts, snooze, write_alerts
    from transforms.system.clock import now

    with lakehouse.writing() as connection, atomic(connection):
        known = read_alerts(connection)
        until = now() + timedelta(seconds=seconds)
        snoozed = snooze(known, _named(known, alert_id).alert_id, until)
        if snoozed is None:
            raise UsageError(f"ID must be an open alert, got {alert_id}, which is resolved")
        write_alerts(connection, [snoozed])
    output.say(f"nobody is told of {alert_id} until {until:%Y-%m-%d %H:%M} UTC")


def _named(known: "list[Alert]", alert_id: str) -> "Alert":
    for each in known:
        if each.alert_id == alert_id:
            return each
    raise InputMissing(f"ID must be an alert's, got {alert_id!r}; `etl.py alerts --all` lists them")
