"""A team's file: its views as tables with comments, and a table `about` that says how fresh it is.

It is a new DuckDB file that holds nothing but the rows of these queries.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import duckdb

from transforms.config import Config
from transforms.lake.snapshots import Snapshot
from transforms.lake.sql import text_literal
from transforms.models.model import read_ledger, read_models
from transforms.models.views import headline
from transforms.publish.personal import pseudonyms, published_columns
from transforms.publish.views import View, answering

ABOUT = "about"
RESTATEMENTS = "restatements"
_ABOUT_COLUMNS = {
    "team": "the team whose views these are",
    "published_at": "when they were published, UTC",
    "snapshot_id": "the state of the lake that all teams' files of one publish show",
    "snapshot_at": "when the lake reached that state, UTC",
    "last_event_at": "the latest event in it, UTC",
}


def attach_file(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Make a new DuckDB file and attach it as `published`."""
    connection.execute(f"attach {text_literal(str(file))} as published")


def close_file(connection: duckdb.DuckDBPyConnection) -> None:
    """Write everything of `published` into its one file and detach it."""
    connection.execute("checkpoint published")
    connection.execute("detach published")


def write_tables(
    connection: duckdb.DuckDBPyConnection,
    views: Iterable[View],
    config: Config,
    on_view: Callable[[int], None],
) -> dict[str, int]:
    """Fill the attached, empty database `published` with views; give the rows of each table.

    Rows stand in the order of their columns: it is the same each time, and tells nothing of
    columns that are left out.
    """
    rows = {}
    for view in views:
        columns = published_columns(config.publish, view)
        listed = ", ".join(f"{value} as {name}" for name, value in columns.items())
        with answering(view):
            made = connection.execute(
                f"create table published.{view.name} as "
                f"select {listed} from {view.address} order by all"
            ).fetchone()
        rows[view.name] = int(made[0]) if made else 0
        _describe(connection, view, columns, pseudonyms(config.publish, view))
        on_view(1)
    return rows


def write_restatements(connection: duckdb.DuckDBPyConnection) -> None:
    """Tell in the database `published` which published numbers have changed, and why."""
    table = next(each for each in read_ledger() if each.name == RESTATEMENTS)
    connection.execute(
        f"create table published.{RESTATEMENTS} as"
        f" select {', '.join(table.columns)} from lake.ops.{RESTATEMENTS} order by all"
    )
    _comment(connection, f"table published.{RESTATEMENTS}", headline(table))
    for name, meaning in table.columns.items():
        _comment(connection, f"column published.{RESTATEMENTS}.{name}", meaning)


def write_about(
    connection: duckdb.DuckDBPyConnection, team: str, snapshot: Snapshot, published_at: datetime
) -> None:
    """Say in the database `published` whose it is, and what state of the lake it shows."""
    connection.execute(
        f"""
        create table published.{ABOUT} as
        select
            ?::varchar as team, ?::timestamp as published_at, ?::bigint as snapshot_id,
            make_timestamp(?::bigint) as snapshot_at,
            (
                select max(last_event_at) from lake.ops.batches where state = 'loaded'
            ) as last_event_at
        """,
        [team, published_at, snapshot.snapshot_id, snapshot.committed_us],
    )
    _comment(connection, f"table published.{ABOUT}", "whose tables these are, and how fresh.")
    for name, meaning in _ABOUT_COLUMNS.items():
        _comment(connection, f"column published.{ABOUT}.{name}", meaning)


def _describe(
    connection: duckdb.DuckDBPyConnection, view: View, columns: Iterable[str], hidden: set[str]
) -> None:
    for model in read_models("gold"):
        if (model.schema, model.name) != (f"gold_{view.team}", view.name):
            continue
        _comment(connection, f"table published.{view.name}", headline(model))
        for name in columns:
            meaning = model.columns.get(name, "")
            text = f"{meaning} (pseudonym: HMAC-SHA256)" if name in hidden else meaning
            _comment(connection, f"column published.{view.name}.{name}", text)


def _comment(connection: duckdb.DuckDBPyConnection, target: str, text: str) -> None:
    connection.execute(f"comment on {target} is {text_literal(text)}")
