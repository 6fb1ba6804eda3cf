"""Comments: what the headers say, on the tables of a lake and their columns.

A lake remembers what its tables carry (`ops.tables`), and from which models their columns come, so
that a run compares a few hashes, and looks closer where one has changed.
"""

import hashlib
import json

import duckdb

from transforms.lake.connection import is_ducklake
from transforms.lake.sql import text_literal
from transforms.models.fingerprint import hash_models
from transforms.models.model import Model, address, materialized, read_ledger, read_models


def tables() -> list[Model]:
    """List every table that a lake has: of the models, and of the ledger."""
    models = (*read_models("staging"), *materialized())
    return [*(model for model in models if model.is_table), *read_ledger()]


def is_known(connection: duckdb.DuckDBPyConnection, database: str = "lake") -> bool:
    """Tell whether a database has every table, with the columns and descriptions of now."""
    return _known(connection, database) == _hashes()


def describe_tables(connection: duckdb.DuckDBPyConnection, database: str = "lake") -> None:
    """Comment what is described in other words, inside the caller's transaction.

    A database in memory remembers its tables only: nobody reads its catalog.
    """
    if is_ducklake(connection, database):
        said = _said(connection, database)
        for target, sentence in _wanted(database).items():
            if said.get(target) != sentence:
                kind = "column" if target.count(".") > 2 else "table"
                connection.execute(f"comment on {kind} {target} is {text_literal(sentence)}")
    hashes = _hashes()
    rows = [value for table in tables() for value in (table.name, table.schema, hashes[table.name])]
    marks = ", ".join(["(?, ?, ?)"] * len(hashes))
    connection.execute(f"delete from {database}.ops.tables")
    connection.execute(
        f"insert into {database}.ops.tables (table_name, schema_name, sha256) values {marks}", rows
    )


def table_comment(table: Model) -> str:
    """Describe a table: what it is, its grain and its key; its columns speak for themselves."""
    key = f" Key: {', '.join(table.key)}." if table.key else ""
    return f"{table.summary}\nGrain: {table.grain}.{key}"


def _wanted(database: str) -> dict[str, str]:
    """Say what each table and column is to say, by its name in full."""
    wanted = {}
    for table in tables():
        target = address(table, database)
        wanted[target] = table_comment(table)
        wanted |= {f"{target}.{name}": sentence for name, sentence in table.columns.items()}
    return wanted


def _said(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, str]:
    rows = connection.execute(
        """
        select concat_ws('.', database_name, schema_name, table_name), comment from duckdb_tables()
        where database_name = $1
        union all
        select concat_ws('.', database_name, schema_name, table_name, column_name), comment
        from duckdb_columns()
        where database_name = $1
        """,
        [database],
    )
    return dict(rows.fetchall())


def _known(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, str]:
    try:
        rows = connection.execute(f"select table_name, sha256 from {database}.ops.tables")
    except duckdb.CatalogException:
        return {}  # a new lake, or one of an older release
    return dict(rows.fetchall())


def _hashes() -> dict[str, str]:
    """Hash the descriptions of each table, and what its columns follow from."""
    models = hash_models()
    texts = {
        table.name: json.dumps([table_comment(table), table.columns, table.body, models])
        for table in tables()
    }
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
