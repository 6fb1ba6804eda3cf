"""shell: the duckdb command line on the lake."""

from datetime import datetime
from typing import Annotated

import duckdb
import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, HomeOption, app, open_for_command
from transforms.cli.terminal import print_line
from transforms.lakehouse import Lakehouse
from transforms.query.shell import (
    Freshness,
    ShellTeam,
    become_shell,
    read_freshness,
    team_schemas,
    views_of,
)
from transforms.system.clock import now
from transforms.system.units import ago


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
    lakehouse = open_for_command(home, config)

    def greet(connection: duckdb.DuckDBPyConnection) -> None:
        if not arguments and output.is_conversation():
            _welcome(read_freshness(connection), lakehouse, team)

    become_shell(lakehouse, team, arguments or [], greet)


def _welcome(freshness: Freshness, lakehouse: Lakehouse, team: ShellTeam) -> None:
    """Say what can be asked here, and how fresh it is."""
    print_line(f"The lake of {lakehouse.home.root}, read-only. {_in_words(freshness)}")
    output.print_sections(
        (schema, [(view.name, view.summary) for view in views_of(schema)])
        for schema in team_schemas(team)
    )
    print_line(
        "\nsilver has the tables below them. Columns: `describe vw_...`, or docs/gold.md. "
        "First questions: `etl.py questions`. `.quit` leaves."
    )


def _in_words(freshness: Freshness) -> str:
    if freshness.loaded_at is None:
        return "Nothing is loaded yet."
    last_event = "without an event"
    if freshness.event_at is not None:
        last_event = f"its last event is from {_moment(freshness.event_at)}"
    return f"Last loaded {_moment(freshness.loaded_at)}; {last_event}."


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC, {ago((now() - at).total_seconds())}"
