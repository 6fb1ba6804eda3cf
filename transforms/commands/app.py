"""The command line itself, and the options that its commands share."""

from pathlib import Path
from typing import Annotated

import typer

from transforms.output import LogFormat

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A lakehouse whose Silver is a pure function of the accepted events.",
)

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Where everything is written (else LAKEHOUSE_HOME, else here)."),
]
ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="The settings (else config.json of the home).")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Warnings and errors only.")]
LogOption = Annotated[
    LogFormat, typer.Option("--log-format", help="How log lines look on standard error.")
]
TEXT = LogFormat.text
