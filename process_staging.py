"""Load what is staged: one batch, one transaction. Runs on its own or as `etl.py process`."""

import logging
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import duckdb

from transforms import ledger
from transforms.archive import Batch, archived_ids
from transforms.batches import read_batch, remove_leftovers, stage, staged, unstage
from transforms.config import Config
from transforms.errors import LakehouseError
from transforms.fingerprint import check_fingerprint
from transforms.home import Home
from transforms.lake import atomic
from transforms.loading import Loaded, load_batch
from transforms.progress import Progress

log = logging.getLogger("lakehouse")


@dataclass
class Processed:
    """What a run loaded, and what it could not."""

    loaded: list[Loaded] = field(default_factory=list)
    failures: list[tuple[Batch, Exception]] = field(default_factory=list)


def process_staging(
    connection: duckdb.DuckDBPyConnection, home: Home, config: Config, progress: Progress
) -> Processed:
    """Make archive/, staging/ and the ledger agree, then load every staged batch.

    Call it while holding the writer lock, on a prepared lake. A batch that fails stays staged
    and does not stop the others.
    """
    check_fingerprint(connection, config)
    reconcile(connection, home)
    return load_batches(connection, home, config, staged(home), progress)


def load_batches(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    config: Config,
    batches: Iterable[Batch],
    progress: Progress,
) -> Processed:
    """Load batches in the given order, each in its own transaction."""
    processed = Processed()
    for batch in batches:
        started_at = ledger.now()
        try:
            with progress.bytes(f"loading {batch.batch_id}", batch.manifest.bytes) as on_bytes:
                loaded = load_batch(connection, home, config, batch, on_bytes=on_bytes)
        except (LakehouseError, duckdb.Error, OSError) as error:
            log.error("%s was rolled back: %s", batch.batch_id, error)
            _record_failure(connection, batch, started_at, error)
            processed.failures.append((batch, error))
            continue
        unstage(home, batch)
        processed.loaded.append(loaded)
        _report(loaded)
    return processed


def reconcile(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Stage what the archive has and the ledger lacks; take off what the ledger has."""
    remove_leftovers(home)
    known = ledger.loaded_ids(connection)
    waiting = {batch.batch_id for batch in staged(home)}
    archived = archived_ids(home)
    for batch in _read(home, (name for name in archived if name in known & waiting)):
        unstage(home, batch)
    for batch in _read(home, (name for name in archived if name not in known | waiting)):
        log.warning("%s is in the archive and not in the lake; staged again", batch.batch_id)
        stage(home, batch)


def _read(home: Home, names: Iterable[str]) -> Iterator[Batch]:
    return (read_batch(home, name) for name in names)


def _record_failure(
    connection: duckdb.DuckDBPyConnection, batch: Batch, started_at: datetime, error: Exception
) -> None:
    """Note the failure in the ledger; if that fails too, the log has it and the batch stays."""
    try:
        with atomic(connection):
            ledger.write_failure(connection, batch, started_at, str(error))
    except duckdb.Error as second:
        log.error("the ledger could not record the failure: %s", second)


def _report(loaded: Loaded) -> None:
    entry = loaded.entry
    log.info(
        "%s loaded: %s lines, %s new, %s duplicates, %s refused, %s blank",
        *(entry.batch_id, entry.lines, entry.staged, entry.duplicates),
        *(entry.dead_lettered, entry.blank),
    )
    if loaded.extra_fields:
        names = ", ".join(f"{name} ({lines})" for name, lines in loaded.extra_fields.items())
        log.warning("%s has fields that no rule knows, kept in extra: %s", entry.batch_id, names)


if __name__ == "__main__":
    from transforms.commands import main

    main(["process", *sys.argv[1:]])
