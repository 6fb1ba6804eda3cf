"""Staging: the temporary tables that typed lines are made from, and the models that keep them."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from transforms.models.model import SQL, Model, read_models

#: What the models of staging read; `line_key` numbers the lines of all batches at hand.
LINE_TABLES = {
    "batch_parts": "path varchar, batch_id varchar, first_key bigint, ingested_at timestamp",
    "loaded_lines": "line_key bigint",
    "line_messages": "line_key bigint, message_id varchar",
}
_TYPED = "typed_events"


def begin_lines(connection: duckdb.DuckDBPyConnection, events: Sequence[Path] = ()) -> None:
    """Make the tables that typed lines are made from, empty, and name the parts to read."""
    for name, columns in LINE_TABLES.items():
        connection.execute(f"create or replace temp table {name} ({columns})")
    paths = [str(path) for path in events] or [str(SQL / "seeds" / "empty.jsonl")]
    connection.execute("set variable event_parts = ?", [paths])


def staging_models(*, is_typed: bool) -> list[Model]:
    """List the model that types lines, or those that stage them."""
    return [model for model in read_models("staging") if (model.name == _TYPED) == is_typed]
