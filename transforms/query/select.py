"""One SELECT of a user, or its EXPLAIN: parsed before it runs, so that it reads the lake alone."""

import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb

from transforms.errors import UsageError

#: Functions that stand where a table does and make rows of nothing but the lake and its catalog.
#: All others are refused: some read files and servers past the seal, or expire snapshots.
TABLE_FUNCTIONS = frozenset(
    (
        *("generate_series", "histogram", "histogram_values", "json_each", "json_tree"),
        *("pg_timezone_names", "range", "repeat", "repeat_row", "unnest"),
        *("duckdb_columns", "duckdb_functions", "duckdb_schemas", "duckdb_settings"),
        *("duckdb_tables", "duckdb_types", "duckdb_views", "pragma_show", "pragma_table_info"),
        *("current_snapshot", "snapshots"),
        *("table_changes", "table_deletions", "table_info", "table_insertions"),
        *("ducklake_current_snapshot", "ducklake_snapshots", "ducklake_table_info"),
        *("ducklake_table_changes", "ducklake_table_deletions", "ducklake_table_insertions"),
    )
)
_EXPLAIN = re.compile(
    r"(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*"
    r"(explain(?:\s+analyze\b|\s*\([^()]*\))?)(?=\W)(.*)",
    re.IGNORECASE | re.DOTALL,
)


def is_explain(sql: str) -> bool:
    """Tell whether a text asks how, instead of what."""
    return _EXPLAIN.fullmatch(sql) is not None


def check_select(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Pass one SELECT, or the EXPLAIN of one, that reads the lake alone.

    Raises:
        UsageError: it is something else, or reads what is not the lake.
        duckdb.Error: it is no SQL.
    """
    explain = _EXPLAIN.fullmatch(sql)
    asked = explain[2] if explain else sql
    kinds = [statement.type for statement in connection.extract_statements(asked)]
    found = " and ".join(kind.name for kind in kinds) or "nothing"
    if kinds[1:] == [duckdb.StatementType.SELECT] and re.search(r"\bpivot\b", asked, re.IGNORECASE):
        found = "a PIVOT that looks its values up first; name them: `on … in ('a', 'b')`"
    if kinds != [duckdb.StatementType.SELECT]:
        raise UsageError(f"the query must be one SELECT, got {found}")
    row = connection.execute("select json_serialize_sql(?)", [asked]).fetchone()
    tree = json.loads(row[0]) if row else {"error": True}
    if tree["error"]:
        raise UsageError("the query must be one SELECT, got a command")
    for place in _foreign(tree):
        raise UsageError(f"the query must read the lake and nothing else, got {place}")


def _foreign(tree: Any) -> Iterator[str]:
    """Name what stands in the place of a table and is not the lake's."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            waiting.extend(node.values())
            if node.get("type") == "TABLE_FUNCTION":
                name = node["function"]["function_name"]
                if name.lower() not in TABLE_FUNCTIONS:
                    yield f"{name}()"
            elif node.get("type") == "BASE_TABLE":
                yield from _foreign_table(node)
        elif isinstance(node, list):
            waiting.extend(node)


def _foreign_table(table: dict[str, str]) -> Iterator[str]:
    if "." in table["table_name"] or "/" in table["table_name"]:
        yield f"the file {table['table_name']!r}"
    for name in (table["catalog_name"], table["schema_name"]):
        if name.lower().startswith("__ducklake"):
            yield f"the catalog's own tables, {name!r}"
