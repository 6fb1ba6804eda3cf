"""Commands for those who set the lakehouse up: init, doctor, schedule."""

import shlex
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, HomeOption, app
from transforms.errors import UsageError
from transforms.lakehouse import PROJECT, find_home
from transforms.system.logs import start_log


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The new home.")],
) -> None:
    """Begin a home: settings with their schema, an example of the environment, sample events."""
    from transforms.operate.starter import begin_home

    for path in begin_home(folder):
        typer.echo(path)
    where = shlex.quote(str(folder))
    typer.echo(f"\nnext: etl.py run --home {where} {where}/sample")


@app.command()
def doctor(
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Look whether everything is fit for a run: PASS, WARN or FAIL, and what to do."""
    from transforms.operate.doctor import examine, exit_code_of

    start_log("text", quiet=False)
    findings = list(examine(home, config))
    code = exit_code_of(findings)
    if json:
        output.print_json({"exit_code": code, "findings": list(map(asdict, findings))})
    else:
        output.print_findings(findings)
    raise typer.Exit(code)


@app.command()
def schedule(
    cron: Annotated[bool, typer.Option("--cron", help="Print a crontab line.")] = False,
    systemd: Annotated[
        bool, typer.Option("--systemd", help="Print a service and a timer.")
    ] = False,
    every: Annotated[str, typer.Option("--every", help="How often: 5m, 15m, 1h, ...")] = "15m",
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
        typer.echo(f"# crontab -e\n{cron_line(job)}", nl=False)
        return
    for name, unit in systemd_units(job).items():
        typer.echo(f"# /etc/systemd/system/{name}\n{unit}")
    typer.echo("# then: systemctl daemon-reload && systemctl enable --now lakehouse.timer")
