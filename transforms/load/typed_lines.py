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
#: What was refused of the lines at hand, of the parts `$parts`.
REFUSED_LINES = """
    select
        batch_id, line_number, byte_offset, message_id, code, detail,
        from_base64(raw_base64) as raw
    from (
        select *, first_key + line_number as line_key
        from read_json(
            $parts, format = 'newline_delimited', maximum_object_size = 134217728,
            filename = 'path', columns = {
                line_number: 'BIGINT', byte_offset: 'BIGINT',
                code: 'VARCHAR', detail: 'VARCHAR', raw_base64: 'VARCHAR'
            }
        )
        join batch_parts using (path)
    )
    left join line_messages using (line_key)
    where line_key not in (select line_key from loaded_lines)
"""


def type_lines(
    connection: duckdb.DuckDBPyConnection,
    config: Config,
    read: Sequence[ReadBatch],
    known: Sequence[str],
    first: int = 0,
) -> int:
    """Hold the lines of batches, typed, and count them; the first batch has the number `first`.

    Lines of `known` batches that are loaded stay out. Their parts, as large as they, go. Call it
    outside of a transaction: what one makes is scanned by a single thread until it ends.
    """
    events = [path for _, reading in read for path in reading.events]
    begin_lines(connection, events, list(_parts(read, first)))
    for number, (batch, _) in enumerate(read, first):
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


def _parts(read: Sequence[ReadBatch], first: int) -> Iterator[Part]:
    for number, (batch, reading) in enumerate(read, first):
        received = received_at(batch).replace(tzinfo=None)
        for path in (*reading.events, *reading.refusals):
            yield str(path), batch.batch_id, number * KEYS_OF_A_BATCH, received


def received_at(batch: Batch) -> datetime:
    """Tell when a batch came in, UTC."""
    return datetime.fromisoformat(batch.manifest.received_at).astimezone(UTC)
