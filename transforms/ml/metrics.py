"""The daily series that models read, of whole days: sessions, orders, revenue, active persons."""

from datetime import date, timedelta

import duckdb
import numpy as np

from transforms.ml.daily import Series
from transforms.ml.figures import Numbers

#: What is read of each metric: the view that has it, and its day.
_WATCHED = {
    "sessions": "select session_date as day, sum(sessions) as value"
    " from lake.gold_growth.vw_sessions_daily group by session_date",
    "orders": "select order_date as day, sum(orders) as value"
    " from lake.gold_finance.vw_revenue_daily group by order_date",
    "revenue": "select order_date as day, sum(revenue) as value"
    " from lake.gold_finance.vw_revenue_daily group by order_date",
}


def queries() -> str:
    """Write what is read of each metric, for those who want to see it."""
    return "\n".join(f"-- {name}\n{query};" for name, query in _WATCHED.items())


def read_watched(connection: duckdb.DuckDBPyConnection, end: date) -> dict[str, Series]:
    """Read sessions, orders and revenue of every day before `end`; a day without has 0."""
    found = {name: _read(connection, query, end) for name, query in _WATCHED.items()}
    first = min((day for values in found.values() for day in values), default=end)
    return {name: _filled(values, first, end) for name, values in found.items() if values}


def read_forecast(connection: duckdb.DuckDBPyConnection, end: date) -> dict[str, Series]:
    """Read active persons and revenue of every day before `end`; a day without has 0."""
    active = _read(
        connection,
        "select day, dau as value from lake.gold_growth.vw_active_users_daily"
        " where segment = 'all'",
        end,
    )
    series = {"dau": active, "revenue": _read(connection, _WATCHED["revenue"], end)}
    first = min(active or series["revenue"], default=end)
    return {name: _filled(values, first, end) for name, values in series.items() if values}


def values_of(series: Series) -> Numbers:
    """Give the values of days in a row."""
    return np.array([value for _, value in series], dtype=np.float64)


def _read(connection: duckdb.DuckDBPyConnection, query: str, end: date) -> dict[date, float]:
    rows = connection.execute(
        f"select day, cast(value as double) from ({query}) where day < ? order by day", [end]
    )
    return dict(rows.fetchall())


def _filled(values: dict[date, float], first: date, end: date) -> Series:
    days = [first + timedelta(days=number) for number in range((end - first).days)]
    return [(day, values.get(day, 0.0)) for day in days]
