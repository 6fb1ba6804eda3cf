"""Recovery: archive/, staging/, dead_letter/ and the ledger made to agree, and failures counted.

Truth is the ledger for what was loaded and archive/ for what came in; a folder is only a hint.
"""

import logging
from datetime import datetime

import duckdb

from transforms.archive.writer import archived_ids, remove_leftovers, stage, staged_ids, unstage
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import atomic
from transforms.lake.data_files import orphans
from transforms.load import failures, ledger
from transforms.load.dead_letters import export_missing
from transforms.load.standing import Failure, Standing, standing
from transforms.system.clock import now
from transforms.system.logs import event
from transforms.system.units import counted

log = logging.getLogger("lakehouse")


def reconcile(
    connection: duckdb.DuckDBPyConnection, home: Home, config: Config
) -> dict[str, Failure]:
    """Make the folders agree with the ledger, and count what the last run died of.

    What the archive has and the ledger lacks is staged, what the ledger has is taken off, and
    what failed too often lies in dead_letter/batches/.

    Returns the batches that failed so far.
    """
    remove_leftovers(home)
    _count_death(connection, home, config)
    stand = standing(connection)
    known = stand.loaded
    aside = _agree_on_aside(home, stand)
    waiting = set(staged_ids(home))
    for batch_id in sorted((known | aside) & waiting):
        unstage(home, batch_id)
    _stage_missing(home, known | aside | waiting)
    export_missing(connection, home, stand.refused)
    return stand.failures


def count_failure(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    batch_id: str,
    started_at: datetime,
    error: Exception,
) -> None:
    """Note the failure in the ledger; if that fails too, the log has it and the batch stays."""
    log.error(
        *("%s was rolled back: %s", batch_id, error),
        extra=event("batch_failed", batch_id=batch_id, error=str(error)),
    )
    counts = failures.is_own_fault(error)
    try:
        with atomic(connection):
            ledger.write_failures(connection, [batch_id], started_at, str(error), counts=counts)
        failure = standing(connection).failures.get(batch_id)
    except duckdb.Error as second:
        log.error("the ledger could not record the failure: %s", second)
        return
    if failure is not None and failure.attempts >= failures.MOST_ATTEMPTS:
        _set_aside(home, batch_id, failure)


def _count_death(connection: duckdb.DuckDBPyConnection, home: Home, config: Config) -> None:
    """Count it against a batch that the last process ended while loading it.

    Of a group, nobody knows which batch it was: each is tried alone, and nothing is counted.
    """
    batch_ids = failures.died_in(home)
    if batch_ids:
        found = orphans(connection, home, config)
        named = batch_ids[0] if len(batch_ids) == 1 else counted(len(batch_ids), "batch")
        log.warning(
            *("a run ended while loading %s and left %s", named, counted(len(found), "data file")),
            extra=event(
                "run_died",
                batch_id=batch_ids[0],
                batches=len(batch_ids),
                orphaned_files=len(found),
            ),
        )
        is_sure = len(batch_ids) == 1
        with atomic(connection):
            ledger.write_failures(connection, batch_ids, now(), failures.DIED, counts=is_sure)
        failures.clear_loading_mark(home)


def _agree_on_aside(home: Home, stand: Standing) -> set[str]:
    """Make dead_letter/batches/ hold what failed too often and is not loaded; list what it holds.

    The folder is the truth about it, so that it outlives a lost ledger.
    """
    aside = set(failures.set_aside_ids(home))
    for batch_id in sorted(aside & stand.loaded):
        failures.take_back(home, batch_id)
    for batch_id, failure in stand.failures.items():
        if failure.attempts >= failures.MOST_ATTEMPTS and batch_id not in aside:
            _set_aside(home, batch_id, failure)
            aside.add(batch_id)
    return aside - stand.loaded


def _stage_missing(home: Home, known: set[str]) -> None:
    missing = [batch_id for batch_id in archived_ids(home) if batch_id not in known]
    if missing:
        log.warning(
            *(
                "not in the lake and staged again: %s of the archive",
                counted(len(missing), "batch"),
            ),
            extra=event("staged_again", batches=len(missing), first_batch_id=missing[0]),
        )
    for batch_id in missing:
        stage(home, batch_id)


def _set_aside(home: Home, batch_id: str, failure: Failure) -> None:
    failures.set_aside(home, batch_id, failure.attempts, failure.error)
    log.error(
        *("%s failed in %s runs and lies in dead_letter/batches/", batch_id, failure.attempts),
        extra=event("batch_set_aside", batch_id=batch_id, error=failure.error),
    )
