"""Comments: what the headers say, on the tables of a lake and their columns.

A lake remembers what its tables carry (`ops.tables`), so that a run compares a few hashes, and
renews what has changed.
"""

import hashlib
import json

import duckdb

from transforms.lake.connection import is_ducklake
from transforms.lake.sql import text_literal
from transforms.models.model import Model, address, read_ledger, read_models


def tables() -> list[Model]:
    """List every table that a lake has: of the models, and of the ledger."""
    models = (*read_models("staging"), *read_models("silver", "ops"))
    return [*(model for model in models if model.is_table), *read_ledger()]


def are_described(connection: duckdb.DuckDBPyConnection, database: str = "lake") -> bool:
    """Tell whether a database has every table, described as the headers do now."""
    return _known(connection, database) == _hashes()


def describe_tables(connection: duckdb.DuckDBPyConnection, database: str = "lake") -> None:
    """Comment the tables whose descriptions have changed, inside the caller's transaction.

    A database in memory remembers its tables only: nobody reads its catalog.
    """
    known, hashes = _known(connection, database), _hashes()
    if is_ducklake(connection, database):
        for table in tables():
            if known.get(table.name) != hashes[table.name]:
                _comment(connection, table, database)
    rows = [value for table in tables() for value in (table.name, table.schema, hashes[table.name])]
    marks = ", ".join(["(?, ?, ?)"] * len(hashes))
    connection.execute(f"delete from {database}.ops.tables")
    connection.execute(f"insert into {database}.ops.tables values {marks}", rows)


def table_comment(table: Model) -> str:
    """Describe a table: what it is, its grain and its key; its columns speak for themselves."""
    key = f" Key: {', '.join(table.key)}." if table.key else ""
    return f"{table.summary}\nGrain: {table.grain}.{key}"


def _comment(connection: duckdb.DuckDBPyConnection, table: Model, database: str) -> None:
    target = address(table, database)
    connection.execute(f"comment on table {target} is {text_literal(table_comment(table))}")
    for name, sentence in table.columns.items():
        connection.execute(f"comment on column {target}.{name} is {text_literal(sentence)}")


def _known(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, str]:
    try:
        rows = connection.execute(f"select table_name, sha256 from {database}.ops.tables")
    except duckdb.CatalogException:
        return {}  # a new lake, or one of an older release
    return dict(rows.fetchall())


def _hashes() -> dict[str, str]:
    texts = {table.name: json.dumps([table_comment(table), table.columns]) for table in tables()}
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
