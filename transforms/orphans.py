"""Orphans: data files that a killed run wrote and no catalog knows. They are found here, and told.

While somebody writes, the files of the open transaction look the same: ask when nobody does.
"""

import re

import duckdb

from transforms.config import Config
from transforms.home import Home
from transforms.attachment import data_path

_SPECIAL = re.compile(r"([*?[])")


def orphans(connection: duckdb.DuckDBPyConnection, home: Home, config: Config) -> list[str]:
    """List the Parquet files of the data path that the attached lake's catalog does not know.

    Their names are unique, so that the name alone is looked up.
    """
    folder = _SPECIAL.sub(r"[\1]", data_path(home, config))
    rows = connection.execute(
        """
        with known as (
            select path from __ducklake_metadata_lake.ducklake_data_file
            union all
            select path from __ducklake_metadata_lake.ducklake_delete_file
            union all
            select path from __ducklake_metadata_lake.ducklake_files_scheduled_for_deletion
        )

        select file
        from glob(?)
        where parse_filename(file) not in (select parse_filename(path) from known)
        order by file
        """,
        [f"{folder}**/*.parquet"],
    )
    return [file for (file,) in rows.fetchall()]
