"""Whose the catalog and the data are: what the settings name must be this lake's own.

A catalog of another application is never written into, files that no lake wrote are neither
renamed nor deleted, and a lake whose data lies elsewhere is no
damaged one.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import duckdb

from transforms.config import Config
from transforms.errors import ConfigError
from transforms.home import Home
from transforms.lake.attachment import catalog_file, data_path

#: A table that every lake of ours has had from its first transaction on.
_OURS = "batches"
_FILE = """
    select concat(ducklake_schema.path, ducklake_table.path, ducklake_data_file.path)
    from __ducklake_metadata_lake.ducklake_data_file
    inner join __ducklake_metadata_lake.ducklake_table using (table_id)
    inner join __ducklake_metadata_lake.ducklake_schema using (schema_id)
    where ducklake_data_file.end_snapshot is null and ducklake_data_file.path_is_relative
    order by ducklake_data_file.data_file_id desc
    limit 1
"""


def check_own_catalog(home: Home, config: Config) -> None:
    """Look into an SQLite file before DuckLake makes its tables there; nothing is changed.

    Raises:
        ConfigError: it is the database of another application, or another DuckLake.
    """
    catalog = catalog_file(home, config)
    if catalog is None or not catalog.is_file() or not catalog.stat().st_size:
        return
    try:
        find = _foreign(catalog)
    except sqlite3.Error:
        return  # damaged, or closed to us: attaching it tells
    if find:
        raise ConfigError(
            f"warehouse.catalog must name a lake's catalog, or no file yet, got {find}: {catalog}"
        )


def check_own_files(paths: Iterable[str | Path]) -> None:
    """Look at the names of data files before they are renamed or deleted.

    Raises:
        ConfigError: one of them is not named as DuckLake names what it writes.
    """
    for path in paths:
        if not Path(path).name.startswith("ducklake-"):
            raise ConfigError(
                f"warehouse.data_path must be a folder of the lake's own, got a file in it that"
                f" no lake wrote: {path}"
            )


def check_data_path(connection: duckdb.DuckDBPyConnection, home: Home, config: Config) -> None:
    """Look whether the attached lake's data lies where another data path is set than before.

    A home may move with its data; data that is lost is told by whoever reads it.

    Raises:
        ConfigError: it does not lie there.
    """
    row = connection.execute(
        "select value from __ducklake_metadata_lake.ducklake_metadata where key = 'data_path'"
    ).fetchone()
    here, there = data_path(home, config), str(row[0]) if row else ""
    if there == here:
        return
    file = connection.execute(_FILE).fetchone()
    if file is None or _is_there(connection, f"{here}{file[0]}"):
        return
    is_elsewhere = any(_is_there(connection, f"{each}{file[0]}") for each in _places(home, there))
    if is_elsewhere or not there.endswith(f"/{Path(config.warehouse.data_path)}/"):
        raise ConfigError(
            f"warehouse.data_path must name the folder of the lake's data, got {here}, which has"
            f" none of it; the lake was made with {there}: restore the setting, or move the data"
        )


def _places(home: Home, there: str) -> Iterator[str]:
    """List where data may lie in a home that moved, of a lake made with this data path."""
    if "://" not in there:
        parts = Path(there).parts
        yield from (f"{home.root.joinpath(*parts[at:])}/" for at in range(1, len(parts)))


def _foreign(catalog: Path) -> str:
    """Say whose an SQLite file is, if it is not ours; one without tables may become ours."""
    with closing(sqlite3.connect(f"{catalog.as_uri()}?immutable=1", uri=True)) as connection:
        named = connection.execute("select name, type from sqlite_master order by name")
        tables = {str(name): str(kind) for name, kind in named if not name.startswith("sqlite_")}
        theirs = [name for name in tables if not name.startswith("ducklake_")]
        if theirs:
            return f"the database of another application, with a {tables[theirs[0]]} {theirs[0]}"
        if connection.execute("pragma application_id").fetchone() != (0,):
            return "the database of another application, by its id"
        lake = tables and _names(connection, "select table_name from ducklake_table")
        return "" if not lake or _OURS in lake else f"another lake, with a table {min(lake)}"


def _names(connection: sqlite3.Connection, query: str) -> set[str]:
    return {str(name) for (name,) in connection.execute(query)}


def _is_there(connection: duckdb.DuckDBPyConnection, path: str) -> bool:
    if "://" not in path:
        return Path(path).exists()
    pattern = re.sub(r"([*?[])", r"[\1]", path)
    return connection.execute("select file from glob(?)", [pattern]).fetchone() is not None
