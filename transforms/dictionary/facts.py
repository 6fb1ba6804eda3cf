"""Facts: what the lake says about its tables; counts and times, never a value of a row."""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from transforms.dictionary.entries import Entry
from transforms.models.model import address


@dataclass(frozen=True)
class Finding:
    """What a check found the last time it ran inside a batch."""

    failed_rows: int
    finished_at: datetime


@dataclass(frozen=True)
class Facts:
    """How full and how fresh a lake is; times are naive UTC.

    `rows` and `findings` lack what an older lake does not have yet.
    """

    batches: int
    lines: int
    loaded_at: datetime | None
    last_event_at: datetime | None
    rows: dict[str, int]
    findings: dict[str, Finding]


def read_facts(connection: duckdb.DuckDBPyConnection, entries: list[Entry]) -> Facts:
    """Read the ledger, and count the rows of every table (the catalog knows them)."""
    batches, lines, loaded_at, last_event_at = connection.execute(
        "select count(*), coalesce(sum(lines), 0)::bigint, max(finished_at), max(last_event_at) "
        "from lake.ops.batches where state = 'loaded'"
    ).fetchall()[0]
    findings = connection.execute(
        "select check_name, arg_max(failed_rows, finished_at), max(finished_at) "
        "from lake.ops.check_results group by check_name"
    ).fetchall()
    return Facts(
        batches,
        lines,
        loaded_at,
        last_event_at,
        _count(connection, entries),
        {name: Finding(rows, at) for name, rows, at in findings},
    )


def _count(connection: duckdb.DuckDBPyConnection, entries: list[Entry]) -> dict[str, int]:
    there = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'lake'"
    ).fetchall()
    tables = [entry.model for entry in entries if (entry.model.name,) in there]
    counts = [f"select '{table.name}', count(*) from {address(table)}" for table in tables]
    return dict(connection.execute(" union all ".join(counts)).fetchall())
