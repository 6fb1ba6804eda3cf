"""Recent batches: how long each took, what it refused, and how old its events were by then."""

from typing import Any

import duckdb

_SHOWN = 30


def read_recent(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Read the last thirty batches that were loaded, the oldest first.

    `lag_seconds` is the time from a batch's last event to the end of loading it; None without one.
    """
    found = connection.execute(
        """
        select
            batch_id,
            finished_at,
            epoch_us(finished_at - started_at) / 1e6 as seconds,
            case when lines > 0 then dead_lettered / lines else 0.0 end as refused_share,
            epoch_us(finished_at - last_event_at) / 1e6 as lag_seconds
        from lake.ops.batches
        where state = 'loaded'
        order by finished_at desc, batch_id desc
        limit ?
        """,
        [_SHOWN],
    )
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in reversed(found.fetchall())]
