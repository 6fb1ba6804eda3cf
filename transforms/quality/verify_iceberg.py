"""Verify a lake on Iceberg: what readers see of one switch, compared with the lake of DuckDB."""

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from transforms.engines.extra import check_spark
from transforms.errors import InputMissing
from transforms.iceberg import pointers
from transforms.iceberg.creation import name_seeds_of
from transforms.iceberg.database import reading
from transforms.iceberg.notes import kept_tables, notes
from transforms.iceberg.session import iceberg_session
from transforms.iceberg.tables import known_tables, name_table
from transforms.lake.sql import text_literal
from transforms.lakehouse import Lakehouse
from transforms.load.standing import standing
from transforms.models.model import Model, address, read_ledger, read_models
from transforms.models.renderer import AllTime, Renderer
from transforms.quality.differences import Verdict, compare
from transforms.quality.verify_spark import attach_made
from transforms.system.scratch import scratch_folder

if TYPE_CHECKING:  # imported when it is run
    from pyspark.sql import SparkSession

#: When a batch was loaded differs from lake to lake.
_TIMES = ("processed_at", "load_seconds", "lag_seconds")


def verify_iceberg(lakehouse: Lakehouse) -> Verdict:
    """Compare staging, Silver and Gold of the last switch with the lake of DuckDB, types and rows.

    Tables are read at the snapshots that the ledger names, so that runs may go on meanwhile.

    Raises:
        InputMissing: the two hold other batches, or nothing was shown yet.
        ConfigError: the extra is not there, or the lake of DuckDB is of another release.
    """
    check_spark()
    config = lakehouse.config
    models = [
        model for model in read_models("staging", "silver", "ops", "gold") if model.kind != "scope"
    ]
    with (
        reading(config) as database,
        scratch_folder(lakehouse.home, "verify") as folder,
        lakehouse.reading() as connection,
    ):
        lakehouse.check_release(connection)
        connection.execute("begin")
        shown = pointers.last_switch(database)
        if shown is None:
            raise InputMissing("the lake on Iceberg must hold a batch, got none")
        if apart := pointers.loaded_ids(database) ^ standing(connection).loaded:
            raise InputMissing(
                "both lakes must hold the same batches, got in one alone:"
                f" {', '.join(sorted(apart)[:3])}"
            )
        with (
            iceberg_session(folder, lakehouse.home, config) as session,
            notes(config, folder) as noted,
            lakehouse.progress.steps("reading Iceberg", len(models)) as step,
        ):
            name_seeds_of(session, noted, folder)
            _name_others(session, connection, folder)
            for table in known_tables():
                name_table(session, table, pointers.LAKE, shown.snapshots[address(table, "")])
            renderer = Renderer(config, AllTime(), "spark")
            for model in models:
                _write(session, model, renderer, folder / "made")
                step(1)
        connection.execute("attach ':memory:' as aside")
        attach_made(connection, models, folder / "made")
        return compare(connection, models, ignored=_TIMES)


def _name_others(
    session: "SparkSession", connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    """Name what Gold reads and no batch writes, as scores of models: DuckDB's lake has it alone."""
    kept = {table.name for table in kept_tables()}
    for table in read_ledger():
        if table.name not in kept:
            path = folder / f"{table.name}.parquet"
            target = text_literal(str(path))
            connection.execute(f"copy (from {address(table)}) to {target} (format parquet)")
            session.read.parquet(str(path)).createOrReplaceTempView(table.name)


def _write(session: "SparkSession", model: Model, renderer: Renderer, target: Path) -> None:
    """Write a table's rows, or a view's, as the lake on Iceberg gives them."""
    path = str(target / model.title)
    query = f"select * from {model.name}" if model.is_table else renderer.render(model.body)
    session.sql(query).write.parquet(path, compression="zstd")
    session.read.parquet(path).createOrReplaceTempView(model.name)
