"""What a lake knows that no archive does: carried over where it is made anew from the archive.

Publications and the ledger of changed numbers, alerts and what was said of them, erasures: rows
that tell of the past of the lake itself, and follow from no event.
"""

import logging
from pathlib import Path

import duckdb

from transforms.config import Config
from transforms.errors import LakehouseError
from transforms.home import Home
from transforms.lake.attachment import catalog_file
from transforms.lake.connection import open_lake
from transforms.lake.sql import text_literal

CARRIED = (
    *("publications", "published_figures", "restatements"),
    *("alerts", "alert_messages", "monitor_results", "erasures"),
)
log = logging.getLogger("lakehouse")


def copy_out(home: Home, config: Config, folder: Path) -> None:
    """Copy these tables into a folder, a Parquet file each; of a lake that can be read."""
    catalog = catalog_file(home, config)
    if catalog is None or not catalog.exists():
        return
    try:
        with open_lake(home, config, read_only=True) as lake:
            for table in _tables(lake):
                path = text_literal(str(folder / f"{table}.parquet"))
                lake.execute(f"copy lake.ops.{table} to {path} (format parquet)")
    except (duckdb.Error, LakehouseError) as error:
        log.warning("publications, alerts and erasures of the old lake stay with it: %s", error)


def copy_in(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Put what was copied out into the new lake, inside the caller's transaction."""
    for path in sorted(folder.glob("*.parquet")):
        into = f"lake.ops.{path.stem}"
        old, new = (
            [name for name, *_ in connection.execute(f"describe {relation}").fetchall()]
            for relation in (f"from read_parquet({text_literal(str(path))})", into)
        )
        columns = ", ".join(name for name in new if name in old)
        connection.execute(
            f"insert into {into} ({columns})"
            f" select {columns} from read_parquet({text_literal(str(path))})"
        )


def _tables(lake: duckdb.DuckDBPyConnection) -> list[str]:
    rows = lake.execute(
        "select table_name from duckdb_tables() "
        "where database_name = 'lake' and schema_name = 'ops'"
    )
    there = {name for (name,) in rows.fetchall()}
    return [table for table in CARRIED if table in there]
