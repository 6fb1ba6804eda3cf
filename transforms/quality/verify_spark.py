"""Verify by Spark: Silver, Gold and features made by another engine, and compared, row for row.

Spark begins with the staged events of the lake, or reads the archive itself.
"""

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
from transforms.quality.differences import Verdict, compare, together
from transforms.quality.spark_lines import STAGED, compare_lines, read_lines
from transforms.quality.verify import LINEAGE
from transforms.system.scratch import scratch_folder

#: What is asked at a cutoff, and kept by no lake.
_FEATURES = {"person_features": features_sql, "person_labels": labels_sql}
_NO_EVENTS = date(2000, 1, 1)


def verify_by_spark(lakehouse: Lakehouse, *, from_archive: bool = False) -> Verdict:
    """Run all models by Spark over the staged events, and compare what they give with the lake.

    From the archive, Spark reads the raw batches too, and what it read is compared first: lines
    that were accepted, and refused ones. Features are those before the last `ml.horizon_days`. The
    lake is read on one snapshot, so that ingestion may go on meanwhile.

    Raises:
        ConfigError: Spark is not there, or the lake is of another release.
        Unavailable: a task of Spark cannot read the archive.
    """
    models, config = spark_models(), lakehouse.config
    steps = lakehouse.progress.steps
    with scratch_folder(lakehouse.home, "verify") as folder, lakehouse.reading() as connection:
        lakehouse.check_release(connection)
        read_seeds(connection)
        connection.execute("begin")
        connection.execute("attach ':memory:' as aside")
        staged, made = folder / "staged", folder / "made"
        export_staging(connection, staged, without=[STAGED] if from_archive else [])
        cutoff = _cutoff(connection, config.ml.horizon_days)
        with spark_session(folder, config) as session:
            if from_archive:
                with steps("reading by Spark", 1) as step:
                    read_lines(session, lakehouse, connection, folder)
                    step(1)
            with steps("rebuilding by Spark", len(models)) as step:
                run_models(session, models, config, staged, made, cutoff, lambda _: step(1))
        tables = [model for model in models if model.kind != "scope"]
        read = [compare_lines(connection, folder)] if from_archive else []
        attach_made(connection, tables, made)

        def here(model: Model) -> str:
            query = _FEATURES.get(model.name)
            return f"({query(config, cutoff)})" if query else address(model)

        ignored = LINEAGE if from_archive else ()
        return together([*read, compare(connection, tables, here=here, ignored=ignored)])


def attach_made(connection: duckdb.DuckDBPyConnection, tables: list[Model], made: Path) -> None:
    """Name what Spark wrote as the lake names its tables, in the database `aside`."""
    for schema in {model.schema for model in tables}:
        connection.execute(f"create schema if not exists aside.{schema}")
    for model in tables:
        files = text_literal(str(made / model.title / "*.parquet"))
        connection.execute(f"create view {address(model, 'aside')} as from read_parquet({files})")


def _cutoff(connection: duckdb.DuckDBPyConnection, horizon_days: int) -> date:
    row = connection.execute("select event_date from lake.ops.watermark").fetchone()
    return (row[0] if row else _NO_EVENTS) - timedelta(days=horizon_days)
