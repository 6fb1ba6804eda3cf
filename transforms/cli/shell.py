"""shell: the duckdb command line on the lake."""

from typing import Annotated

import typer

from transforms.cli.app import ConfigOption, HomeOption, app
from transforms.lakehouse import open_lakehouse
from transforms.query.shell import ShellTeam, become_shell


@app.command()
def shell(
    arguments: Annotated[
        list[str] | None, typer.Argument(help="After `--`: options for duckdb, like -csv.")
    ] = None,
    team: Annotated[ShellTeam, typer.Option(help="Whose views come first.")] = "all",
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Open the duckdb command line with the lake attached, read-only."""
    become_shell(
        open_lakehouse(home, config, quiet=False, log_format="text"), team, arguments or []
    )
