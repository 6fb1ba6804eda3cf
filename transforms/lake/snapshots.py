"""Snapshots: one committed state of the lake, to which a reading connection can be held."""

from dataclasses import dataclass

import duckdb

from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import attach


@dataclass(frozen=True)
class Snapshot:
    """A committed state of the lake: its number, and its time in microseconds since 1970 (UTC)."""

    snapshot_id: int
    committed_us: int


def pin(connection: duckdb.DuckDBPyConnection, home: Home, config: Config) -> Snapshot:
    """Hold a reading connection to the latest snapshot; what is committed later stays unseen.

    A transaction would do the same, but DuckDB lets one write to a single file only.
    """
    latest = connection.execute(
        "select snapshot_id, epoch_us(snapshot_time) from lake.snapshots() "
        "order by snapshot_id desc limit 1"
    ).fetchone()
    snapshot = Snapshot(*latest or (0, 0))
    connection.execute("use memory")
    connection.execute("detach lake")
    attach(connection, home, config, read_only=True, snapshot_id=snapshot.snapshot_id)
    return snapshot
