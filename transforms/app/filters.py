"""Filters: a part of each table, put in front of it, so that a page's queries stay as they are.

A table with a column `segment` shows the chosen segment in the place of `all`, one with
`platform_id` that platform alone, and one with a day, week or month its rows of the period.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from transforms.lake.sql import text_literal

#: The columns that are the time of a row, of which a table has one; the first counts.
_TIMES = (
    *("period_start", "day", "week_start", "month_start", "cohort_start", "cohort_month"),
    *("session_date", "order_date", "payment_date", "moved_on", "event_date", "date_day"),
)
ALL = "all"


@dataclass(frozen=True)
class Filters:
    """What is chosen: a period (both days in it), a segment, a platform; by default everything."""

    since: date | None = None
    until: date | None = None
    segment: str = ALL
    platform: str = ALL

    def narrow(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Put a view in front of each table of the file that the filters concern."""
        for table, columns in _tables(connection).items():
            where = self._where(columns)
            if where:
                star = "*"
                if "segment" in columns and self.segment != ALL:
                    star = f"* replace ('{ALL}' as segment)"
                name = connection.execute("select current_database()").fetchone() or ("",)
                connection.execute(
                    f'create temp view {table} as select {star} from "{name[0]}".main.{table}'
                    f" where {' and '.join(where)}"
                )

    def _where(self, columns: dict[str, str]) -> list[str]:
        found = []
        if "segment" in columns and self.segment != ALL:
            found.append(f"segment = {text_literal(self.segment)}")
        if "platform_id" in columns and self.platform != ALL:
            found.append(f"platform_id = {text_literal(self.platform)}")
        time = next((name for name in _TIMES if columns.get(name) == "DATE"), None)
        if time and self.since:
            found.append(f"{time} >= date '{self.since}'")
        if time and self.until:
            found.append(f"{time} <= date '{self.until}'")
        return found


@dataclass(frozen=True)
class Choices:
    """What can be chosen of a team's file: its first and last day, segments, platforms."""

    first: date | None
    last: date | None
    segments: list[str]
    platforms: list[str]


def read_choices(connection: duckdb.DuckDBPyConnection) -> Choices:
    """Read what the tables of a file have of each filter."""
    tables = _tables(connection)
    days = [
        (table, time)
        for table, columns in tables.items()
        for time in _TIMES
        if columns.get(time) == "DATE"
    ]
    ends = (f"select min({time}), max({time}) from {table}" for table, time in days)
    found = _ask(connection, ends)
    first = min((row[0] for row in found if row[0]), default=None)
    last = max((row[1] for row in found if row[1]), default=None)
    return Choices(
        first,
        last,
        _values(connection, tables, "segment"),
        _values(connection, tables, "platform_id"),
    )


def _values(
    connection: duckdb.DuckDBPyConnection, tables: dict[str, dict[str, str]], column: str
) -> list[str]:
    having = [table for table, columns in tables.items() if columns.get(column) == "VARCHAR"]
    rows = _ask(connection, (f"select distinct {column}, 0 from {table}" for table in having))
    return sorted({str(row[0]) for row in rows if row[0] is not None} - {ALL})


def _ask(connection: duckdb.DuckDBPyConnection, queries: Iterable[str]) -> list[tuple[Any, ...]]:
    sql = " union all ".join(queries)
    return connection.execute(sql).fetchall() if sql else []


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Name the tables of the file, each with the types of its columns."""
    tables: dict[str, dict[str, str]] = {}
    rows = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns()"
        " where database_name = current_database() and not internal order by all"
    ).fetchall()
    for table, column, kind in rows:
        tables.setdefault(table, {})[column] = kind
    return tables
