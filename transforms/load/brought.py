"""What batches brought, counted in the lake: new events, duplicates, refused lines, moments."""

from collections.abc import Sequence
from datetime import datetime

import duckdb

from transforms.archive.reader import Batch

#: New events, duplicates and refused lines of a batch; its first and its last event.
Brought = tuple[int, int, int, datetime | None, datetime | None]
#: The rows of some batches; the bounds spare the files of others.
AMONG = "batch_id between $1 and $2 and batch_id in (select unnest($3))"


def batch_bounds(batches: Sequence[Batch]) -> list[str | list[str]]:
    """Give the values of `AMONG`."""
    ids = sorted(batch.batch_id for batch in batches)
    return [ids[0], ids[-1], ids]


def count_brought(
    connection: duckdb.DuckDBPyConnection, batches: Sequence[Batch]
) -> dict[str, Brought]:
    """Count the new events, duplicates and refused lines of batches, and find their moments."""
    rows_of = connection.execute(
        f"""
        with staged as (
            select
                batch_id,
                count(*) filter (where not is_duplicate) as new_events,
                count(*) filter (where is_duplicate) as duplicates,
                min(event_at) as first_event_at,
                max(event_at) as last_event_at
            from lake.staging.stg_events
            where {AMONG}
            group by batch_id
        ),
        refused as (
            select batch_id, count(*) as refused
            from lake.ops.dead_letters where {AMONG} group by batch_id
        )
        select
            batch_id, coalesce(new_events, 0), coalesce(duplicates, 0), coalesce(refused, 0),
            first_event_at, last_event_at
        from staged full join refused using (batch_id)
        """,
        batch_bounds(batches),
    )
    return {batch_id: tuple(counts) for batch_id, *counts in rows_of.fetchall()}
