"""Lakes for tests: batches of JSON lines in, rows of tables out."""

import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import duckdb

from transforms.archive.writer import BatchWriter, RowsOf
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import attach, connect, open_lake
from transforms.load.loader import Loaded, load_group
from transforms.models.model import read_models
from transforms.models.schema import prepare

Row = dict[str, Any]

#: A database of DuckDB alone, in a home.
DATABASE = "tables.duckdb"

#: Where a row came from is not part of what it says.
LINEAGE = {"batch_id", "line_number"}


@dataclass
class Lake:
    """A lake under test; close it in the end."""

    home: Home
    config: Config
    connection: duckdb.DuckDBPyConnection

    def load(self, *batches: bytes) -> None:
        """Archive and load batches of JSON lines, one transaction each."""
        for lines in batches:
            self.load_together(lines)

    def load_together(self, *batches: bytes, source: str = "") -> list[Loaded]:
        """Archive and load batches of JSON lines (or rows of a source), all in one transaction."""
        group = []
        for lines in batches:
            with BatchWriter(self.home) as writer:
                writer.append(lines)
                group.append(writer.finish("test", rows=RowsOf(source)))
        return load_group(self.connection, self.home, self.config, group)

    def query(self, sql: str) -> list[Row]:
        """Run a query; a row is a dict."""
        found = self.connection.execute(sql)
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def rows(self, table: str) -> list[Row]:
        """All rows of a table but for their lineage, in an order of their own."""
        rows = self.query(f"select * from {table}")
        kept = [{name: row[name] for name in row if name not in LINEAGE} for row in rows]
        return sorted(
            kept, key=lambda row: [(value is not None, str(value)) for value in row.values()]
        )

    def silver(self) -> dict[str, list[Row]]:
        """All tables that the models make."""
        models = read_models("silver", "ops")
        return {model.name: self.rows(model.name) for model in models if model.kind != "scope"}

    def close(self) -> None:
        self.connection.close()


def build_lake(
    home: Path,
    batches: Sequence[bytes],
    config: dict[str, Any] | None = None,
    engine: Literal["ducklake", "duckdb"] = "ducklake",
) -> Lake:
    """Make a lake and load batches; `duckdb` is a database in memory that runs the same code."""
    home.mkdir(parents=True, exist_ok=True)
    settings = {"warehouse": {"sync_data_files": False, "threads": 1}, **(config or {})}
    lake = Lake(Home(home), Config.model_validate(settings), None)  # type: ignore[arg-type]
    lake.connection = connect(lake.config, home / "spill")
    if engine == "ducklake":
        if not lake.home.warehouse.exists() and "catalog" not in settings["warehouse"]:
            copy_empty_lake(lake.home)
        attach(lake.connection, lake.home, lake.config)
    else:
        lake.connection.execute(
            f"attach ':memory:' as lake; attach '{_empty().name}/{DATABASE}' as made (read_only);"
            "copy from database made to lake; detach made"
        )
    prepare(lake.connection, lake.config)
    lake.load(*batches)
    return lake


def copy_empty_lake(home: Home) -> None:
    """Give a home a lake that has all tables and no row."""
    shutil.copytree(Path(_empty().name) / "warehouse", home.warehouse)


@cache
def _empty() -> TemporaryDirectory[str]:
    """A home with a lake and a database that have all tables and no row: copying is faster."""
    folder = TemporaryDirectory()
    with open_lake(Home(Path(folder.name)), Config()) as connection:
        prepare(connection, Config())
    with closing(connect(Config(), Path(folder.name))) as connection:
        connection.execute(f"attach '{folder.name}/{DATABASE}' as lake")
        prepare(connection, Config())
    return folder
