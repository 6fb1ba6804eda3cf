"""Gaps of streams: what was deleted unread and accepted so, from manifests into the ledger."""

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from transforms.archive.reader import Batch
from transforms.archive.stream_parts import spans_of
from transforms.load.ledger import insert_rows
from transforms.load.typed_lines import received_at

_COLUMNS: tuple[str, ...] = (
    "batch_id",
    "source",
    "topic",
    "partition",
    "first_position",
    "next_position",
)
_COLUMNS += ("messages", "accepted_at")


def keep_losses(connection: duckdb.DuckDBPyConnection, batches: Sequence[Batch]) -> None:
    """Record the gaps that the batches' manifests tell, inside their transaction."""
    insert_rows(
        connection, "lost_messages", _COLUMNS, [row for each in batches for row in _rows(each)]
    )


def _rows(batch: Batch) -> Iterator[tuple[Any, ...]]:
    if batch.manifest.stream is None:
        return
    for (topic, partition), first, after in spans_of(batch.manifest.stream.lost):
        is_counted = isinstance(first, int) and isinstance(after, int)
        messages = int(after) - int(first) if is_counted else None
        accepted_at = received_at(batch).replace(tzinfo=None)
        where = (batch.batch_id, batch.manifest.source, topic, partition)
        yield *where, str(first), str(after), messages, accepted_at
