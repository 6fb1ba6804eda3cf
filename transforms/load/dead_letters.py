"""Dead letters: the refused lines of the lake, counted, shown, and exported to dead_letter/.

`ops.dead_letters` is the truth, written in a batch's own transaction. A batch with refused lines
has a copy of them as `dead_letter/<batch_id>.jsonl`, for those who have no SQL at hand.
"""

from pathlib import Path

import duckdb

from transforms.archive.names import batch_ids
from transforms.home import Home
from transforms.lake.sql import text_literal
from transforms.system.durable import make_folder, part_beside, reaching, sync_file, sync_folder

#: An export ends before its lines would hold more; the table has them all.
MOST_BYTES = 64 * 1024 * 1024

_MATCHING = "(?1 is null or batch_id = ?1) and (?2 is null or code = ?2)"


def count_dead_letters(
    connection: duckdb.DuckDBPyConnection, batch_id: str | None, code: str | None
) -> duckdb.DuckDBPyRelation:
    """Count the refused lines by code and batch, with the first of each as the example."""
    return connection.sql(
        f"""
        select
            code, batch_id, count(*) as lines,
            min(line_number) as first_line, max(line_number) as last_line,
            max(refused_at) as refused_at, min_by(detail, line_number) as example
        from lake.ops.dead_letters
        where {_MATCHING}
        group by code, batch_id
        order by lines desc, code, batch_id
        """,
        params=[batch_id, code],
    )


def find_dead_letters(
    connection: duckdb.DuckDBPyConnection, batch_id: str | None, code: str | None, limit: int
) -> duckdb.DuckDBPyRelation:
    """Find whole refused lines with their position and reason, the oldest batch first."""
    return connection.sql(
        f"""
        select batch_id, line_number, byte_offset, message_id, code, detail, raw
        from lake.ops.dead_letters
        where {_MATCHING}
        order by batch_id, line_number
        limit {limit}
        """,
        params=[batch_id, code],
    )


def remember_dead_letters(
    connection: duckdb.DuckDBPyConnection, batch_id: str | None, code: str | None
) -> list[str]:
    """Keep where the matching lines stand as the temporary table `tried`; list their batches."""
    connection.execute(
        f"""
        create or replace temp table tried as
        select batch_id, line_number from lake.ops.dead_letters where {_MATCHING}
        """,
        [batch_id, code],
    )
    rows = connection.execute("select distinct batch_id from tried order by batch_id").fetchall()
    return [found for (found,) in rows]


def count_remaining(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Count the lines of `tried` that have left the dead letters, and those that remain."""
    row = connection.execute(
        """
        select count(*) filter (where not is_there), count(*) filter (where is_there)
        from (
            select (batch_id, line_number) in (
                select (batch_id, line_number) from lake.ops.dead_letters
            ) as is_there
            from tried
        )
        """
    ).fetchone()
    return row if row is not None else (0, 0)


def export_missing(connection: duckdb.DuckDBPyConnection, home: Home, wanted: set[str]) -> None:
    """Make dead_letter/ hold the batches with refused lines, and no other."""
    found = set(batch_ids(home.dead_letter))
    for batch_id in sorted(found - wanted):
        remove_export(home, batch_id)
    for batch_id in sorted(wanted - found):
        export_dead_letters(connection, home, batch_id)


def export_dead_letters(connection: duckdb.DuckDBPyConnection, home: Home, batch_id: str) -> None:
    """Write a batch's refused lines as JSON lines: `raw` as text, else `raw_base64`.

    Call it outside a transaction, after the batch is committed.
    """
    path = _export(home, batch_id)
    make_folder(path.parent)
    part = part_beside(path)
    with reaching(path):
        try:
            _copy(connection, batch_id, part)
            sync_file(part)
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
    sync_folder(path.parent)


def remove_export(home: Home, batch_id: str) -> None:
    """Remove a batch's export: it is written anew, or its list is empty."""
    with reaching(_export(home, batch_id)):
        _export(home, batch_id).unlink(missing_ok=True)


def _copy(connection: duckdb.DuckDBPyConnection, batch_id: str, part: Path) -> None:
    """Write the lines up to the bound, and then how many were left out."""
    connection.execute(
        """
        create or replace temp table exported as
        select
            line_number,
            sum(octet_length(raw)) over (order by line_number rows unbounded preceding) as bytes
        from lake.ops.dead_letters
        where batch_id = ?
        """,
        [batch_id],
    )
    connection.execute(
        f"""
        copy (
            select
                code, detail, batch_id, line_number, byte_offset, message_id,
                try(decode(raw)) as raw,
                case when try(decode(raw)) is null then to_base64(raw) end as raw_base64
            from lake.ops.dead_letters
            where batch_id = {text_literal(batch_id)} and line_number in (
                select line_number from exported where bytes <= {MOST_BYTES}
            )
            order by line_number
        ) to {text_literal(str(part))} (format json)
        """
    )
    row = connection.execute(f"select count(*) from exported where bytes > {MOST_BYTES}").fetchone()
    if row is not None and row[0]:
        with part.open("ab") as file:
            file.write(b'{"left_out":%d,"see":"etl.py dead-letters show"}\n' % row[0])


def _export(home: Home, batch_id: str) -> Path:
    return home.dead_letter / f"{batch_id}.jsonl"
