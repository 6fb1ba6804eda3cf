"""Silver, Gold and features by Spark: models run over the staged events of a lake, into Parquet."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from transforms.config import Config
from transforms.lake.sql import escaped_literal, text_literal
from transforms.models.creation import SEEDS
from transforms.models.model import Model, address, read_ledger, read_models
from transforms.models.renderer import AllTime, Renderer
from transforms.models.silver import COUNTED_EVENTS, SUPERSEDED_LINES
from transforms.models.staging import staging_models

if TYPE_CHECKING:  # imported when it is run
    from pyspark.sql import DataFrame, SparkSession

#: Spark's name for what a session has of its own.
_CATALOG = "spark_catalog"


def spark_models() -> tuple[Model, ...]:
    """List what Spark runs, inputs first: scopes, tables and views of Silver, Gold and features."""
    return read_models("silver", "ops", "gold", "features")


def export_staging(
    connection: duckdb.DuckDBPyConnection, folder: Path, without: Collection[str] = ()
) -> None:
    """Write what models do not make: staging, ledger and seeds, but for some tables."""
    folder.mkdir()
    kept = [model for model in (*read_models("staging"), *read_ledger()) if model.kind != "scope"]
    for table in kept:
        if table.name not in without:
            _write(connection, address(table), staged_file(folder, table))
    for name in SEEDS:
        _write(connection, name, folder / f"{name}.parquet")


def staged_file(folder: Path, table: Model) -> Path:
    """Name what holds a table's rows: a file, or a folder of them where Spark wrote them."""
    return folder / f"{address(table, '')}.parquet"


def stage_lines(session: "SparkSession", lines: "DataFrame", config: Config, staged: Path) -> None:
    """Stage typed lines, as if one batch had brought them all, and write what models read."""
    renderer = Renderer(config, AllTime(), "spark")
    lines.createOrReplaceTempView("typed_events")
    for model in staging_models(is_typed=False):
        frame = _frame(session, model, renderer.render(model.body))
        if model.kind == "scope":
            frame.createOrReplaceTempView(model.name)
        else:
            frame.write.parquet(str(staged_file(staged, model)), compression="zstd")


def run_models(
    session: "SparkSession",
    models: Iterable[Model],
    config: Config,
    staged: Path,
    target: Path,
    cutoff: date,
    on_model: Callable[[Model], None],
) -> None:
    """Run models over staged files, inputs first, and write each one's rows to `target/<title>/`.

    Features are those at the cutoff. Every accepted event counts as new, and tables that are read
    as they stood before a batch are empty, as in a rebuild.
    """
    renderer = Renderer(config, AllTime(), "spark")
    _register(session, staged)
    use_all_events(session, renderer, _CATALOG)
    for model in filter(renderer.wants, models):
        path = str(target / model.title)
        frame = _frame(session, model, renderer.render(model.body, cutoff=str(cutoff)))
        frame.write.parquet(path, compression="zstd")
        session.read.parquet(path).createOrReplaceTempView(model.name)
        on_model(model)


def no_rows(session: "SparkSession", columns: str) -> "DataFrame":
    """Give no row of some columns; by SQL, as workers need no Python then."""
    text = escaped_literal(columns)
    row = f"select from_json(cast(null as string), {text}) as row"
    return session.sql(f"select row.* from ({row}) where false")


def use_all_events(session: "SparkSession", renderer: Renderer, catalog: str) -> None:
    """Let `new_events` be every accepted event of a catalog's staging that counts."""
    lines = session.sql(renderer.render(SUPERSEDED_LINES.format(database=catalog)))
    lines.createOrReplaceTempView("superseded_lines")
    counted = renderer.render(COUNTED_EVENTS.format(database=catalog))
    day = renderer.render("{{ date_of('event_at') }}")
    events = session.sql(f"select * from {counted}")
    columns = [f"{day} as {name}" if name == "event_date" else name for name in events.columns]
    events.selectExpr(*columns).createOrReplaceTempView("new_events")


def _frame(session: "SparkSession", model: Model, query: str) -> "DataFrame":
    """Ask a model's query; what it reads as it stood before is empty."""
    for name, columns in model.before.items():
        no_rows(session, columns).createOrReplaceTempView(name)
    return session.sql(query)


def _register(session: "SparkSession", staged: Path) -> None:
    """Name the staged files as the lake names its tables."""
    for path in sorted(staged.glob("*.parquet")):
        schema, _, name = path.stem.rpartition(".")
        session.read.parquet(str(path)).createOrReplaceTempView(name)
        if schema:
            session.sql(f"create database if not exists {schema}")
            session.catalog.createTable(f"{schema}.{name}", path=str(path), source="parquet")


def _write(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    connection.execute(f"copy (from {table}) to {text_literal(str(path))} (format parquet)")
