"""The command line itself, and the options that its commands share."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from transforms.cli import output
from transforms.cli.output import LogFormat, TableFormat
from transforms.cli.progress import TerminalProgress
from transforms.lakehouse import Lakehouse, open_lakehouse
from transforms.system.logs import printable

#: What help says instead of the name of a type, for options that say nothing else.
_WORDS = {"<bool>": "", "<str>": "TEXT", "<int>": "NUMBER", "<float>": "NUMBER", "<path>": "PATH"}


class Commands(TyperGroup):
    """The commands; what is said of wrong arguments shows no secret, and help no name of a type."""

    def get_params(self, ctx: Any) -> list[Any]:
        """List the options of the whole program."""
        return [_in_words(each) for each in super().get_params(ctx)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Find a command by its name."""
        command = super().get_command(ctx, cmd_name)
        for each in command.get_params(ctx) if command else ():
            _in_words(each)
        return command

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what stands before the command."""
        with _said_safely():
            return list(super().parse_args(ctx, args))

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is asked for."""
        with _said_safely():
            return super().invoke(ctx)


@contextmanager
def _said_safely() -> Iterator[None]:
    """Mask secrets, and escape what a terminal obeys, in what the command line itself says."""
    try:
        yield
    except Exception as error:
        if hasattr(error, "format_message"):
            vars(error)["message"] = printable(str(vars(error)["message"]))
        raise


def _in_words(parameter: Any) -> Any:
    """Let help say what an option takes: `DIR`, `table | csv | json`, nothing for a switch."""
    shown_type = parameter.display_type_rich

    def words(ctx: Any) -> str:
        text = str(shown_type(ctx=ctx))
        if parameter.param_type_name == "argument" and "|" not in text:
            return ""  # its name says it
        return _WORDS.get(text, text.strip("<>").replace("|", " | "))

    if "display_type_rich" not in vars(parameter):  # the option of help is asked for twice
        vars(parameter)["display_type_rich"] = words
    return parameter


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        from transforms.cli.version import versions

        output.say(", ".join(f"{name} {version}" for name, version in versions().items()))
        raise typer.Exit


@app.callback(help="A lakehouse whose Silver is a pure function of the accepted events.")
def entry(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the versions and end."
        ),
    ] = False,
) -> None:
    """Answer what needs no command."""


def open_for_command(
    home: Path | None,
    config: Path | None,
    *,
    quiet: bool = False,
    log_format: LogFormat = LogFormat.text,
    make: bool = True,
) -> Lakehouse:
    """Open the lakehouse that the options name; what takes long is shown on a terminal."""
    progress = TerminalProgress(quiet=quiet)
    return open_lakehouse(
        home, config, quiet=quiet, log_format=log_format, make=make, progress=progress
    )


def let_pandas_in() -> None:
    """Take back the sign that pandas must not be imported: Arrow and scikit-learn trip over it."""
    if "pandas" in sys.modules and sys.modules["pandas"] is None:
        del sys.modules["pandas"]


HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="DIR",
        help="Where everything is written (else LAKEHOUSE_HOME, else here).",
    ),
]
ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="The settings (else config.json of the home)."),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Warnings and errors only.")]
LogOption = Annotated[
    LogFormat, typer.Option("--log-format", help="How log lines look on standard error.")
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what there is to do.")]
FormatOption = Annotated[TableFormat, typer.Option("--format", help="How rows are printed.")]
TEXT = LogFormat.text
