"""What came in, raw and for ever: the batches of archive/ and their manifests, for reading.

A batch is two files, written once: `<batch_id>.jsonl` (the lines as they came) and
`<batch_id>.manifest.json` (what it is and where it came from). An old batch may be packed:
`<batch_id>.jsonl.zst` stands for the lines then. Where both are found, both are whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import msgspec

from transforms.archive.formats import Format, find_format
from transforms.archive.names import MANIFEST, PACKED, PLAIN, ids_in, is_batch_id
from transforms.archive.store import Store, opened, store_of
from transforms.archive.stream_parts import StreamPart
from transforms.errors import InputMissing, StorageError
from transforms.home import Home
from transforms.system.durable import reaching

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What is known about a batch; the hash, size and line count are of the uncompressed bytes.

    `lines` counts the records of its `format`, blank ones and a last one without an end included.
    Lines that came as messages belong to `message_ids` in this order, to each so many as
    `message_lines` says. Where lines were erased since, `former_sha256` are the hashes of what
    came in. Rows of a source of the settings have its name, the hash of the file
    that they stood in as it was, and the columns of its header or schema. What came from a
    stream has its `stream` part.
    """

    batch_id: str
    source: str
    format: str
    sha256: str
    bytes: int
    lines: int
    received_at: str
    message_ids: list[str] = field(default_factory=list)
    message_lines: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    former_sha256: list[str] = field(default_factory=list)
    source_name: str = ""
    original_sha256: str = ""
    columns: list[str] = field(default_factory=list)
    stream: StreamPart | None = None


@dataclass(frozen=True)
class Batch:
    """A batch that is safe in archive/; `is_duplicate` if its bytes were there before.

    `name` is that of the file of the store that has its lines.
    """

    batch_id: str
    name: str
    manifest: Manifest
    store: Store
    is_duplicate: bool = False

    @property
    def address(self) -> str:
        """Say where its lines are."""
        return self.store.address(self.name)

    @property
    def path(self) -> Path:
        """Name the file that has its lines, where the archive is a folder."""
        return Path(self.address)

    @property
    def is_packed(self) -> bool:
        """Whether its lines are packed."""
        return self.name.endswith(PACKED)

    def blocks(self) -> Iterator[bytes]:
        """Read its lines, block by block; whether all came is yours to count.

        Raises:
            StorageError: its file is packed and damaged.
        """
        with opened(self.store, self.name) as file:
            yield from _blocks(file, self.address, packed=self.is_packed)

    @property
    def format(self) -> Format:
        """Find its format.

        Raises:
            UnknownFormat: this version does not know it.
        """
        return find_format(self.manifest.format, self.batch_id)


class Archive:
    """The batches of archive/, found by content; one listing, kept up by whoever adds a batch.

    It is listed when somebody asks, as most runs have nothing to look up.
    """

    def __init__(self, home: Home) -> None:
        self._home = home

    @cached_property
    def _ids_of_digits(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for batch_id in archived_ids(self._home):
            found.setdefault(batch_id[-12:], []).append(batch_id)
        return found

    def add(self, batch_id: str) -> None:
        """Remember a batch that was added after the listing."""
        self._ids_of_digits.setdefault(batch_id[-12:], []).append(batch_id)

    def __contains__(self, batch_id: str | None) -> bool:
        return batch_id is not None and batch_id in self._ids_of_digits.get(batch_id[-12:], [])

    def find(self, sha256: str, source_name: str = "") -> Batch | None:
        """Find the batch with these bytes, of this source.

        The name narrows it down, the manifest decides.
        """
        for batch_id in self._ids_of_digits.get(sha256[:12], []):
            batch = read_batch(self._home, batch_id)
            known = batch.manifest
            if sha256 in (known.sha256, *known.former_sha256) and known.source_name == source_name:
                return batch
        return None

    def free_id(self, sha256: str, received_at: datetime) -> str:
        """Name a new batch; the clock moves on where another content has taken the name."""
        while True:
            batch_id = f"processing_batch_{received_at:%Y%m%d_%H%M%S}_{sha256[:12]}"
            if batch_id not in self._ids_of_digits.get(sha256[:12], []):
                return batch_id
            received_at += timedelta(seconds=1)


def archived_by_sha(home: Home) -> Archive:
    """List archive/ once, to look batches up by content."""
    return Archive(home)


def archived_ids(home: Home) -> list[str]:
    """List the batches of archive/ in name order, without opening a manifest."""
    return ids_in(store_of(home).names())


def archived(home: Home) -> Iterator[Batch]:
    """Read every batch of archive/, in name order."""
    return (read_batch(home, batch_id) for batch_id in archived_ids(home))


def read_batch(home: Home, batch_id: str) -> Batch:
    """Read one batch of archive/ by its id.

    Raises:
        InputMissing: archive/ has no such batch.
    """
    store = store_of(home)
    name = file_of(store, batch_id)
    if name is None:
        raise InputMissing(f"{store.place} must hold the batch {batch_id!r}, got no such file")
    return Batch(batch_id, name, read_manifest(store, batch_id), store)


def read_manifest(store: Store, batch_id: str) -> Manifest:
    """Read and check a manifest.

    Raises:
        StorageError: it is not there or damaged.
    """
    name = f"{batch_id}{MANIFEST}"
    try:
        return msgspec.json.decode(store.read(name), type=Manifest)
    except msgspec.DecodeError as error:
        raise StorageError(
            f"{store.address(name)} must be a batch's manifest, got: {error}"
        ) from error


def file_of(store: Store, batch_id: str) -> str | None:
    """Name the file that holds a batch's lines, packed or not; None where there is none."""
    found = store.names_of(batch_id) if is_batch_id(batch_id) else set()
    named = (f"{batch_id}{ending}" for ending in (PLAIN, PACKED))
    return next((name for name in named if name in found), None)


def unpacked(batch: Batch, folder: Path) -> Path:
    """Name a plain file with the batch's lines: its own, or one that is written into `folder`.

    Raises:
        StorageError: the packed file is damaged.
    """
    if not batch.is_packed:
        return batch.store.fetch(batch.name, folder)
    plain = folder / f"{batch.batch_id}{PLAIN}"
    with reaching(plain), plain.open("wb") as target:
        size = sum(target.write(block) for block in batch.blocks())
    if size != batch.manifest.bytes:  # the library takes a cut-off file for a whole one
        raise StorageError(
            f"{batch.address} must unpack to {batch.manifest.bytes} bytes, got {size}"
        )
    return plain


def lines_of(path: Path, *, packed: bool) -> Iterator[bytes]:
    """Read the lines of a file of this machine, block by block; whether all came is yours to count.

    Raises:
        StorageError: the packed file is damaged.
    """
    with reaching(path), path.open("rb") as file:
        yield from _blocks(file, str(path), packed=packed)


def _blocks(file: BinaryIO, named: str, *, packed: bool) -> Iterator[bytes]:
    if not packed:
        while block := file.read(_BLOCK_BYTES):
            yield block
        return
    import zstandard  # most runs read plain batches only

    try:
        with zstandard.ZstdDecompressor().stream_reader(file) as reader:
            while block := reader.read(_BLOCK_BYTES):
                yield block
    except zstandard.ZstdError as error:
        raise StorageError(f"{named} must be a whole packed batch, got: {error}") from error
