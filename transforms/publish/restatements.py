"""The ledger of restatements: which number that was published has changed, and because of what.

A publication is written down before its files are, in one transaction: the figures as they are
shown from now on (`ops.published_figures`), and what they change in days that were complete
(`ops.restatements`). So the files of the publication have it too.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from transforms.config import Config
from transforms.errors import LockHeld
from transforms.lake.connection import atomic, open_lake
from transforms.lakehouse import Lakehouse
from transforms.load.ledger import next_snapshot
from transforms.models.schema import prepare
from transforms.publish.causes import find_causes
from transforms.system.clock import now
from transforms.system.lock import writer_lock

log = logging.getLogger("lakehouse")

NAMES = (
    *("figure", "day", "slice", "was", "is_now", "change", "cause", "batches", "late_events"),
    *("first_line", "from_snapshot", "to_snapshot", "restated_at"),
)


@dataclass(frozen=True)
class _Publication:
    """What was published last: its snapshot, its first open day, when, and by which definitions."""

    snapshot_id: int
    open_day: date
    published_at: datetime
    definitions: str


def restate(lakehouse: Lakehouse) -> int:
    """Write down what is about to be published, and what it changes; count the changes.

    While another run writes, it is left to the next publication, which compares with the same.
    """
    try:
        with (
            writer_lock(lakehouse.home, is_run=False),
            open_lake(lakehouse.home, lakehouse.config) as connection,
        ):
            prepare(connection, lakehouse.config)
            with atomic(connection):
                return _restate(connection, lakehouse.config)
    except LockHeld:
        log.warning("a run is writing: the next publication tells what this one has changed")
        return 0


def _restate(connection: duckdb.DuckDBPyConnection, config: Config) -> int:
    last, definitions = _last(connection), _definitions(connection)
    connection.execute(
        """
        create or replace temp table changed as
        select
            figure, day, slice, coalesce(published.value, 0) as was,
            coalesce(current.value, 0) as is_now
        from lake.gold_growth.vw_daily_figures as current
        full join lake.ops.published_figures as published using (figure, day, slice)
        where coalesce(published.value, 0) <> coalesce(current.value, 0)
        """
    )
    row = connection.execute(
        "select count(*), (select event_date from lake.ops.watermark) from changed"
    ).fetchone()
    count, open_day = row or (0, None)
    if not count or open_day is None:
        return 0
    snapshot_id, at = next_snapshot(connection) or 0, now()
    restated = (
        _write_restated(connection, config, last, definitions, snapshot_id, at) if last else 0
    )
    connection.execute(
        "delete from lake.ops.published_figures where day in (select day from changed)"
        " and (figure, day, slice) in (select (figure, day, slice) from changed)"
    )
    connection.execute(
        """
        insert into lake.ops.published_figures by name
        select figure, day, slice, is_now as value from changed where is_now <> 0
        """
    )
    connection.execute(
        """
        insert into lake.ops.publications (snapshot_id, open_day, published_at, definitions)
        values (?, ?, ?, ?)
        """,
        [snapshot_id, open_day, at, definitions],
    )
    return restated


def _write_restated(
    connection: duckdb.DuckDBPyConnection,
    config: Config,
    last: _Publication,
    definitions: str,
    snapshot_id: int,
    at: datetime,
) -> int:
    """Write down the changes of days that were complete, each with its cause."""
    connection.execute(
        "create or replace temp table restated as select * from changed where day < ?",
        [last.open_day],
    )
    find_causes(connection, config, last.snapshot_id, last.published_at)
    is_rebuilt, is_erased = _since(connection, last.published_at)
    other = "definition" if definitions != last.definitions else "unknown"
    other = "erasure" if is_erased else "rebuild" if is_rebuilt else other
    row = connection.execute(
        """
        insert into lake.ops.restatements by name
        with behind as (
            select
                figure, day, slice, count(*) as late_events,
                list_sort(list(distinct late_events.batch_id)) as batches,
                arg_min(
                    concat(late_events.batch_id, ':', late_events.line_number),
                    (late_events.batch_id, late_events.line_number)
                ) as first_line
            from causes inner join late_events using (event_id)
            where not $is_rebuilt
            group by figure, day, slice
        )
        select
            figure, day, slice, was, is_now, is_now - was as change,
            case when behind.late_events > 0 then 'late events' else $other end as cause,
            coalesce(behind.batches, cast([] as varchar[])) as batches,
            coalesce(behind.late_events, 0) as late_events,
            behind.first_line,
            $from_snapshot as from_snapshot, $to_snapshot as to_snapshot, $at as restated_at
        from restated left join behind using (figure, day, slice)
        """,
        {
            "is_rebuilt": is_rebuilt,
            "other": other,
            "from_snapshot": last.snapshot_id,
            "to_snapshot": snapshot_id,
            "at": at,
        },
    ).fetchone()
    return int(row[0]) if row else 0


def read_restatements(
    connection: duckdb.DuckDBPyConnection, since: date | None
) -> duckdb.DuckDBPyRelation:
    """Find the changed numbers of days from one on, the last publication first."""
    return connection.sql(
        f"""
        select {", ".join(NAMES)} from lake.ops.restatements
        where ?1 is null or day >= ?1
        order by restated_at desc, day, figure, slice
        """,
        params=[since],
    )


def _last(connection: duckdb.DuckDBPyConnection) -> _Publication | None:
    row = connection.execute(
        "select snapshot_id, open_day, published_at, definitions from lake.ops.publications"
        " order by published_at desc, snapshot_id desc limit 1"
    ).fetchone()
    return _Publication(*row) if row else None


def _definitions(connection: duckdb.DuckDBPyConnection) -> str:
    """Hash what the views follow from: settings, macros, their own text."""
    return str(
        _one(
            connection,
            "select md5(string_agg(sha256, '' order by view_name)) from lake.ops.views",
        )
    )


def _since(connection: duckdb.DuckDBPyConnection, at: datetime) -> Sequence[bool]:
    """Tell whether Silver was built anew, and whether somebody was erased, since a time."""
    queries = (
        "select max(built_at) from lake.ops.fingerprint",
        "select max(erased_at) from lake.ops.erasures",
    )
    found = [_one(connection, query) for query in queries]
    return [moment is not None and moment > at for moment in found]


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    row = connection.execute(query).fetchone()
    return row[0] if row else None
