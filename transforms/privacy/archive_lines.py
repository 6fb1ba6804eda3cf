"""Blanking: records of an archived batch become spaces, so that every other one keeps its place.

The manifest keeps the former hash beside the new one: the same file handed in again is known. A
killed run leaves either file old or new; doing it again ends in the same.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from transforms.archive.compression import write_packed
from transforms.archive.formats import Format
from transforms.archive.formats.format import Span
from transforms.archive.names import MANIFEST, PACKED
from transforms.archive.reader import Batch, read_batch
from transforms.archive.staging import stage, staged_ids, unstage
from transforms.errors import StorageError
from transforms.home import Home
from transforms.system.durable import reaching

NOTE = "W_ERASED"


def blank_lines(home: Home, batch_id: str, numbers: Iterable[int]) -> str:
    """Blank some records of a batch, packed or not, and give the sha256 of what it holds then.

    Raises:
        StorageError: the batch has no record of one of the numbers, or another size than it should.
    """
    batch = read_batch(home, batch_id)
    _keep_one_file(batch)
    part = batch.store.new_part()
    spans = _spans(batch, set(numbers))
    digest = _Digest(blanked(batch.blocks(), spans, batch.format.erased_ends))
    try:
        if batch.is_packed:
            write_packed(digest.blocks(), part)
        else:
            _write_plain(digest.blocks(), part)
        if digest.size != batch.manifest.bytes:
            raise StorageError(
                f"{batch.address} must hold {batch.manifest.bytes} bytes, got {digest.size}"
            )
        batch.store.replace(part, batch.name)
    finally:
        with reaching(part):
            part.unlink(missing_ok=True)
    _write_manifest(batch, digest.sha256)
    _link_anew(home, batch_id)
    return digest.sha256


def spans_of(form: Format, blocks: Iterable[bytes], numbers: set[int]) -> list[Span]:
    """Find the records of these numbers (from 1), in their order."""
    spans = enumerate(form.spans(blocks), 1)
    return [span for number, span in spans if number in numbers]


def blanked(blocks: Iterable[bytes], spans: Sequence[Span], ends: bytes = b"") -> Iterator[bytes]:
    """Turn these spans, which are in their order, into spaces; what ends a record stays.

    Where a format has `ends`, the first and the last byte of a span become these.
    """
    position, at = 0, 0
    for block in blocks:
        held, end = bytearray(block), position + len(block)
        while at < len(spans) and spans[at][0] < end:
            first, last = max(spans[at][0], position), min(spans[at][1], end)
            held[first - position : last - position] = b" " * (last - first)
            for place, mark in ((spans[at][0], ends[:1]), (spans[at][1] - 1, ends[1:])):
                if mark and first <= place < last:
                    held[place - position : place - position + 1] = mark
            if spans[at][1] > end:
                break
            at += 1
        yield bytes(held)
        position = end


def _spans(batch: Batch, numbers: set[int]) -> list[Span]:
    spans = spans_of(batch.format, batch.blocks(), numbers)
    if len(spans) != len(numbers):
        raise StorageError(
            f"{batch.address} must hold the {len(numbers)} records that are to be erased,"
            f" got {len(spans)} of them"
        )
    return spans


class _Digest:
    """Hashes and counts blocks as they pass."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def blocks(self) -> Iterator[bytes]:
        for block in self._blocks:
            self._hash.update(block)
            self.size += len(block)
            yield block


def _keep_one_file(batch: Batch) -> None:
    """Where packing was killed both files are there: the packed one goes."""
    if not batch.is_packed:
        batch.store.remove(f"{batch.batch_id}{PACKED}")


def _write_plain(blocks: Iterator[bytes], part: Path) -> None:
    with reaching(part), part.open("xb") as file:
        for block in blocks:
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _write_manifest(batch: Batch, sha256: str) -> None:
    known = batch.manifest
    if known.sha256 == sha256:
        return
    manifest = replace(
        known,
        sha256=sha256,
        former_sha256=[*known.former_sha256, known.sha256],
        notes=sorted({*known.notes, NOTE}),
    )
    text = json.dumps(asdict(manifest), indent=2).encode() + b"\n"
    batch.store.rewrite(f"{batch.batch_id}{MANIFEST}", text)


def _link_anew(home: Home, batch_id: str) -> None:
    """Renew a link of staging/: the old one keeps the lines."""
    if batch_id in staged_ids(home):
        unstage(home, batch_id)
        stage(home, batch_id)
