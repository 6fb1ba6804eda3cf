"""Replay: archived batches are processed again, or Silver is recomputed from staging."""

from dataclasses import dataclass
from datetime import date

import duckdb

from transforms.archive.reader import archived_ids
from transforms.archive.store import store_of
from transforms.errors import InputMissing
from transforms.lake.connection import atomic
from transforms.lakehouse import Lakehouse
from transforms.load import ledger
from transforms.load.dead_letters import count_remaining, remember_dead_letters
from transforms.load.failures import set_aside_ids
from transforms.load.process import Processed, load_batches
from transforms.load.recovery import reconcile
from transforms.models.fingerprint import check_fingerprint, write_fingerprint
from transforms.models.model import materialized
from transforms.models.schema import renew
from transforms.models.silver import rebuild_silver
from transforms.system.clock import now
from transforms.system.durable import sync_files


@dataclass(frozen=True)
class Retried:
    """What a retry brought: lines that left the dead letters, lines and batches that did not."""

    processed: Processed
    passed: int
    remaining: int
    still_aside: int


def replay_batches(
    connection: duckdb.DuckDBPyConnection,
    lakehouse: Lakehouse,
    first: date | None,
    last: date | None,
) -> Processed:
    """Process the batches again that were received from `first` to `last`, both included."""
    check_fingerprint(connection, lakehouse.config)
    failed = reconcile(connection, lakehouse.home, lakehouse.config)
    batch_ids = [name for name in archived_ids(lakehouse.home) if _is_between(name, first, last)]
    return load_batches(
        connection, lakehouse.home, lakehouse.config, batch_ids, lakehouse.progress, alone=failed
    )


def retry_dead_letters(
    connection: duckdb.DuckDBPyConnection,
    lakehouse: Lakehouse,
    batch_id: str | None,
    code: str | None,
) -> Retried:
    """Process the batches again that hold matching refused lines, and those that were set aside.

    A batch that was set aside has no codes, so that a code leaves it out.

    Raises:
        InputMissing: archive/ has no batch of that name.
    """
    if batch_id is not None and batch_id not in archived_ids(lakehouse.home):
        place = store_of(lakehouse.home).place
        raise InputMissing(f"{place} must hold the batch {batch_id!r}, got none")
    check_fingerprint(connection, lakehouse.config)
    failed = reconcile(connection, lakehouse.home, lakehouse.config)
    aside = [
        name for name in set_aside_ids(lakehouse.home) if code is None and batch_id in (None, name)
    ]
    batch_ids = sorted({*remember_dead_letters(connection, batch_id, code), *aside})
    processed = load_batches(
        connection, lakehouse.home, lakehouse.config, batch_ids, lakehouse.progress, alone=failed
    )
    passed, remaining = count_remaining(connection)
    still_aside = len(set(aside) & set(set_aside_ids(lakehouse.home)))
    return Retried(processed, passed, remaining, still_aside)


def rebuild_lake(connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse) -> int:
    """Recompute Silver from stg_events in one transaction; readers keep the old state till then.

    Tables and views of another release become those of this one by it.

    Returns the number of rows that landed.

    Raises:
        ConfigError: staging is of another release, or was read by other settings, so that the
            archive must be read anew.
    """
    models = len(materialized())
    with lakehouse.progress.steps("rebuilding Silver", models) as step, atomic(connection):
        renew(connection, lakehouse.config)
        runs, results = rebuild_silver(connection, lakehouse.config, on_model=lambda _: step(1))
        write_fingerprint(connection, lakehouse.config)
        ledger.write_runs(connection, f"rebuild_{now():%Y%m%d_%H%M%S}", runs, results)
        if lakehouse.config.warehouse.sync_data_files:
            sync_files(lakehouse.home.root)
    tables = {model.name for model in materialized() if model.is_table}
    return sum(run.rows for run in runs if run.model in tables)


def _is_between(batch_id: str, first: date | None, last: date | None) -> bool:
    """Tell by its name, processing_batch_<YYYYMMDD>_…, whether a batch came in on these days."""
    day = date.fromisoformat(batch_id.split("_")[2])
    return (first is None or day >= first) and (last is None or day <= last)
