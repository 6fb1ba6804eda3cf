"""Loading: batches become rows of every table, in one transaction, or nothing at all."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from transforms.archive.formats.format import Chunk
from transforms.archive.reader import Batch, unpacked
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import atomic
from transforms.load import ledger
from transforms.load.drift import keep_drift
from transforms.load.losses import keep_losses
from transforms.load.superseding import supersede
from transforms.load.taking_back import take_back
from transforms.load.typed_lines import REFUSED_LINES, ReadBatch, received_at, type_lines
from transforms.models.empty_tables import EmptyTables
from transforms.models.fingerprint import remember_sources
from transforms.models.runner import Runner
from transforms.models.silver import OnModel, materialize_silver, use_new_events
from transforms.models.staging import staging_models
from transforms.parse.batch import Reading, read_batch
from transforms.parse.drift import Drift
from transforms.system.clock import now
from transforms.system.durable import sync_files
from transforms.system.scratch import scratch_folder

OnBytes = Callable[[int], None]

#: Batches below this are materialized by one thread, and checked before they leave memory.
SMALL_BYTES = 16 * 1024 * 1024
_SMALL = "set threads = 1; set allocator_bulk_deallocation_flush_threshold = '4MB'"
#: Batches of more days are materialized by all threads, as they read the facts of all these days.
MOST_DAYS = 31


@dataclass(frozen=True)
class Loaded:
    """What a batch brought: its ledger entry, and what somebody should look at.

    `findings` are checks that warn and the rows they found. `superseded` counts the events that do
    not count, or no longer, by what its group brought; the last of a group tells it.
    """

    entry: ledger.Entry
    drift: Drift
    findings: dict[str, int]
    superseded: int = 0


def load_group(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    config: Config,
    batches: Sequence[Batch],
    *,
    on_bytes: OnBytes | None = None,
    on_model: OnModel | None = None,
) -> list[Loaded]:
    """Parse batches, then load them in one transaction, as if they were one, in their order.

    Each has an entry in the ledger, which is read back. A batch that is loaded already changes
    nothing, but for lines that are accepted now and were not before.

    Raises:
        PromiseBroken: a check failed; nothing was changed.
    """
    started_at = now()
    is_small = sum(batch.manifest.bytes for batch in batches) < SMALL_BYTES
    _fit_threads(connection, config, is_small=is_small)
    with scratch_folder(home, "reading") as scratch:
        read = [
            (batch, read_lines(batch, scratch / str(number), config, on_bytes=on_bytes))
            for number, batch in enumerate(batches)
        ]
        known = ledger.known_ids(connection, batches)
        empty = EmptyTables(connection)
        staging = Runner(connection, staging_models(is_typed=False), config, empty=empty)
        staging.bounds.note("typed_events", type_lines(connection, config, read, known))
        if is_small and len(staging.bounds.days("typed_events", *["event_date"] * 2)) > MOST_DAYS:
            _fit_threads(connection, config, is_small=False)
        with atomic(connection):
            ledger.forget(connection, known)
            empty.stand_in()
            staging.materialize()
            superseded = supersede(connection, config, read)
            use_new_events(connection, supersedes=superseded.events > 0)
            if superseded.retracted:
                take_back(connection, config)
            keep_refusals(connection, read)
            runs, results = materialize_silver(
                connection,
                config,
                on_model=on_model,
                is_small=is_small,
                superseded=superseded,
                empty=empty,
            )
            empty.leave_all()
            lines = "lake.silver.silver_superseded_events" if known else superseded.lines
            entries = ledger.write_entries(
                connection, read, started_at=started_at, superseded=lines
            )
            ledger.write_runs(connection, batches[-1].batch_id, runs, results)
            rows = [(batch.manifest.source_name, batch.manifest.columns) for batch in batches]
            if mapped := [(name, columns) for name, columns in rows if name]:
                remember_sources(connection, config, mapped)
            keep_losses(connection, batches)
            keep_drift(connection, [(batch.batch_id, reading.drift) for batch, reading in read])
            if config.warehouse.sync_data_files:
                sync_files(home.root)
    ledger.confirm_entries(connection, batches)
    findings = {each.check_name: each.failed_rows for each in results if each.failed_rows}
    of_the_last = (findings, superseded.events)
    return [
        Loaded(entry, reading.drift, *(of_the_last if batch is batches[-1] else ({}, 0)))
        for entry, (batch, reading) in zip(entries, read, strict=True)
    ]


def read_lines(
    batch: Batch, into: Path, config: Config, *, on_bytes: OnBytes | None = None
) -> Reading:
    """Read the records of an archived batch, packed or not, to parts in a folder."""
    into.mkdir(parents=True, exist_ok=True)
    return read_plain_lines(batch, unpacked(batch, into), into, config, on_bytes=on_bytes)


def read_plain_lines(
    batch: Batch,
    path: Path,
    into: Path,
    config: Config,
    *,
    chunks: Iterable[Chunk] | None = None,
    on_bytes: OnBytes | None = None,
) -> Reading:
    """Read a batch from a plain file of its lines, or some chunks of it, to parts in a folder."""
    return read_batch(
        path,
        into,
        limits=config.limits,
        ids=config.ids,
        form=batch.format,
        source=config.source_of(batch.manifest.source_name, batch.batch_id),
        source_name=batch.manifest.source_name,
        now_us=int(received_at(batch).timestamp() * 1_000_000),
        workers=config.warehouse.threads,
        chunks=chunks,
        on_progress=on_bytes,
    )


def keep_refusals(connection: duckdb.DuckDBPyConnection, read: Sequence[ReadBatch]) -> None:
    """Note the refused lines of batches, when their lines are typed; those of loaded ones are."""
    paths = [str(path) for _, reading in read for path in reading.refusals]
    if not paths:
        return
    connection.execute(
        "insert into lake.ops.dead_letters by name"
        f" select *, $now::timestamp as refused_at from ({REFUSED_LINES})",
        {"now": now(), "parts": paths},
    )


def _fit_threads(connection: duckdb.DuckDBPyConnection, config: Config, *, is_small: bool) -> None:
    """Give DuckDB one thread for a small batch: handing small work around costs more than it.

    What its statements have let go of is then given back at once: an eighth of a run's memory.
    """
    if is_small:
        connection.execute(_SMALL)
    elif config.warehouse.threads:
        connection.execute(f"set threads = {config.warehouse.threads}")
    else:
        connection.execute("reset threads")
