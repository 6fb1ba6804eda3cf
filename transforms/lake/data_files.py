"""Orphans and gaps: data files that no catalog knows, and those that the catalog knows and misses.

A killed run leaves orphans. While somebody writes, the files of the open transaction look the
same: ask when nobody does.
"""

import re

import duckdb

from transforms.config import Config
from transforms.home import Home
from transforms.lake.attachment import data_path

_SPECIAL = re.compile(r"([*?[])")
_NAMES = """
    with known as (
        select parse_filename(path) as file_name from __ducklake_metadata_lake.ducklake_data_file
        union
        select parse_filename(path) from __ducklake_metadata_lake.ducklake_delete_file
    ),

    waiting as (
        select parse_filename(path) as file_name
        from __ducklake_metadata_lake.ducklake_files_scheduled_for_deletion
    ),

    found as (
        select file as path, parse_filename(file) as file_name from glob(?)
    )
"""


def orphans(connection: duckdb.DuckDBPyConnection, home: Home, config: Config) -> list[str]:
    """List the Parquet files of the data path that the attached lake's catalog does not know."""
    return _asked(
        connection,
        home,
        config,
        """
        select path from found
        where file_name not in (from known) and file_name not in (from waiting)
        order by path
        """,
    )


def missing_files(connection: duckdb.DuckDBPyConnection, home: Home, config: Config) -> list[str]:
    """List the names of the files that the catalog needs and the data path has not."""
    return _asked(
        connection,
        home,
        config,
        """
        select file_name from known
        where file_name not in (select file_name from found) and file_name not in (from waiting)
        order by file_name
        """,
    )


def _asked(
    connection: duckdb.DuckDBPyConnection, home: Home, config: Config, query: str
) -> list[str]:
    """Ask about the files by their names, which are unique in a lake."""
    folder = _SPECIAL.sub(r"[\1]", data_path(home, config))
    rows = connection.execute(f"{_NAMES} {query}", [f"{folder}**/*.parquet"])
    return [text for (text,) in rows.fetchall()]
