"""Which message each line of a batch came in, as its manifest tells; files have no messages."""

from pathlib import Path

import duckdb

from transforms.archive.names import MANIFEST
from transforms.archive.reader import Batch


def name_messages(connection: duckdb.DuckDBPyConnection, batch: Batch, first_key: int) -> None:
    """Add to the temporary table `line_messages`: a line's key and its message's id."""
    if not batch.manifest.message_ids:
        return
    with batch.store.on_disk(f"{batch.batch_id}{MANIFEST}") as path:
        _name_messages(connection, path, first_key)


def _name_messages(connection: duckdb.DuckDBPyConnection, manifest: Path, first_key: int) -> None:
    connection.execute(
        """
        insert into line_messages
        with messages as (
            select
                unnest(message_ids) as message_id,
                unnest(message_lines) as lines,
                generate_subscripts(message_ids, 1) as position
            from read_json(?, maximum_object_size = ?, columns = {
                message_ids: 'VARCHAR[]', message_lines: 'BIGINT[]'
            })
        ),
        ends as (
            select *, cast(sum(lines) over (order by position) as bigint) as last_line from messages
        )
        select ? + unnest(range(last_line - lines + 1, last_line + 1)) as line_key, message_id
        from ends
        """,
        # DuckDB sets as much memory aside as the largest object may have
        [str(manifest), manifest.stat().st_size + 1, first_key],
    )
