"""Parquet and CSV: every table of a team's file as a file of its own."""

from collections.abc import Iterable
from itertools import product
from pathlib import Path

import duckdb

from transforms.lake.sql import text_literal
from transforms.system.csv_injection import harmless_in_sql

#: How DuckDB writes each format.
OPTIONS = {
    "parquet": "format parquet, compression zstd",
    "csv": "format csv, header true, new_line '\\r\\n'",  # RFC 4180
}


def write_exports(
    connection: duckdb.DuckDBPyConnection, folder: Path, formats: Iterable[str]
) -> None:
    """Write each table of the attached database `published` to `<folder>/<table>.<format>`."""
    tables = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'published' order by all"
    ).fetchall()
    for (table,), form in product(tables, formats):
        source = f"published.{table}"
        query = cells(connection, source) if form == "csv" else f"from {source}"
        target = text_literal(str(folder / f"{table}.{form}"))
        connection.execute(f"copy ({query}) to {target} ({OPTIONS[form]})")


def cells(connection: duckdb.DuckDBPyConnection, source: str) -> str:
    """Write the SELECT of a table's CSV cells: harmless texts, lists as JSON."""
    described = connection.execute(
        f"select column_name, column_type from (describe {source})"
    ).fetchall()
    listed = ", ".join(f"{_cell(name, kind)} as {name}" for name, kind in described)
    return f"select {listed} from {source}"


def _cell(column: str, kind: str) -> str:
    if kind == "VARCHAR":
        return harmless_in_sql(column)
    is_nested = kind.endswith("]") or kind.startswith(("STRUCT", "MAP"))
    return f"cast(to_json({column}) as varchar)" if is_nested else column
