"""Maintenance of a lake on Iceberg: batches of their own, which change no row.

What nobody needs is first let go of by the metadata, and shown so; only what no pointer names any
more is deleted. So a process may be killed anywhere, and no reader misses a file that the ledger
promises: files that are merged today go when the snapshots before are older than
`warehouse.keep_snapshots_days`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from transforms.iceberg import pointers
from transforms.iceberg.draft import Drafting, drafting
from transforms.lakehouse import Lakehouse
from transforms.system.clock import now

#: Tables of fewer files are left as they are.
_FEW_FILES = 2
_GC = "alter table {} set tblproperties ('gc.enabled' = '{}')"


@dataclass(frozen=True)
class Maintained:
    """What was done: snapshots expired, files deleted, files of tables before and after."""

    snapshots_expired: int
    files_deleted: int
    files_before: int
    files_after: int


def maintain(lakehouse: Lakehouse) -> Maintained:
    """Expire old snapshots, delete what no pointer names, then merge small files; show each.

    Raises:
        LockHeld: another run is writing.
        ConfigError: the extra, Java, the driver or the setting `iceberg.catalog` is missing.
    """
    with drafting(lakehouse) as at:
        tables = sorted(pointers.pointers(at.database, at.draft.name))
        steps: dict[str, Callable[[Drafting, str], int]] = {
            "expire": _expire,
            "delete": _delete,
            "merge": _merge,
        }
        before, done = _files(at, tables), {}
        with lakehouse.progress.steps("maintaining Iceberg", len(steps) * len(tables)) as step:
            for kind, work in steps.items():
                started_at, done[kind] = now(), 0
                for table in tables:
                    done[kind] += work(at, table)
                    step(1)
                at.show(kind, started_at, 0)
        return Maintained(done["expire"], done["delete"], before, _files(at, tables))


def _expire(at: Drafting, table: str) -> int:
    """Let the metadata go of old snapshots; their files stay. Count them."""
    keep = timedelta(days=at.config.warehouse.keep_snapshots_days)
    before = int((datetime.now(UTC) - keep).timestamp() * 1000)
    found = at.java_table(table)
    snapshots = [each.timestampMillis() for each in found.snapshots()]
    if not any(moment < before for moment in snapshots[:-1]):
        return 0
    at.session.sql(_GC.format(f"{at.draft.name}.{table}", "true"))
    found = at.java_table(table)
    found.expireSnapshots().expireOlderThan(before).cleanExpiredFiles(False).commit()
    return len(snapshots) - len(list(at.java_table(table).snapshots()))


def _delete(at: Drafting, table: str) -> int:
    """Delete the files of a table that its metadata does not name, which readers see as well."""
    found = at.java_table(table)
    name = f"{at.draft.name}.{table}"
    if str(found.properties().get("gc.enabled")) != "true":
        at.session.sql(_GC.format(name, "true"))
        found = at.java_table(table)
    spark: Any = at.session
    actions = spark._jvm.org.apache.iceberg.spark.actions.SparkActions.get(spark._jsparkSession)
    moment = int(datetime.now(UTC).timestamp() * 1000)
    done = actions.deleteOrphanFiles(found).olderThan(moment).execute()
    at.session.sql(_GC.format(name, "false"))
    return len(list(done.orphanFileLocations()))


def _merge(at: Drafting, table: str) -> int:
    """Merge small files, and the rows that were deleted into them; count the files rewritten."""
    if int(at.session.table(f"{at.draft.name}.{table}.files").count()) < _FEW_FILES:
        return 0
    options = "map('min-input-files', '2', 'delete-file-threshold', '1')"
    (done,) = at.session.sql(
        f"call {at.draft.name}.system.rewrite_data_files(table => '{table}', options => {options})"
    ).collect()
    return int(done[0])


def _files(at: Drafting, tables: list[str]) -> int:
    """Count the data files, and those of deleted rows, of the latest snapshots."""
    return sum(int(at.session.table(f"{at.draft.name}.{each}.files").count()) for each in tables)
