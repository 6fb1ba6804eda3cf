"""The ledger: what was loaded, from which batch, and how it went. The ops tables of the lake."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import duckdb

from transforms.archive.reader import Batch
from transforms.errors import PromiseBroken
from transforms.lake.connection import is_ducklake
from transforms.load.brought import AMONG, Brought, batch_bounds, count_brought
from transforms.load.standing import standing
from transforms.load.typed_lines import ReadBatch
from transforms.models.checks import CheckResult
from transforms.models.runner import ModelRun
from transforms.system.clock import now
from transforms.system.redaction import redact

#: The columns of a batch that is loaded.
LOADED = (
    *("batch_id", "sha256", "source", "lines", "staged", "duplicates", "dead_lettered", "blank"),
    *("new_events", "first_event_at", "last_event_at", "received_at", "started_at", "finished_at"),
    *("snapshot_id", "state", "attempts", "superseded"),
)
_OF_BATCHES = ("batches", "dead_letters", "field_drift", "lost_messages")


@dataclass(frozen=True)
class Entry:
    """A loaded batch: lines = staged + duplicates + dead_lettered + blank."""

    batch_id: str
    lines: int
    staged: int
    duplicates: int
    dead_lettered: int
    blank: int


def known_ids(connection: duckdb.DuckDBPyConnection, batches: Sequence[Batch]) -> list[str]:
    """List those of the batches that were loaded, or failed, before."""
    rows = connection.execute(
        f"select batch_id from lake.ops.batches where {AMONG}", batch_bounds(batches)
    )
    return [batch_id for (batch_id,) in rows.fetchall()]


def forget(connection: duckdb.DuckDBPyConnection, batch_ids: Sequence[str]) -> None:
    """Take out what batches brought to the ledger, in the transaction that writes it anew.

    Each of these costs a look at the files of a table, so batches that are not known are spared it.
    """
    for table in _OF_BATCHES if batch_ids else ():
        connection.execute(
            f"delete from lake.ops.{table} where batch_id in (select unnest(?))", [batch_ids]
        )


def write_entries(
    connection: duckdb.DuckDBPyConnection,
    read: Sequence[ReadBatch],
    *,
    started_at: datetime,
    superseded: str | None = None,
    brought: Mapping[str, Brought] | None = None,
) -> list[Entry]:
    """Count what each batch brought and put it into the ledger, inside their transaction.

    `superseded` is the relation that lists those of their events that do not count, if there are;
    `brought` what somebody else counted, where staging is elsewhere.

    Raises:
        PromiseBroken: the counts do not add up to a batch's lines.
    """
    batches = [batch for batch, _ in read]
    brought = count_brought(connection, batches) if brought is None else brought
    query = f"select batch_id, count(*) from {superseded} where {AMONG} group by batch_id"
    lost = dict(connection.execute(query, batch_bounds(batches)).fetchall() if superseded else [])
    entries, rows, snapshot_id = [], [], next_snapshot(connection)
    for batch, reading in read:
        new, duplicates, dead_lettered, first_event_at, last_event_at = brought.get(
            batch.batch_id, (0, 0, 0, None, None)
        )
        entry = Entry(batch.batch_id, reading.lines, new, duplicates, dead_lettered, reading.blank)
        if entry.lines != new + duplicates + dead_lettered + entry.blank:
            raise PromiseBroken(f"conservation: lines must add up for each batch, got {entry}")
        entries.append(entry)
        received_at = datetime.fromisoformat(batch.manifest.received_at).replace(tzinfo=None)
        rows.append(
            (
                *(batch.batch_id, batch.manifest.sha256, batch.manifest.source),
                *(entry.lines, new, duplicates, dead_lettered, entry.blank, new),
                *(first_event_at, last_event_at, received_at, started_at, now()),
                *(snapshot_id, "loaded", 0, lost.get(batch.batch_id, 0)),
            )
        )
    insert_rows(connection, "batches", LOADED, rows)
    return entries


def insert_rows(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Put rows into a table of `ops`, in one statement, whatever the order of its columns."""
    if rows:
        marks = ", ".join([f"({', '.join('?' * len(columns))})"] * len(rows))
        values = [value for row in rows for value in row]
        into = f"lake.ops.{table} ({', '.join(columns)})"
        connection.execute(f"insert into {into} values {marks}", values)


def write_runs(
    connection: duckdb.DuckDBPyConnection,
    batch_id: str,
    runs: list[ModelRun],
    results: list[CheckResult],
) -> None:
    """Record each model's rows and seconds, and each check's findings."""
    for table, columns, found in (
        ("model_runs", {"model": "VARCHAR", "rows": "BIGINT", "seconds": "DOUBLE"}, runs),
        (
            "check_results",
            {"check_name": "VARCHAR", "severity": "VARCHAR", "failed_rows": "BIGINT"},
            results,
        ),
    ):
        connection.execute(
            f"""
            insert into lake.ops.{table} by name
            select ? as batch_id, unnest(from_json(?, ?), recursive := true), ? as finished_at
            """,
            [batch_id, json.dumps(list(map(asdict, found))), json.dumps([columns]), now()],
        )


def write_failures(
    connection: duckdb.DuckDBPyConnection,
    batch_ids: Sequence[str],
    started_at: datetime,
    error: str,
    *,
    counts: bool,
) -> None:
    """Record that batches could not be loaded, inside the caller's transaction.

    It counts as an attempt where the batch itself was at fault. One that is loaded stays so: its
    replay failed.
    """
    before = standing(connection)
    failed = [batch_id for batch_id in batch_ids if batch_id not in before.loaded]
    connection.execute(
        "delete from lake.ops.batches where batch_id in (select unnest(?))", [failed]
    )
    failures = before.failures
    attempts = [
        failures[batch_id].attempts + counts if batch_id in failures else int(counts)
        for batch_id in failed
    ]
    connection.execute(
        """
        insert into lake.ops.batches by name
        select
            unnest(?::varchar[]) as batch_id, unnest(?::integer[]) as attempts,
            'failed' as state, ?::timestamp as started_at, ?::timestamp as finished_at, ? as error
        """,
        [failed, attempts, started_at, now(), redact(error)[:2000]],
    )


def confirm_entries(connection: duckdb.DuckDBPyConnection, batches: Sequence[Batch]) -> None:
    """Read the ledger back after COMMIT, before a file is touched.

    Raises:
        PromiseBroken: the commit said yes and kept nothing.
    """
    rows = connection.execute(
        f"select batch_id from lake.ops.batches where state = 'loaded' and {AMONG}",
        batch_bounds(batches),
    )
    found = Counter(batch_id for (batch_id,) in rows.fetchall())
    for batch in batches:
        if found[batch.batch_id] != 1:
            raise PromiseBroken(
                f"ledger: {batch.batch_id} must be there once after COMMIT, "
                f"got {found[batch.batch_id]}"
            )


def next_snapshot(connection: duckdb.DuckDBPyConnection) -> int | None:
    """Tell the number of the snapshot that the open transaction will be; None without DuckLake."""
    if not is_ducklake(connection, "lake"):
        return None
    (latest,) = _row(connection.execute("select id from lake.current_snapshot()"))
    return int(latest) + 1


def _row(found: duckdb.DuckDBPyConnection) -> tuple:  # type: ignore[type-arg]
    row = found.fetchone()
    return row if row is not None else ()
