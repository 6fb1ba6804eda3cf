"""monitor: the last days and the pipeline judged, alerts kept, their owners told."""

from typing import TYPE_CHECKING, Annotated

import typer

from transforms.cli import output
from transforms.cli.app import (
    TEXT,
    ConfigOption,
    HomeOption,
    LogOption,
    QuietOption,
    app,
    open_for_command,
)
from transforms.errors import Unavailable
from transforms.lakehouse import Lakehouse
from transforms.system.units import counted

if TYPE_CHECKING:  # imported when it is run
    from transforms.quality.monitor import Monitored


@app.command()
def monitor(
    no_notify: Annotated[
        bool, typer.Option("--no-notify", help="Tell nobody; what is due stays due.")
    ] = False,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Judge the last complete days, open and resolve alerts, and tell their owners."""
    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
    run_monitor(lakehouse, notify=not no_notify)


def run_monitor(lakehouse: Lakehouse, *, notify: bool = True) -> None:
    """Monitor, and print what came of it.

    Raises:
        Unavailable: a message could not be delivered; it stays due.
    """
    from transforms.operate.metrics import write_metrics
    from transforms.quality.monitor import monitor as watch

    found = watch(lakehouse, notify=notify)
    _print(found)
    write_metrics(lakehouse)
    if found.undelivered:
        raise Unavailable(
            f"every message must be delivered, got {counted(found.undelivered, 'message')} that"
            " could not be: what is due is sent by the next `etl.py monitor`"
        )


def _print(found: "Monitored") -> None:
    from transforms.quality.messages import line_of

    if not found.days:
        output.say("no complete day to judge yet")
    else:
        span = f"{found.days[0]} to {found.days[-1]}" if found.days[1:] else f"{found.days[0]}"
        output.say(f"{span}: judged by {counted(found.verdicts, 'monitor')}")
    for alert in found.changed:
        if alert.notified_at is None:
            output.say(line_of(alert, alert.state))
    sent = f", {counted(found.sent, 'message')} sent" if found.sent else ""
    output.say(f"{counted(len(found.open), 'alert')} open{sent}")
