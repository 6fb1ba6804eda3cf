"""A draft at hand: the lock, the pointers of this run, and the Spark that writes below them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from transforms.config import Config
from transforms.errors import ConfigError
from transforms.iceberg import pointers
from transforms.iceberg.database import writing
from transforms.iceberg.extra import check_iceberg
from transforms.iceberg.notes import notes
from transforms.iceberg.pointers import Change, Draft, Switch
from transforms.iceberg.session import add_catalog, iceberg_session
from transforms.lake.damage import REMEDY
from transforms.lakehouse import Lakehouse
from transforms.load.ledger import Entry
from transforms.models import fingerprint
from transforms.system.scratch import scratch_folder

if TYPE_CHECKING:  # imported when it is run
    from psycopg import Connection
    from pyspark.sql import SparkSession

#: What helps where a lake on Iceberg is not what staging, or the archive, gives.
REBUILD = "`etl.py iceberg rebuild` makes Silver anew, and readers keep the old one till then"
FROM_ARCHIVE = "`etl.py iceberg rebuild --from-archive` makes the lake anew from archive/"
#: What the messages about a DuckDB lake advise, and what helps here.
_ADVICE = {fingerprint.REBUILD: REBUILD, REMEDY: FROM_ARCHIVE}


@dataclass(frozen=True)
class Drafting:
    """One run: its lakehouse, the database that it holds, its draft, its Spark, its notes."""

    lakehouse: Lakehouse
    database: "Connection"
    draft: Draft
    session: "SparkSession"
    notes: duckdb.DuckDBPyConnection
    scratch: Path

    @property
    def config(self) -> Config:
        """The settings of the run."""
        return self.lakehouse.config

    def load_fingerprint(self) -> str:
        """Note what Silver was built with, if it was; give the hash of its models."""
        asked = self.database.execute(
            "select settings, models, built_at from lakehouse.fingerprint"
        )
        found = asked.fetchone()
        if found is None:
            return ""
        self.notes.execute("insert into lake.ops.fingerprint values (?, ?, ?)", found)
        return str(found[1])

    def show(
        self,
        kind: str,
        started_at: datetime,
        rows: int,
        entries: Sequence[Entry] = (),
        *,
        anew: bool = False,
    ) -> Switch:
        """Show readers what was drafted: all pointers, and the ledger, in one transaction."""
        asked = self.notes.execute("select settings, models, built_at from lake.ops.fingerprint")
        built_with = asked.fetchone()
        change = Change(kind, started_at, rows, self._snapshots(), entries, built_with, anew)
        return pointers.switch(self.database, self.draft, change)

    def _snapshots(self) -> dict[str, int]:
        """Find the snapshot of each table; one whose pointer stays has the one that it had."""
        shown = pointers.last_switch(self.database)
        known = shown.snapshots if shown else {}
        drafted = pointers.pointers(self.database, self.draft.name)
        return {
            table: known[table]
            if table in known and place == self.draft.began.get(table)
            else int(self.java_table(table).currentSnapshot().snapshotId())
            for table, place in drafted.items()
        }

    def java_table(self, table: str) -> Any:
        """Give a drafted table as Iceberg's own library knows it."""
        spark: Any = self.session
        load = spark._jvm.org.apache.iceberg.spark.Spark3Util.loadIcebergTable
        return load(spark._jsparkSession, f"{self.draft.name}.{table}")


@contextmanager
def own_advice() -> Iterator[None]:
    """Let what is wrong with settings advise what helps here."""
    try:
        yield
    except ConfigError as error:
        told = str(error)
        for theirs, ours in _ADVICE.items():
            told = told.replace(theirs, ours)
        raise ConfigError(told) from error


@contextmanager
def drafting(lakehouse: Lakehouse) -> Iterator[Drafting]:
    """Hold the lake on Iceberg for writing: a draft that begins as the lake is, and a Spark.

    Raises:
        LockHeld: another run is writing.
        ConfigError: the extra, Java, the driver or the setting `iceberg.catalog` is missing.
        Unavailable: the database does not answer.
    """
    home, config = lakehouse.home, lakehouse.config
    check_iceberg(config)
    with writing(config) as database, scratch_folder(home, "iceberg") as scratch:
        draft = pointers.begin_draft(database)
        with iceberg_session(scratch, home, config) as session, notes(config, scratch) as noted:
            add_catalog(session, home, config, draft.name)
            yield Drafting(lakehouse, database, draft, session, noted, scratch)
