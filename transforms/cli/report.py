"""report: what the teams' views say, as one folder of text, tables, pictures and pages."""

from pathlib import Path
from typing import Annotated

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
from transforms.cli.publish import TEAMS, TeamsOption, among
from transforms.system.units import counted


@app.command()
def report(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="A new folder or a former report (else report/ of the home).",
        ),
    ] = None,
    teams: TeamsOption = None,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Write what the teams' views say into one folder: text, tables, pictures and pages."""
    from transforms.report import write_report

    teams = among("--team", teams, TEAMS)
    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
    written = write_report(lakehouse, out, teams)
    output.say(
        f"{written.path}: {counted(written.files, 'file')}, {counted(written.bytes, 'byte')}"
    )
    for each in written.failures[1:]:
        output.say_on_stderr(f"failed: {each.part}: {each.reason}")
    if written.failures:
        first = written.failures[0]
        raise type(first.error)(
            f"every part of a report must be made, got {first.part}: {first.reason}"
        )
