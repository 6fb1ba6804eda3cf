"""Batches: the raw bytes that came in become an immutable file of archive/, staged for loading.

The order is what makes it safe to be killed anywhere: the bytes are synced under a hidden name,
manifest and batch get their names in the store, then staging/ links to it. So a batch never stands
without its manifest, and nothing half-written has a batch's name.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import BinaryIO, Self

import msgspec

from transforms.archive.formats import Format
from transforms.archive.formats.json_lines import JSON_LINES
from transforms.archive.names import PLAIN
from transforms.archive.reader import (
    Archive,
    Batch,
    Manifest,
    archived,
    archived_by_sha,
    archived_ids,
    read_batch,
    read_manifest,
)
from transforms.archive.staging import (
    link_names,
    remove_leftovers,
    stage,
    staged,
    staged_ids,
    unstage,
)
from transforms.archive.store import store_of
from transforms.archive.stream_parts import StreamPart
from transforms.errors import StorageError
from transforms.home import Home
from transforms.system.durable import make_folder, reaching

__all__ = [
    "Archive",
    "Batch",
    "BatchWriter",
    "Manifest",
    "RowsOf",
    "archived",
    "archived_by_sha",
    "archived_ids",
    "link_names",
    "read_batch",
    "read_manifest",
    "remove_leftovers",
    "stage",
    "staged",
    "staged_ids",
    "unstage",
]

_MOST_NAMES = 20  # tries, as other writers may take names meanwhile


@dataclass(frozen=True)
class RowsOf:
    """Of which source rows are, the hash of the file that they stood in, and its columns."""

    source_name: str = ""
    original_sha256: str = ""
    columns: Sequence[str] = ()


class BatchWriter:
    """Streams bytes into a hidden file, and makes a batch of them at `finish`.

    A context manager: left without `finish`, it leaves nothing behind.
    """

    def __init__(
        self, home: Home, archive: Archive | None = None, form: Format = JSON_LINES
    ) -> None:
        self._home = home
        self._archive = archive
        self._form = form
        self._counter = form.counter()
        self._store = store_of(home)
        self._part = self._store.new_part()
        self._hash = hashlib.sha256()
        self._bytes = 0

    def __enter__(self) -> Self:
        self._store.prepare()
        make_folder(self._home.staging)
        with reaching(self._part):
            self._file: BinaryIO = self._part.open("xb")
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # a dead writer holds no lock
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._part.unlink(missing_ok=True)
        with suppress(OSError):  # what is left to flush belongs to a file that is gone
            self._file.close()

    def append(self, block: bytes) -> None:
        """Add bytes as they came; the ends of records are the caller's."""
        if not block:
            return
        with reaching(self._part):
            self._file.write(block)
        self._hash.update(block)
        self._bytes += len(block)
        self._counter.add(block)

    def finish(
        self,
        source: str,
        *,
        notes: Iterable[str] = (),
        message_ids: Sequence[str] = (),
        message_lines: Sequence[int] = (),
        rows: RowsOf | None = None,
        stream: StreamPart | None = None,
    ) -> Batch:
        """Make the bytes a durable, staged batch, or give back the one that holds them already.

        Rows of a source are read by its mapping, so the same ones read by another are not the same.
        What came from a stream is always a batch of its own: its manifest tells where to go on.
        """
        archive = self._archive or archived_by_sha(self._home)
        sha256 = self._hash.hexdigest()
        rows = rows or RowsOf()
        known = None if stream is not None else archive.find(sha256, rows.source_name)
        if known is not None:
            return self._repeated(known)
        received_at = datetime.now(UTC)
        manifest = Manifest(
            batch_id=archive.free_id(sha256, received_at),
            source=source,
            format=self._form.name,
            sha256=sha256,
            bytes=self._bytes,
            lines=self._counter.count(),
            received_at=received_at.isoformat(timespec="microseconds"),
            message_ids=list(message_ids),
            message_lines=list(message_lines),
            notes=list(notes),
            source_name=rows.source_name,
            original_sha256=rows.original_sha256,
            columns=list(rows.columns),
            stream=stream,
        )
        return self._kept(manifest, archive)

    def _repeated(self, known: Batch) -> Batch:
        """Give back the batch that holds these bytes already."""
        self._store.settle()
        return replace(known, is_duplicate=True)

    def _kept(self, manifest: Manifest, archive: Archive) -> Batch:
        """Make the bytes a durable, staged batch."""
        with reaching(self._part):
            self._file.flush()
            os.fsync(self._file.fileno())
        for _ in range(_MOST_NAMES):
            if self._is_added(manifest):
                break
            archive.add(manifest.batch_id)  # another writer's
            free = archive.free_id(manifest.sha256, datetime.now(UTC))
            manifest = replace(manifest, batch_id=free)
        else:
            raise StorageError(
                f"{self._store.place} must have a free name for the batch, got {_MOST_NAMES} taken"
            )
        archive.add(manifest.batch_id)
        stage(self._home, manifest.batch_id)
        return Batch(manifest.batch_id, f"{manifest.batch_id}{PLAIN}", manifest, self._store)

    def _is_added(self, manifest: Manifest) -> bool:
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
        return self._store.add(self._part, manifest.batch_id, text)
