"""The tables of a lake on Iceberg: missing ones made empty, the others compared with the models."""

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from transforms.engines.spark_models import use_all_events
from transforms.iceberg.draft import Drafting
from transforms.iceberg.notes import empty_lines, seeds, written
from transforms.iceberg.pointers import pointers
from transforms.iceberg.runner import SparkRunner
from transforms.iceberg.tables import known_tables, write_anew
from transforms.models.model import address, materialized
from transforms.models.renderer import AllTime, Renderer
from transforms.models.staging import staging_models

if TYPE_CHECKING:  # imported when it is run
    from pyspark.sql import SparkSession

_SCHEMAS = ("staging", "silver", "ops")


def is_complete(at: Drafting) -> bool:
    """Tell whether the draft has every table."""
    return {address(table, "") for table in known_tables()} <= _there(at).keys()


def name_seeds(at: Drafting) -> None:
    """Let the Spark of a draft know the relations that models read beside events."""
    name_seeds_of(at.session, at.notes, at.scratch)


def name_seeds_of(session: "SparkSession", notes: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    """Let a Spark know the relations that models read beside events."""
    for name, path in seeds(notes, scratch).items():
        session.read.parquet(str(path)).createOrReplaceTempView(name)


def make_tables(at: Drafting, *, anew: bool = False) -> list[str]:
    """Create the tables that the draft lacks, empty (`anew` all); give those with other columns.

    Bare names mean empty relations then.
    """
    session, database, there = at.session, at.draft.name, _there(at)
    for schema in _SCHEMAS:
        session.sql(f"create namespace if not exists {database}.{schema}")
    for table, path in written(at.notes, at.scratch).items():
        if anew or address(table, "") not in there:
            frame = session.read.parquet(str(path)).limit(0)
            write_anew(frame, address(table, database), table.partition)
    lines = session.read.parquet(str(empty_lines(at.notes, at.config, at.scratch)))
    lines.createOrReplaceTempView("typed_events")
    others = []
    for models in (staging_models(is_typed=False), materialized()):
        runner = SparkRunner(session, models, at.config, database=database)
        others += runner.make_tables(there, anew=anew)
        use_all_events(session, Renderer(at.config, AllTime(), "spark"), database)
    return others


def _there(at: Drafting) -> dict[str, str]:
    return pointers(at.database, at.draft.name)
