"""schedule: what cron or systemd needs."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, HomeOption, app
from transforms.errors import UsageError
from transforms.lakehouse import PROJECT, find_home

READERS = "# accounts that may read and not write: docs/operations.md, Readers"


@app.command()
def schedule(
    cron: Annotated[bool, typer.Option("--cron", help="Print a crontab line.")] = False,
    systemd: Annotated[
        bool, typer.Option("--systemd", help="Print a service and a timer.")
    ] = False,
    every: Annotated[
        str, typer.Option("--every", metavar="SPAN", help="How often: 5m, 15m, 1h, ...")
    ] = "15m",
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Print what to install for runs at regular times; nothing is installed."""
    from transforms.operate.schedule import Job, cron_line, systemd_units
    from transforms.system.units import seconds_of

    if cron == systemd:
        raise UsageError("one of --cron and --systemd must be asked for")
    root, _ = find_home(home, config)
    own = config.resolve() if config else None
    job = Job(Path(sys.executable), PROJECT, root.resolve(), own, seconds_of(every))
    if cron:
        output.say_code(f"# crontab -e\n{cron_line(job)}", end="")
        output.say_code(READERS)
        return
    for name, unit in systemd_units(job).items():
        output.say_code(f"# /etc/systemd/system/{name}\n{unit}")
    output.say_code("# then: systemctl daemon-reload && systemctl enable --now lakehouse.timer")
    output.say_code(READERS)
