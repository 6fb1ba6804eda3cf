"""Typed lines: what the reader made of batches becomes one temporary table, `typed_events`.

Several batches are loaded as one: `line_key` numbers their lines in the order of the batches, and
`batch_parts` tells which batch a part of typed lines or of refused ones is of.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime

import duckdb

from transforms.archive.message_lines import name_messages
from transforms.archive.reader import Batch
from transforms.config import Config
from transforms.models.runner import Runner
from transforms.models.staging import Part, begin_lines, staging_models
from transforms.parse.batch import Reading
from transforms.system.clock import now

#: A batch and what the reader made of it.
ReadBatch = tuple[Batch, Reading]
#: Line keys of a batch: more than any batch has lines.
KEYS_OF_A_BATCH = 1 << 32


def type_lines(
    connection: duckdb.DuckDBPyConnection,
    config: Config,
    read: Sequence[ReadBatch],
    known: Sequence[str],
) -> int:
    """Hold the lines of batches, typed, and count them.

    Lines of `known` batches that are loaded stay out. Their parts, as large as they, go. Call it
    outside of a transaction: what one makes is scanned by a single thread until it ends.
    """
    events = [path for _, reading in read for path in reading.events]
    begin_lines(connection, events, list(_parts(read)))
    for number, (batch, _) in enumerate(read):
        name_messages(connection, batch, number * KEYS_OF_A_BATCH)
    if known:
        connection.execute(
            """
            insert into loaded_lines
            select first_key + line_number
            from lake.staging.stg_events
            inner join (select distinct batch_id, first_key from batch_parts) using (batch_id)
            where batch_id between ? and ? and batch_id in (select unnest(?))
            """,
            [min(known), max(known), known],
        )
    connection.execute("set variable processed_at = ?", [now()])
    (run,) = Runner(connection, staging_models(is_typed=True), config).materialize()
    for path in events:
        with suppress(OSError):  # it goes with the scratch folder
            path.unlink()
    return run.rows


def _parts(read: Sequence[ReadBatch]) -> Iterator[Part]:
    for number, (batch, reading) in enumerate(read):
        received = received_at(batch).replace(tzinfo=None)
        for path in (*reading.events, *reading.refusals):
            yield str(path), batch.batch_id, number * KEYS_OF_A_BATCH, received


def received_at(batch: Batch) -> datetime:
    """Tell when a batch came in, UTC."""
    return datetime.fromisoformat(batch.manifest.received_at).astimezone(UTC)
