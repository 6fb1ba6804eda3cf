"""Empty tables: while a batch is loaded, twins in memory stand for tables that never had a row.

DuckLake asks its catalog for the statistics of each column of such a table, at every read: a table
of what a shop never does (refunds, costs, subscriptions) would cost each of its batches more than
the tables that it fills.
"""

import duckdb

from transforms.lake.connection import is_ducklake

_NEVER_FILLED = """
    select schemas.schema_name, tables.table_name
    from __ducklake_metadata_lake.ducklake_table as tables
    inner join __ducklake_metadata_lake.ducklake_schema as schemas using (schema_id)
    left join __ducklake_metadata_lake.ducklake_table_stats as filled using (table_id)
    where tables.end_snapshot is null and schemas.end_snapshot is null
    and filled.table_id is null and schemas.schema_name in ('staging', 'silver')
"""


class EmptyTables:
    """The tables of staging and Silver that never had a row, found when it is made.

    Ask for them outside of a transaction, and let them `stand_in` and `leave` inside of one: the
    twins of a failed batch go with it.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._schemas: dict[str, str] = {}
        if is_ducklake(connection, "lake"):
            rows = connection.execute(_NEVER_FILLED).fetchall()
            self._schemas = {name: schema for schema, name in rows}

    def __contains__(self, name: str) -> bool:
        return name in self._schemas

    def stand_in(self) -> None:
        """Make the twins, which bare names mean from then on."""
        self._execute("create or replace temp table {1} as from lake.{0}.{1} limit 0")

    def leave(self, name: str) -> None:
        """Drop the twin of a table that has rows now."""
        if self._schemas.pop(name, ""):
            self._connection.execute(f"drop table temp.{name}")

    def leave_all(self) -> None:
        """Drop all twins that are left."""
        self._execute("drop table temp.{1}")
        self._schemas.clear()

    def _execute(self, statement: str) -> None:
        if self._schemas:
            each = (statement.format(schema, name) for name, schema in self._schemas.items())
            self._connection.execute(";\n".join(each))
