"""Maintenance: what keeps a lake small and fast for years. Every step is whole by itself.

A kill in between loses nothing: what was not done is done the next time.
"""

import logging
from dataclasses import asdict, dataclass
from datetime import timedelta

import duckdb

from transforms.archive.compression import Packed, pack_batches, to_pack
from transforms.archive.staging import remove_leftovers
from transforms.config import Config
from transforms.errors import LakehouseError, StorageError
from transforms.home import Home
from transforms.lake.connection import atomic
from transforms.lake.damage import damage
from transforms.lake.data_files import orphans
from transforms.lakehouse import Lakehouse
from transforms.load import ledger
from transforms.load.standing import standing
from transforms.operate.compaction import (
    Files,
    compact,
    count_files,
    delete_orphans,
    delete_unneeded_files,
    expire_snapshots,
    find_expired_snapshots,
)
from transforms.operate.vacuum import catalog_bytes, shrink_catalog
from transforms.system.clock import now
from transforms.system.logs import event
from transforms.system.signals import stop_is_wished
from transforms.system.units import counted

log = logging.getLogger("lakehouse")


@dataclass(frozen=True)
class Maintained:
    """What maintenance did: files of the latest state before and after, what went, what shrank.

    `catalog_bytes` are 0 for a catalog on a server.
    """

    before: Files
    after: Files
    snapshots_expired: int
    files_deleted: int
    orphans_deleted: int
    packed: Packed
    catalog_bytes_before: int
    catalog_bytes_after: int


@dataclass(frozen=True)
class Pending:
    """What maintenance would find to do."""

    files: Files
    snapshots_to_expire: int
    files_to_delete: int
    orphans: int
    batches_to_pack: int


def is_due(connection: duckdb.DuckDBPyConnection, config: Config) -> bool:
    """Tell whether so many batches came since the last time that a run maintains by itself."""
    rows = connection.execute(
        """
        select count(*) from lake.ops.batches
        where snapshot_id > (select coalesce(max(snapshot_id), 0) from lake.ops.maintenance)
        """
    ).fetchall()
    return 0 < config.maintenance.every_batches <= int(rows[0][0])


def maintain_if_due(
    connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse
) -> LakehouseError | duckdb.Error | OSError | None:
    """Maintain at the end of a run where it is due; a failure is logged and given back.

    What the run loaded stays, whatever happens here.
    """
    try:
        if is_due(connection, lakehouse.config) and not stop_is_wished():
            maintain(connection, lakehouse)
    except (LakehouseError, duckdb.Error, OSError) as error:
        told = damage(error, lakehouse.home, lakehouse.config) or error
        log.error(
            *("the lake could not be maintained: %s", told),
            extra=event("maintenance_failed", error=str(told)),
        )
        return told
    return None


def maintain(connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse) -> Maintained:
    """Do all that is due; call it while holding the writer lock, outside a transaction.

    Raises:
        StorageError: an archived batch is damaged; everything else was done.
    """
    home, config = lakehouse.home, lakehouse.config
    size, before = catalog_bytes(home, config), count_files(connection)
    expired = find_expired_snapshots(connection, config)
    with lakehouse.progress.steps("maintaining", 6) as step:
        expire_snapshots(connection, expired)
        step(1)
        if _has_changed(connection):
            compact(connection, home, config)
            _record(connection, len(expired), before, count_files(connection))
        after = count_files(connection)
        step(1)
        deleted = delete_unneeded_files(connection, config)
        step(1)
        lost = delete_orphans(connection, home, config)
        step(1)
        remove_leftovers(home)
        packed = pack_batches(home, _to_pack(connection, home, config))
        step(1)
        shrink_catalog(home, config)
    done = Maintained(
        *(before, after, len(expired), deleted, lost, packed),
        *(size, catalog_bytes(home, config)),
    )
    log.info(
        "maintained: %s became %s, %s expired, %s compressed",
        *(counted(before.data + before.deletes, "file"), after.data + after.deletes),
        *(counted(len(expired), "snapshot"), counted(packed.batches, "batch")),
        extra=event("maintained", **asdict(done)),
    )
    if packed.failures:
        raise StorageError("; ".join(packed.failures))
    return done


def find_pending(connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse) -> Pending:
    """Look what there is to do; nothing is changed."""
    home, config = lakehouse.home, lakehouse.config
    return Pending(
        files=count_files(connection),
        snapshots_to_expire=len(find_expired_snapshots(connection, config)),
        files_to_delete=delete_unneeded_files(connection, config, dry_run=True),
        orphans=len(orphans(connection, home, config)),
        batches_to_pack=len(_to_pack(connection, home, config)),
    )


def _has_changed(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether anything was written since the last time."""
    rows = connection.execute(
        """
        select (select id from lake.current_snapshot())
            is distinct from (select max(snapshot_id) from lake.ops.maintenance)
        """
    ).fetchall()
    return bool(rows[0][0])


def _record(
    connection: duckdb.DuckDBPyConnection, expired: int, before: Files, after: Files
) -> None:
    """Remember the time and the snapshot: one that needs few files, and the next count begins."""
    with atomic(connection):
        connection.execute(
            "insert into lake.ops.maintenance by name select ? as maintained_at, "
            "? as snapshot_id, ? as snapshots_expired, ? as files_before, ? as files_after",
            [
                *(now(), ledger.next_snapshot(connection), expired),
                *(before.data + before.deletes, after.data + after.deletes),
            ],
        )


def _to_pack(connection: duckdb.DuckDBPyConnection, home: Home, config: Config) -> list[str]:
    before = now() - timedelta(days=config.maintenance.compress_archive_days)
    return to_pack(home, standing(connection).loaded, before)
