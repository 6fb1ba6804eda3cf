"""The ledger: what was loaded, from which batch, and how it went. The ops tables of the lake."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

import duckdb

from transforms.archive.reader import Batch
from transforms.errors import PromiseBroken
from transforms.models.checks import CheckResult
from transforms.models.runner import ModelRun
from transforms.system.clock import now
from transforms.system.redaction import redact


@dataclass(frozen=True)
class Entry:
    """A loaded batch: lines = staged + duplicates + dead_lettered + blank."""

    batch_id: str
    lines: int
    staged: int
    duplicates: int
    dead_lettered: int
    blank: int


@dataclass(frozen=True)
class Failure:
    """A batch that is not loaded: in how many runs it failed, and why in the last."""

    attempts: int
    error: str


def loaded_ids(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """List the batches that are in the lake."""
    rows = connection.execute("select batch_id from lake.ops.batches where state = 'loaded'")
    return {batch_id for (batch_id,) in rows.fetchall()}


def failures(connection: duckdb.DuckDBPyConnection) -> dict[str, Failure]:
    """List the batches that could not be loaded so far."""
    rows = connection.execute(
        "select batch_id, coalesce(attempts, 0), coalesce(error, '') "
        "from lake.ops.batches where state = 'failed' order by batch_id"
    )
    return {batch_id: Failure(attempts, error) for batch_id, attempts, error in rows.fetchall()}


def knows(connection: duckdb.DuckDBPyConnection, batch_id: str) -> bool:
    """Tell whether a batch was loaded, or failed, before."""
    (found,) = _row(
        connection.execute("select count(*) from lake.ops.batches where batch_id = ?", [batch_id])
    )
    return bool(found)


def forget(connection: duckdb.DuckDBPyConnection, batch_id: str) -> None:
    """Take out a batch's entry, refusals and drift, inside the transaction that writes them anew.

    Each of these costs a look at the files of a table, so a batch that is not known is spared it.
    """
    for table in ("batches", "dead_letters", "field_drift"):
        connection.execute(f"delete from lake.ops.{table} where batch_id = ?", [batch_id])


def write_entry(
    connection: duckdb.DuckDBPyConnection,
    batch: Batch,
    *,
    lines: int,
    blank: int,
    started_at: datetime,
) -> Entry:
    """Count what the batch brought and put it into the ledger, inside its transaction.

    Raises:
        PromiseBroken: the counts do not add up to the batch's lines.
    """
    batch_id = batch.batch_id
    staged, duplicates, first_event_at, last_event_at = _row(
        connection.execute(
            """
            select
                count(*) filter (where not is_duplicate), count(*) filter (where is_duplicate),
                min(event_at), max(event_at)
            from lake.staging.stg_events
            where batch_id = ?
            """,
            [batch_id],
        )
    )
    (dead_lettered,) = _row(
        connection.execute(
            "select count(*) from lake.ops.dead_letters where batch_id = ?", [batch_id]
        )
    )
    entry = Entry(batch_id, lines, staged, duplicates, dead_lettered, blank)
    if lines != staged + duplicates + dead_lettered + blank:
        raise PromiseBroken(f"conservation: lines must add up for each batch, got {entry}")
    connection.execute(
        """
        insert into lake.ops.batches (
            batch_id, sha256, source, lines, staged, duplicates, dead_lettered, blank, new_events,
            first_event_at, last_event_at, received_at, started_at, finished_at, snapshot_id,
            state, attempts
        )
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'loaded', 0)
        """,
        [
            *(batch_id, batch.manifest.sha256, batch.manifest.source),
            *(lines, staged, duplicates, dead_lettered, blank, staged),
            *(first_event_at, last_event_at),
            datetime.fromisoformat(batch.manifest.received_at).replace(tzinfo=None),
            *(started_at, now()),
            next_snapshot(connection),
        ],
    )
    return entry


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


def write_failure(
    connection: duckdb.DuckDBPyConnection,
    batch_id: str,
    started_at: datetime,
    error: str,
    *,
    counts: bool,
) -> None:
    """Record that a batch could not be loaded, inside the caller's transaction.

    It counts as an attempt where the batch itself was at fault.
    """
    if batch_id in loaded_ids(connection):
        return  # a replay failed; what was loaded stands
    before = failures(connection).get(batch_id, Failure(0, ""))
    connection.execute("delete from lake.ops.batches where batch_id = ?", [batch_id])
    connection.execute(
        """
        insert into lake.ops.batches by name
        select
            ? as batch_id, 'failed' as state,
            ?::timestamp as started_at, ?::timestamp as finished_at, ? as error, ? as attempts
        """,
        [batch_id, started_at, now(), redact(error)[:2000], before.attempts + counts],
    )


def confirm_entry(connection: duckdb.DuckDBPyConnection, batch_id: str) -> None:
    """Read the ledger back after COMMIT, before a file is touched.

    Raises:
        PromiseBroken: the commit said yes and kept nothing.
    """
    found = connection.execute(
        "select count(*) from lake.ops.batches where batch_id = ? and state = 'loaded'", [batch_id]
    )
    if _row(found) != (1,):
        raise PromiseBroken(f"ledger: {batch_id} must be there once after COMMIT, got otherwise")


def next_snapshot(connection: duckdb.DuckDBPyConnection) -> int | None:
    """Tell the number of the snapshot that the open transaction will be; None without DuckLake."""
    kind = _row(
        connection.execute("select type from duckdb_databases() where database_name = 'lake'")
    )
    if kind != ("ducklake",):
        return None
    (latest,) = _row(connection.execute("select id from lake.current_snapshot()"))
    return int(latest) + 1


def _row(found: duckdb.DuckDBPyConnection) -> tuple:  # type: ignore[type-arg]
    row = found.fetchone()
    return row if row is not None else ()
