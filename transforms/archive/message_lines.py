"""Which message each line of a batch came in, as its manifest tells; files have no messages."""

import duckdb

from transforms.archive.reader import MANIFEST, Batch


def name_messages(connection: duckdb.DuckDBPyConnection, batch: Batch | None) -> None:
    """Make the temporary table `line_messages`: a line's number and its message's id."""
    if batch is None or not batch.manifest.message_ids:
        connection.execute(
            "create or replace temp table line_messages (line_number bigint, message_id varchar)"
        )
        return
    manifest = batch.path.with_name(f"{batch.batch_id}{MANIFEST}")
    connection.execute(
        """
        create or replace temp table line_messages as
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
        select unnest(range(last_line - lines + 1, last_line + 1)) as line_number, message_id
        from ends
        """,
        [str(manifest), manifest.stat().st_size + 1],  # DuckDB sets this much memory aside
    )
