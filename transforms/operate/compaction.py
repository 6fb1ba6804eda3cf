"""Compaction: few large files for the latest snapshot, and no more old ones than are kept.

Each step commits by itself. DuckLake never deletes a file at once: what no snapshot needs any more
is put on a list, and leaves the disk when the grace period is over, so that a reader who holds on
to an old snapshot keeps its files.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from transforms.config import Config
from transforms.errors import PromiseBroken
from transforms.home import Home
from transforms.lake.connection import atomic
from transforms.lake.data_files import orphans
from transforms.lake.ownership import check_own_files
from transforms.system.clock import now
from transforms.system.durable import sync_files

#: Larger files are left out of merging: rewriting them each time would cost more than it saves.
MERGED_BYTES = 64 * 1024 * 1024

_TICK = timedelta(microseconds=1)
_STEPS = (
    "call ducklake_flush_inlined_data('lake')",
    "call ducklake_rewrite_data_files('lake', delete_threshold => 0)",
    f"call ducklake_merge_adjacent_files('lake', max_file_size => {MERGED_BYTES})",
)


@dataclass(frozen=True)
class Files:
    """The files of the latest snapshot: data, rows deleted from them, and their bytes."""

    data: int
    deletes: int
    bytes: int


def count_files(connection: duckdb.DuckDBPyConnection) -> Files:
    """Count the files that the latest snapshot reads.

    DuckLake's own count has files of rows deleted from files that it reads no more.
    """
    rows = connection.execute(
        """
        with live as (
            select data_file_id, file_size_bytes from __ducklake_metadata_lake.ducklake_data_file
            where end_snapshot is null
        ),

        deletes as (
            select file_size_bytes from __ducklake_metadata_lake.ducklake_delete_file
            where end_snapshot is null and data_file_id in (select data_file_id from live)
        )

        select
            (select count(*) from live), (select count(*) from deletes),
            coalesce((select sum(file_size_bytes) from live), 0)::bigint
                + coalesce((select sum(file_size_bytes) from deletes), 0)::bigint
        """
    ).fetchall()
    return Files(*rows[0])


def find_expired_snapshots(connection: duckdb.DuckDBPyConnection, config: Config) -> list[int]:
    """List the snapshots to expire: older than the grace period, and not the one of their day.

    Of each day that is kept one remains: the last one that maintenance left, as it needs the
    fewest files, else the last one.
    """
    rows = connection.execute(
        """
        with snapshots as (
            select
                snapshot_id, make_timestamp(epoch_us(snapshot_time)) as committed_at,
                snapshot_id in (select snapshot_id from lake.ops.maintenance) as is_tidy
            from lake.snapshots()
        ),

        ranked as (
            select
                *,
                row_number() over (
                    partition by committed_at::date order by is_tidy desc, snapshot_id desc
                ) as day_rank,
                max(snapshot_id) over () as latest_id
            from snapshots
        )

        select snapshot_id
        from ranked
        where
            committed_at < ? and snapshot_id < latest_id
            and (day_rank > 1 or committed_at < ?)
        order by snapshot_id
        """,
        [_grace_began(config), now() - timedelta(days=config.warehouse.keep_snapshots_days)],
    ).fetchall()
    return [snapshot_id for (snapshot_id,) in rows]


def expire_snapshots(connection: duckdb.DuckDBPyConnection, snapshot_ids: list[int]) -> None:
    """Expire snapshots; what only they need is then deleted by `delete_unneeded_files`."""
    if snapshot_ids:
        connection.execute(  # counted, as its rows hold times that need another library
            f"select count(*) from ducklake_expire_snapshots('lake', versions => {snapshot_ids})"
        ).fetchall()


def compact(connection: duckdb.DuckDBPyConnection, home: Home, config: Config) -> None:
    """Merge small files and rewrite those with deleted rows, each kind in its own transaction.

    What lies in the catalog itself comes first: its deleted rows would otherwise stay there for
    ever, once their file is rewritten.
    """
    for step in _STEPS:
        with atomic(connection):
            connection.execute(step).fetchall()
            if config.warehouse.sync_data_files:
                sync_files(home.root)


def delete_unneeded_files(
    connection: duckdb.DuckDBPyConnection, config: Config, *, dry_run: bool = False
) -> int:
    """Delete the files that no snapshot needs since before the grace period; give their number.

    DuckLake compares the times of an embedded catalog as texts of which the later ones of a day
    may come first, so only files of the days before are named.
    """
    began = _grace_began(config)
    end_of_day_before = began.replace(hour=0, minute=0, second=0, microsecond=0) - _TICK
    which = f"older_than => {_literal(end_of_day_before)}"
    if not config.maintenance.grace_hours:
        which = "cleanup_all => true"
    found = connection.execute(
        f"select count(*) from ducklake_cleanup_old_files('lake', {which}, dry_run => {dry_run})"
    )
    return int(found.fetchall()[0][0])


def delete_orphans(connection: duckdb.DuckDBPyConnection, home: Home, config: Config) -> int:
    """Delete files that the catalog never knew, left by killed runs; give their number.

    Raises:
        PromiseBroken: DuckLake would delete a file that its own catalog knows.
        ConfigError: it would delete one that no lake wrote.
    """
    call = (
        "ducklake_delete_orphaned_files("
        f"'lake', older_than => {_literal(_grace_began(config))}, dry_run => {{}})"
    )
    listed = connection.execute(f"select path from {call.format(True)}").fetchall()
    unknown = {Path(path).name for path in orphans(connection, home, config)}
    for (path,) in listed:
        if Path(path).name not in unknown:
            raise PromiseBroken(f"orphans: only unknown files may be deleted, got {path}")
    check_own_files(path for (path,) in listed)
    if listed:
        connection.execute(f"call {call.format(False)}").fetchall()
    return len(listed)


def _grace_began(config: Config) -> datetime:
    return now() - timedelta(hours=config.maintenance.grace_hours)


def _literal(moment: datetime) -> str:
    return f"timestamptz '{moment.isoformat(sep=' ')}+00'"
