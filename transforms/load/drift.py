"""What the lake keeps of drift: a bounded number of names, whatever came in which order."""

from collections.abc import Iterable

import duckdb

from transforms.load.ledger import insert_rows
from transforms.parse.drift import MOST_NAMES, Drift
from transforms.system.clock import now


def keep_drift(connection: duckdb.DuckDBPyConnection, drifts: Iterable[tuple[str, Drift]]) -> None:
    """Keep the fields of batches, by their ids, in their transaction; of all, the first names.

    A batch's lines of further names are added up in one row without a name. So the rows depend on
    what the batches hold, and not on their order.
    """
    at = now()
    rows = [
        (batch_id, name, lines, at)
        for batch_id, drift in drifts
        for name, lines in (*drift.lines.items(), (None, drift.others))
        if lines
    ]
    if not rows:
        return
    insert_rows(connection, "field_drift", ("batch_id", "field", "lines", "seen_at"), rows)
    row = connection.execute("select count(distinct field) from lake.ops.field_drift").fetchone()
    if row and row[0] > MOST_NAMES:
        _fold(connection)


def _fold(connection: duckdb.DuckDBPyConnection) -> None:
    """Add up the lines of all names but the first, batch by batch."""
    connection.execute(
        """
        create or replace temp table folded_drift as
        with kept as (
            select distinct field from lake.ops.field_drift
            where field is not null order by field limit ?
        )
        select batch_id, field, lines, seen_at
        from lake.ops.field_drift
        where field is null or field not in (from kept)
        """,
        [MOST_NAMES],
    )
    connection.execute(
        "delete from lake.ops.field_drift where field is null"
        " or field in (select field from folded_drift where field is not null)"
    )
    connection.execute(
        """
        insert into lake.ops.field_drift by name
        select batch_id, null as field, sum(lines)::bigint as lines, max(seen_at) as seen_at
        from folded_drift group by batch_id
        """
    )
    connection.execute("drop table folded_drift")
