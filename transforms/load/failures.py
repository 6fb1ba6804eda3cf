"""Batches that fail: whose fault it was, and dead_letter/batches/ for those that never load.

While batches are being loaded their ids stand in staging/.loading. A process that is killed cannot
take them away, so the next run knows in which it died. The file is not synced: after a power
cut it may be lost, and then nobody blames the batch.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import msgspec

from transforms.archive.names import PLAIN, is_batch_id, names
from transforms.archive.reader import file_of
from transforms.archive.staging import unstage
from transforms.archive.store import store_of
from transforms.errors import LakehouseError, PromiseBroken, UnknownFormat
from transforms.home import Home
from transforms.system.durable import make_folder, reaching, sync_folder, write_file
from transforms.system.redaction import redact

#: Runs in which a batch may fail before it is set aside.
MOST_ATTEMPTS = 3
DIED = "the process ended while it was loading this batch: killed, out of memory, or a bug"
#: What costs one batch; everything else ends the process, and the next run counts it.
FAILURES = (LakehouseError, duckdb.Error, OSError)
#: After these, DuckDB answers nothing any more.
DEADLY = (duckdb.FatalException, duckdb.InternalException)

_REASON = ".reason.json"
_LAKES_FAULT = (duckdb.IOException, duckdb.TransactionException, duckdb.ConnectionException)


def is_own_fault(error: Exception) -> bool:
    """Tell whether a batch failed for what is in it, and not for a disk, a lock or the catalog."""
    if isinstance(error, LakehouseError):
        is_damaged = isinstance(error.__cause__, msgspec.MsgspecError)  # the batch's manifest
        return (
            is_damaged
            or isinstance(error, PromiseBroken | UnknownFormat)
            or type(error) is LakehouseError
        )
    if isinstance(error, duckdb.OutOfMemoryException):
        return "max_temp_directory_size" not in str(error)  # that is a disk nearly full
    is_ours = isinstance(error, duckdb.Error) and type(error) is not duckdb.Error  # a damaged file
    return is_ours and not isinstance(error, _LAKES_FAULT)


@contextmanager
def loading_mark(home: Home, batch_ids: Sequence[str]) -> Iterator[None]:
    """Leave word of the batches for the block; it stays if the process dies of them."""
    mark = _mark(home)
    make_folder(mark.parent)
    with reaching(mark):
        mark.write_text("\n".join(batch_ids), encoding="utf-8")
    try:
        yield
    except BaseException as error:
        is_interrupt = isinstance(error.__cause__ or error, KeyboardInterrupt)
        if is_interrupt or (isinstance(error, FAILURES) and not isinstance(error, DEADLY)):
            clear_loading_mark(home)
        raise
    clear_loading_mark(home)


def died_in(home: Home) -> list[str]:
    """Name the batches in which the last process died, if it did."""
    try:
        text = _mark(home).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    batch_ids = text.split("\n")
    return batch_ids if all(map(is_batch_id, batch_ids)) else []


def clear_loading_mark(home: Home) -> None:
    """Take the word of the batches away again."""
    with reaching(_mark(home)):
        _mark(home).unlink(missing_ok=True)


def set_aside(home: Home, batch_id: str, attempts: int, error: str) -> None:
    """Move a batch from the to-do list to dead_letter/batches/, its error beside it.

    The raw lines stay in archive/; what lies here is a link to them.
    """
    link, reason = _paths(home, batch_id)
    make_folder(link.parent)
    said = {
        "batch_id": batch_id,
        "attempts": attempts,
        "error": redact(error),
        "set_aside_at": datetime.now(UTC).isoformat(timespec="microseconds"),
    }
    write_file(reason, json.dumps(said, indent=2, ensure_ascii=False).encode() + b"\n")
    with suppress(OSError):  # it is there, or this disk knows no links: the reason is what counts
        store = store_of(home)
        name = file_of(store, batch_id) or f"{batch_id}{PLAIN}"
        link.symlink_to(store.target(name, link.parent))
    sync_folder(link.parent)
    unstage(home, batch_id)


def take_back(home: Home, batch_id: str) -> None:
    """Take a batch that is loaded out of dead_letter/batches/."""
    for path in _paths(home, batch_id):
        with reaching(path):
            path.unlink(missing_ok=True)


def set_aside_ids(home: Home) -> list[str]:
    """List the batches of dead_letter/batches/, in name order."""
    reasons = (name for name in names(_folder(home)) if name.endswith(_REASON))
    return sorted(filter(is_batch_id, (name.removesuffix(_REASON) for name in reasons)))


def reasons(home: Home) -> dict[str, str]:
    """Tell why each batch of dead_letter/batches/ lies there."""
    return {batch_id: _error(_paths(home, batch_id)[1]) for batch_id in set_aside_ids(home)}


def _error(reason: Path) -> str:
    try:
        return str(json.loads(reason.read_bytes())["error"])
    except (OSError, ValueError, LookupError, TypeError):
        return f"{reason} is damaged"


def _folder(home: Home) -> Path:
    return home.dead_letter / "batches"


def _paths(home: Home, batch_id: str) -> tuple[Path, Path]:
    folder = _folder(home)
    return folder / f"{batch_id}.jsonl", folder / f"{batch_id}{_REASON}"


def _mark(home: Home) -> Path:
    return home.staging / ".loading"
