"""Verify by Spark: Silver, Gold and features made by another engine, and compared, row for row."""

from datetime import date, timedelta
from pathlib import Path

import duckdb

from transforms.engines.spark import spark_session
from transforms.engines.spark_models import export_staging, run_models, spark_models
from transforms.lake.sql import text_literal
from transforms.lakehouse import Lakehouse
from transforms.ml.people import features_sql, labels_sql
from transforms.models.creation import read_seeds
from transforms.models.model import Model, address
from transforms.quality.differences import Verdict, compare
from transforms.system.scratch import scratch_folder

#: What is asked at a cutoff, and kept by no lake.
_FEATURES = {"person_features": features_sql, "person_labels": labels_sql}
_NO_EVENTS = date(2000, 1, 1)


def verify_by_spark(lakehouse: Lakehouse) -> Verdict:
    """Run all models by Spark over the staged events, and compare what they give with the lake.

    Features are those before the last `ml.horizon_days`. The lake is read on one snapshot, so that
    ingestion may go on meanwhile.

    Raises:
        ConfigError: Spark is not there, or the lake is of another release.
    """
    models, config = spark_models(), lakehouse.config
    with scratch_folder(lakehouse.home, "verify") as folder, lakehouse.reading() as connection:
        lakehouse.check_release(connection)
        read_seeds(connection)
        connection.execute("begin")
        export_staging(connection, folder / "staged")
        cutoff = _cutoff(connection, config.ml.horizon_days)
        made = folder / "made"
        with (
            lakehouse.progress.steps("rebuilding by Spark", len(models)) as step,
            spark_session(folder, config) as session,
        ):
            run_models(session, models, config, folder / "staged", made, cutoff, lambda _: step(1))
        tables = [model for model in models if model.kind != "scope"]
        _attach(connection, tables, made)

        def here(model: Model) -> str:
            query = _FEATURES.get(model.name)
            return f"({query(config, cutoff)})" if query else address(model)

        return compare(connection, tables, here=here)


def _cutoff(connection: duckdb.DuckDBPyConnection, horizon_days: int) -> date:
    row = connection.execute("select event_date from lake.ops.watermark").fetchone()
    return (row[0] if row else _NO_EVENTS) - timedelta(days=horizon_days)


def _attach(connection: duckdb.DuckDBPyConnection, tables: list[Model], made: Path) -> None:
    """Name what Spark wrote as the lake names its tables, in the database `aside`."""
    connection.execute("attach ':memory:' as aside")
    for schema in {model.schema for model in tables}:
        connection.execute(f"create schema aside.{schema}")
    for model in tables:
        files = text_literal(str(made / model.title / "*.parquet"))
        connection.execute(f"create view {address(model, 'aside')} as from read_parquet({files})")
