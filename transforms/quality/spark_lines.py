"""The lines of the archive as Spark reads them, beside those that the lake staged and refused."""

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from transforms.archive.formats.format import CHUNK_BYTES
from transforms.archive.reader import archived_ids
from transforms.engines.spark_models import stage_lines, staged_file
from transforms.engines.spark_reading import write_read
from transforms.lake.sql import text_literal
from transforms.lakehouse import Lakehouse
from transforms.load.chunk_lines import TASK_BYTES, Reader
from transforms.load.standing import standing
from transforms.models.model import Model, address, read_ledger, read_models
from transforms.quality.differences import Verdict, compare

if TYPE_CHECKING:  # imported when it is run
    from pyspark.sql import SparkSession

STAGED, REFUSED = "stg_events", "dead_letters"
#: Whatever the order of the batches was: every column of each line but when it was loaded; which
#: line of an event is the first (each has one) and which producer id was taken follow from it.
_COMPARED = {
    STAGED: """
        select * exclude (processed_at) replace (
            list_filter(warnings, lambda code: code <> 'W_ID_CONFLICT') as warnings,
            count(*) filter (where not is_duplicate) over (partition by event_id) as is_duplicate
        )
        from {}
    """,
    REFUSED: "select columns(lambda name: name <> 'refused_at') from {}",
}


def read_lines(
    session: "SparkSession",
    lakehouse: Lakehouse,
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    *,
    chunk_bytes: int = CHUNK_BYTES,
    task_bytes: int = TASK_BYTES,
) -> None:
    """Read the batches that a lake has loaded by Spark, and stage their lines in `folder`/staged.

    What was read, refused lines too, lies in `folder`/read.

    Raises:
        Unavailable: a task of Spark cannot read the archive.
    """
    scratch = folder / "tasks"
    scratch.mkdir()
    reader = Reader.of(lakehouse.home, lakehouse.config, scratch, chunk_bytes)
    loaded = standing(connection).loaded
    batch_ids = [each for each in archived_ids(lakehouse.home) if each in loaded]
    tasks = reader.cut(batch_ids, task_bytes)
    rows = write_read(
        session, lakehouse.config, tasks, reader.read, reader.schema(), folder / "read"
    )
    typed = rows.where("line is not null").select("line.*")
    stage_lines(session, typed, lakehouse.config, folder / "staged")


def compare_lines(connection: duckdb.DuckDBPyConnection, folder: Path) -> Verdict:
    """Compare what Spark read and staged in a folder with the lines of the lake, row for row."""
    tables = {
        table.name: table
        for table in (*read_models("staging"), *read_ledger())
        if table.name in _COMPARED
    }
    staged = staged_file(folder / "staged", tables[STAGED]) / "*.parquet"
    read = {
        STAGED: f"read_parquet({text_literal(str(staged))})",
        REFUSED: "(select unnest(refusal) from read_parquet({}) where refusal is not null)".format(
            text_literal(str(folder / "read" / "*.parquet"))
        ),
    }
    for name, table in tables.items():
        connection.execute(f"create schema if not exists aside.{table.schema}")
        connection.execute(
            f"create view {address(table, 'aside')} as {_COMPARED[name].format(read[name])}"
        )

    def here(table: Model) -> str:
        return f"({_COMPARED[table.name].format(address(table))})"

    return compare(connection, list(tables.values()), here=here)
