"""The seal: a connection that reads the lake's data files, and no other file, server or setting."""

import duckdb

from transforms.config import Config
from transforms.home import Home
from transforms.lake.attachment import data_path
from transforms.lake.sql import text_literal


def seal(connection: duckdb.DuckDBPyConnection, home: Home, config: Config) -> None:
    """Leave a connection that has the lake attached nothing but the lake, for good.

    Functions of the catalog's extensions open files and servers by themselves, past this: what a
    user asks goes through `transforms/query/select.py` as well.
    """
    connection.execute(f"set allowed_directories = [{text_literal(data_path(home, config))}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
