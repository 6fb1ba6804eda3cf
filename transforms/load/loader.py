"""Loading: one batch becomes rows of every table, in one transaction, or nothing at all."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from transforms.archive.message_lines import name_messages
from transforms.archive.reader import Batch, unpacked
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import atomic
from transforms.load import ledger
from transforms.load.drift import keep_drift
from transforms.models.model import SQL, Model, read_models
from transforms.models.runner import Runner
from transforms.models.silver import OnModel, materialize_silver, use_new_events
from transforms.parse.batch import Reading, read_batch
from transforms.parse.drift import Drift
from transforms.system.clock import now
from transforms.system.durable import sync_files
from transforms.system.scratch import scratch_folder

OnBytes = Callable[[int], None]

#: Batches below this are materialized by one thread, and checked before they leave memory.
SMALL_BYTES = 16 * 1024 * 1024
#: Batches of more days are materialized by all threads, as they read the facts of all these days.
MOST_DAYS = 31
#: The model that holds a batch's lines.
TYPED = "typed_events"


@dataclass(frozen=True)
class Loaded:
    """What a batch brought: its ledger entry, and what somebody should look at.

    `findings` are checks that warn and the rows they found.
    """

    entry: ledger.Entry
    drift: Drift
    findings: dict[str, int]


def load_batch(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    config: Config,
    batch: Batch,
    *,
    on_bytes: OnBytes | None = None,
    on_model: OnModel | None = None,
) -> Loaded:
    """Parse a batch, then load it in one transaction and read the ledger back.

    A batch that is loaded already changes nothing, but for lines that are accepted now and
    were not before.

    Raises:
        PromiseBroken: a check failed; nothing was changed.
    """
    started_at = now()
    is_small = batch.manifest.bytes < SMALL_BYTES
    _fit_threads(connection, config, is_small=is_small)
    with scratch_folder(home, "reading") as scratch:
        reading = read_lines(batch, scratch, config, on_bytes=on_bytes)
        is_known = ledger.knows(connection, batch.batch_id)
        _type_lines(connection, config, batch, reading, is_known=is_known)
        _fit_threads(connection, config, is_small=is_small and not _is_wide(connection))
        with atomic(connection):
            if is_known:
                ledger.forget(connection, batch.batch_id)
            Runner(connection, _staging(is_typed=False), config).materialize()
            use_new_events(connection)
            _keep_refusals(connection, batch, reading)
            runs, results = materialize_silver(
                connection, config, on_model=on_model, is_small=is_small
            )
            entry = ledger.write_entry(
                connection, batch, lines=reading.lines, blank=reading.blank, started_at=started_at
            )
            ledger.write_runs(connection, batch.batch_id, runs, results)
            keep_drift(connection, batch.batch_id, reading.drift)
            if config.warehouse.sync_data_files:
                sync_files(home.root)
    ledger.confirm_entry(connection, batch.batch_id)
    findings = {each.check_name: each.failed_rows for each in results if each.failed_rows}
    return Loaded(entry, reading.drift, findings)


def read_lines(
    batch: Batch, into: Path, config: Config, *, on_bytes: OnBytes | None = None
) -> Reading:
    """Read the records of an archived batch, packed or not, to parts in a folder."""
    into.mkdir(parents=True, exist_ok=True)
    return read_batch(
        unpacked(batch, into),
        into,
        limits=config.limits,
        ids=config.ids,
        form=batch.format,
        now_us=int(_received_at(batch).timestamp() * 1_000_000),
        workers=config.warehouse.threads,
        on_progress=on_bytes,
    )


def _fit_threads(connection: duckdb.DuckDBPyConnection, config: Config, *, is_small: bool) -> None:
    """Give DuckDB one thread for a small batch: handing small work around costs more than it."""
    if is_small:
        connection.execute("set threads = 1")
    elif config.warehouse.threads:
        connection.execute(f"set threads = {config.warehouse.threads}")
    else:
        connection.execute("reset threads")


def _is_wide(connection: duckdb.DuckDBPyConnection) -> bool:
    row = connection.execute(f"select count(distinct event_date) from {TYPED}").fetchone()
    return row is not None and row[0] > MOST_DAYS


def _type_lines(
    connection: duckdb.DuckDBPyConnection,
    config: Config,
    batch: Batch,
    reading: Reading,
    *,
    is_known: bool,
) -> None:
    """Hold the batch's lines, typed, in a temporary table; their parts, as large as it, go.

    Call it outside of a transaction: what one makes is scanned by a single thread until it ends.
    """
    parts = [str(path) for path in reading.events] or [str(SQL / "seeds" / "empty.jsonl")]
    for name, value in (
        ("event_parts", parts),
        ("batch_id", batch.batch_id),
        ("ingested_at", _received_at(batch).replace(tzinfo=None)),
        ("processed_at", now()),
    ):
        connection.execute(f"set variable {name} = ?", [value])
    connection.execute("create or replace temp table loaded_lines (line_number bigint)")
    if is_known:
        connection.execute(
            "insert into loaded_lines "
            "select line_number from lake.staging.stg_events where batch_id = ?",
            [batch.batch_id],
        )
    name_messages(connection, batch)
    Runner(connection, _staging(is_typed=True), config).materialize()
    for path in reading.events:
        with suppress(OSError):  # it goes with the scratch folder
            path.unlink()


def _staging(*, is_typed: bool) -> list[Model]:
    return [model for model in read_models("staging") if (model.name == TYPED) == is_typed]


def _keep_refusals(connection: duckdb.DuckDBPyConnection, batch: Batch, reading: Reading) -> None:
    if not reading.refusals:
        return
    connection.execute(
        """
        insert into lake.ops.dead_letters by name
        select
            ? as batch_id, line_number, byte_offset, message_id, code, detail,
            from_base64(raw_base64) as raw, ?::timestamp as refused_at
        from read_json(?, format = 'newline_delimited', maximum_object_size = 134217728, columns = {
            line_number: 'BIGINT', byte_offset: 'BIGINT',
            code: 'VARCHAR', detail: 'VARCHAR', raw_base64: 'VARCHAR'
        })
        left join line_messages using (line_number)
        where line_number not in (select line_number from loaded_lines)
        """,
        [batch.batch_id, now(), [str(path) for path in reading.refusals]],
    )


def _received_at(batch: Batch) -> datetime:
    return datetime.fromisoformat(batch.manifest.received_at).astimezone(UTC)
