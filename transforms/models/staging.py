"""Staging: the temporary tables that typed lines are made from, and the models that keep them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb

from transforms.models.model import SQL, Model, read_models

#: A part of the lines at hand: its path, its batch, the key before its first line, when received.
Part = tuple[str, str, int, datetime]
_PARTS = """
create or replace temp table batch_parts as
select
    unnest(?::varchar[]) as path,
    unnest(?::varchar[]) as batch_id,
    unnest(?::bigint[]) as first_key,
    unnest(?::timestamp[]) as ingested_at
"""
#: What the models of staging read beside the parts; `line_key` numbers the lines of all batches.
_MADE_OF = {
    "loaded_lines": "line_key bigint",
    "line_messages": "line_key bigint, message_id varchar",
}
_TYPED = "typed_events"


def begin_lines(
    connection: duckdb.DuckDBPyConnection,
    events: Sequence[Path] = (),
    parts: Sequence[Part] = (),
) -> None:
    """Make the tables that typed lines are made from, and name the files of events to read.

    `parts` are the rows of `batch_parts`; the other tables are empty.
    """
    columns = [list(column) for column in zip(*parts, strict=True)] or [[]] * 4
    connection.execute(_PARTS, columns)
    made = [f"create or replace temp table {name} ({types})" for name, types in _MADE_OF.items()]
    connection.execute("; ".join(made))
    paths = [str(path) for path in events] or [str(SQL / "seeds" / "empty.jsonl")]
    connection.execute("set variable event_parts = ?", [paths])


def staging_models(*, is_typed: bool) -> list[Model]:
    """List the model that types lines, or those that stage them."""
    return [model for model in read_models("staging") if (model.name == _TYPED) == is_typed]
