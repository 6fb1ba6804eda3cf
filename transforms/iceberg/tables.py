"""The tables of a lake on Iceberg: made empty from the models, or anew from their rows."""

from typing import TYPE_CHECKING

from transforms.config import Config
from transforms.iceberg.notes import kept_tables
from transforms.models.model import Model, address, read_models
from transforms.models.renderer import AllTime, Renderer

if TYPE_CHECKING:  # imported when it is run
    from pyspark.sql import DataFrame, SparkSession

#: Files that a batch replaces are named by what readers see, until it is shown and later: nobody
#: may delete them but `maintain`. Deleted rows are written down, and merged by it.
PROPERTIES = {
    "format-version": "2",
    "gc.enabled": "false",
    "write.parquet.compression-codec": "zstd",
    "write.delete.mode": "merge-on-read",
}


def write_anew(frame: "DataFrame", table: str, partition: str | None) -> None:
    """Make a table of a frame's rows and columns; one that is there keeps its former snapshots.

    `partition` is the column by whose months its files are split.
    """
    from pyspark.sql.functions import months

    writer = frame.writeTo(table).using("iceberg")
    for name, value in PROPERTIES.items():
        writer = writer.tableProperty(name, value)
    if partition:
        writer = writer.partitionedBy(months(partition))
    writer.createOrReplace()


def name_table(
    session: "SparkSession", table: Model, database: str, snapshot_id: int | None = None
) -> None:
    """Let a table's bare name mean that of a catalog: as it goes on, or as a snapshot left it.

    The text of the view is read anew by each query, so that a batch sees its own writing.
    """
    at = f" version as of {snapshot_id}" if snapshot_id is not None else ""
    target = address(table, database)
    session.sql(f"create or replace temp view {table.name} as select * from {target}{at}")


def name_views(session: "SparkSession", config: Config) -> None:
    """Let the names of Silver's views mean their queries, over the tables as they are named."""
    renderer = Renderer(config, AllTime(), "spark")
    for view in (model for model in read_models("silver", "ops") if model.kind == "view"):
        query = renderer.render(view.body)
        session.sql(f"create or replace temp view {view.name} as {query}")


def known_tables() -> list[Model]:
    """List the tables that models make, and those of the ledger that a batch writes."""
    models = read_models("staging", "silver", "ops")
    return [*(model for model in models if model.is_table), *kept_tables()]
