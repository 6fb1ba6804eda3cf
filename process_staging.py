"""Load what is staged: one batch, one transaction. Runs on its own or as `etl.py process`."""

import logging
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime

import duckdb

from transforms import ledger
from transforms.batches import (
    archived_ids,
    read_batch,
    remove_leftovers,
    stage,
    staged_ids,
    unstage,
)
from transforms.config import Config
from transforms.errors import LakehouseError
from transforms.fingerprint import check_fingerprint
from transforms.home import Home
from transforms.lake import atomic
from transforms.loading import Loaded, load_batch
from transforms.logs import event
from transforms.models import read_models
from transforms.progress import Progress

log = logging.getLogger("lakehouse")


@dataclass
class Processed:
    """What a run loaded, and what it could not."""

    loaded: list[Loaded] = field(default_factory=list)
    failures: list[tuple[str, Exception]] = field(default_factory=list)


def process_staging(
    connection: duckdb.DuckDBPyConnection, home: Home, config: Config, progress: Progress
) -> Processed:
    """Make archive/, staging/ and the ledger agree, then load every staged batch.

    Call it while holding the writer lock, on a prepared lake. A batch that fails stays staged
    and does not stop the others.
    """
    check_fingerprint(connection, config)
    reconcile(connection, home)
    return load_batches(connection, home, config, staged_ids(home), progress)


def load_batches(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    config: Config,
    batch_ids: Iterable[str],
    progress: Progress,
) -> Processed:
    """Load batches in the given order, each in its own transaction."""
    processed = Processed()
    models = len(read_models("silver", "ops"))
    for batch_id in batch_ids:
        started_at = ledger.now()
        try:
            batch = read_batch(home, batch_id)
            size = max(batch.manifest.bytes, 1)
            with progress.batch(f"loading {batch_id}", size, models) as (on_bytes, on_model):
                loaded = load_batch(
                    connection, home, config, batch, on_bytes=on_bytes, on_model=on_model
                )
        except (LakehouseError, duckdb.Error, OSError) as error:
            log.error(
                *("%s was rolled back: %s", batch_id, error),
                extra=event("batch_failed", batch_id=batch_id, error=str(error)),
            )
            _record_failure(connection, batch_id, started_at, error)
            processed.failures.append((batch_id, error))
            continue
        unstage(home, batch_id)
        processed.loaded.append(loaded)
        _report(loaded)
    return processed


def reconcile(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Stage what the archive has and the ledger lacks; take off what the ledger has."""
    remove_leftovers(home)
    known = ledger.loaded_ids(connection)
    waiting = set(staged_ids(home))
    for batch_id in sorted(known & waiting):
        unstage(home, batch_id)
    for batch_id in archived_ids(home):
        if batch_id not in known | waiting:
            log.warning(
                *("%s is in the archive and not in the lake; staged again", batch_id),
                extra=event("batch_staged_again", batch_id=batch_id),
            )
            stage(home, batch_id)


def _record_failure(
    connection: duckdb.DuckDBPyConnection, batch_id: str, started_at: datetime, error: Exception
) -> None:
    """Note the failure in the ledger; if that fails too, the log has it and the batch stays."""
    try:
        with atomic(connection):
            ledger.write_failure(connection, batch_id, started_at, str(error))
    except duckdb.Error as second:
        log.error("the ledger could not record the failure: %s", second)


def _report(loaded: Loaded) -> None:
    entry = loaded.entry
    log.info(
        "%s loaded: %s lines, %s new, %s duplicates, %s refused, %s blank",
        *(entry.batch_id, entry.lines, entry.staged, entry.duplicates),
        *(entry.dead_lettered, entry.blank),
        extra=event("batch_loaded", **asdict(entry)),
    )
    if loaded.extra_fields:
        names = ", ".join(f"{name} ({lines})" for name, lines in loaded.extra_fields.items())
        log.warning(
            *("%s has fields that no rule knows, kept in extra: %s", entry.batch_id, names),
            extra=event("field_drift", batch_id=entry.batch_id, lines=loaded.extra_fields),
        )
    for check, rows in loaded.findings.items():
        log.warning(
            *("%s: the check %s found %s rows", entry.batch_id, check, rows),
            extra=event("check_found", batch_id=entry.batch_id, check=check, rows=rows),
        )


if __name__ == "__main__":
    from transforms.commands import main

    main(["process", *sys.argv[1:]])
