"""Packing: old batches of archive/ are compressed, and proven before the plain lines go.

A packed file gets its name when it is on the disk and was read back; only then the plain one is
removed. Killed in between, both are there and whole, and the next time removes the plain one.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from transforms.archive.names import PACKED, PLAIN, received_at
from transforms.archive.reader import Batch, lines_of, read_batch
from transforms.archive.staging import staged_ids
from transforms.archive.store import store_of
from transforms.errors import LakehouseError, StorageError
from transforms.home import Home
from transforms.system.durable import reaching

_LEVEL = 9


@dataclass
class Packed:
    """What was packed: batches, and their bytes before and after; `failures` are sentences."""

    batches: int = 0
    bytes_before: int = 0
    bytes_after: int = 0
    failures: list[str] = field(default_factory=list)


def to_pack(home: Home, loaded: set[str], before: datetime) -> list[str]:
    """List the plain batches that are loaded, wait for nothing and came in before a time (UTC)."""
    plain = {name.removesuffix(PLAIN) for name in store_of(home).names() if name.endswith(PLAIN)}
    done = plain & loaded - set(staged_ids(home))
    return sorted(batch_id for batch_id in done if received_at(batch_id) < before)


def pack_batches(home: Home, batch_ids: list[str]) -> Packed:
    """Pack some batches; one that cannot be packed stays as it is and does not stop the others."""
    packed = Packed()
    for batch_id in batch_ids:
        try:
            batch = read_batch(home, batch_id)
            after = _pack(batch)
        except LakehouseError as error:
            packed.failures.append(str(error))
            continue
        packed.batches += 1
        packed.bytes_before += batch.manifest.bytes
        packed.bytes_after += after
    return packed


def write_packed(blocks: Iterator[bytes], target: Path) -> None:
    """Write blocks as a packed file, which is either not there or complete; sync its folder."""
    import zstandard  # most runs pack nothing

    compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    with reaching(target), target.open("xb") as file:
        with compressor.stream_writer(file, closefd=False) as writer:
            for block in blocks:
                writer.write(block)
        file.flush()
        os.fsync(file.fileno())


def _pack(batch: Batch) -> int:
    """Pack a batch that is plain, and give the bytes of its packed file."""
    store, packed = batch.store, f"{batch.batch_id}{PACKED}"
    if batch.is_packed:
        return store.size(packed)
    if not (packed in store.names_of(batch.batch_id) and _is_whole(batch, packed)):
        part = store.new_part()
        try:
            write_packed(batch.blocks(), part)
            _check(part, batch)
            store.replace(part, packed)
        finally:
            with reaching(part):
                part.unlink(missing_ok=True)
    store.remove(batch.name)
    return store.size(packed)


def _is_whole(batch: Batch, packed: str) -> bool:
    """Tell whether the packed file of a plain batch is there as a whole."""
    with batch.store.on_disk(packed) as path:
        return _holds(path, batch.manifest.sha256)


def _check(part: Path, batch: Batch) -> None:
    if not _holds(part, batch.manifest.sha256):
        raise StorageError(
            f"{batch.address} must hold the bytes that its manifest describes, got others;"
            " it stays as it is"
        )


def _holds(packed: Path, sha256: str) -> bool:
    digest = hashlib.sha256()
    try:
        for block in lines_of(packed, packed=True):
            digest.update(block)
    except StorageError:
        return False  # damaged
    return digest.hexdigest() == sha256
