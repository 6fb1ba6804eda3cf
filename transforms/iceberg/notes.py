"""Notes of a batch: a DuckDB in memory that reads its lines, and gathers the ledger's rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from transforms.archive.reader import Batch
from transforms.config import Config
from transforms.lake.connection import close, connect
from transforms.lake.sql import text_literal
from transforms.load.drift import keep_drift
from transforms.load.loader import keep_refusals, read_lines
from transforms.load.losses import keep_losses
from transforms.load.typed_lines import ReadBatch, type_lines
from transforms.models.creation import SEEDS, read_seeds
from transforms.models.model import SQL, Model, address, read_ledger

#: The tables of the ledger that a batch writes, and that the lake on Iceberg has, too.
_KEPT = ("batches", "dead_letters", "model_runs", "check_results", "field_drift", "lost_messages")


@dataclass(frozen=True)
class Lines:
    """The typed lines of some batches, as Parquet for Spark, and what the reader told of each."""

    path: Path
    rows: int
    read: Sequence[ReadBatch]


def kept_tables() -> list[Model]:
    """List the tables of the ledger that a batch writes."""
    return [table for table in read_ledger() if table.name in _KEPT]


@contextmanager
def notes(config: Config, scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Hold an empty ledger in memory, as the database `lake`."""
    connection = connect(config, scratch / "spill")
    try:
        connection.execute("attach ':memory:' as lake; create schema lake.ops")
        connection.execute((SQL / "ledger.ddl").read_text(encoding="utf-8").format(database="lake"))
        read_seeds(connection)
        yield connection
    finally:
        close(connection)


def read_batches(
    connection: duckdb.DuckDBPyConnection, config: Config, scratch: Path, batches: Sequence[Batch]
) -> Lines:
    """Read and type the lines of batches, in their order; note what was refused, lost and new."""
    read = [
        (batch, read_lines(batch, scratch / str(number), config))
        for number, batch in enumerate(batches)
    ]
    rows = type_lines(connection, config, read, ())
    keep_refusals(connection, read)
    keep_losses(connection, batches)
    keep_drift(connection, [(batch.batch_id, reading.drift) for batch, reading in read])
    return Lines(_copied(connection, "typed_events", scratch), rows, read)


def empty_lines(connection: duckdb.DuckDBPyConnection, config: Config, scratch: Path) -> Path:
    """Write typed lines without a row: the columns that tables are made of."""
    type_lines(connection, config, (), ())
    return _copied(connection, "typed_events", scratch)


def seeds(connection: duckdb.DuckDBPyConnection, scratch: Path) -> dict[str, Path]:
    """Write the relations that models read beside events, by name."""
    return {name: _copied(connection, name, scratch) for name in SEEDS}


def written(connection: duckdb.DuckDBPyConnection, scratch: Path) -> dict[Model, Path]:
    """Write what was noted for each table of the ledger, if only its columns."""
    return {table: _copied(connection, address(table), scratch) for table in kept_tables()}


def _copied(connection: duckdb.DuckDBPyConnection, relation: str, scratch: Path) -> Path:
    path = scratch / f"{relation}.parquet"
    connection.execute(f"copy (from {relation}) to {text_literal(str(path))} (format parquet)")
    return path
