"""What came in, raw and for ever: the batches of archive/ and their manifests, for reading.

A batch is two files, written once: `<batch_id>.jsonl` (the lines as they came) and
`<batch_id>.manifest.json` (what it is and where it came from). An old batch may be packed:
`<batch_id>.jsonl.zst` stands for the lines then. Where both are found, both are whole.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

import msgspec

from transforms.archive.formats import Format, find_format
from transforms.archive.stream_parts import StreamPart
from transforms.errors import InputMissing, StorageError
from transforms.home import Home
from transforms.system.durable import reaching

MANIFEST = ".manifest.json"
PLAIN = ".jsonl"
PACKED = ".jsonl.zst"
_BLOCK_BYTES = 1 << 20
_BATCH_ID = re.compile(r"processing_batch_[0-9]{8}_[0-9]{6}_[0-9a-f]{12}")


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
    """A batch that is safe in archive/; `is_duplicate` if its bytes were there before."""

    batch_id: str
    path: Path
    manifest: Manifest
    is_duplicate: bool = False

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
    return batch_ids(home.archive)


def archived(home: Home) -> Iterator[Batch]:
    """Read every batch of archive/, in name order."""
    return (read_batch(home, batch_id) for batch_id in archived_ids(home))


def read_batch(home: Home, batch_id: str) -> Batch:
    """Read one batch of archive/ by its id.

    Raises:
        InputMissing: archive/ has no such batch.
    """
    path = batch_file(home, batch_id)
    if not is_batch_id(batch_id) or not path.is_file():
        raise InputMissing(f"{home.archive} must hold the batch {batch_id!r}, got no such file")
    return Batch(batch_id, path, read_manifest(home.archive / f"{batch_id}{MANIFEST}"))


def read_manifest(path: Path) -> Manifest:
    """Read and check a manifest.

    Raises:
        StorageError: it is not there or damaged.
    """
    with reaching(path):
        text = path.read_bytes()
    try:
        return msgspec.json.decode(text, type=Manifest)
    except msgspec.DecodeError as error:
        raise StorageError(f"{path} must be a batch's manifest, got: {error}") from error


def batch_ids(folder: Path) -> list[str]:
    """List the ids that stand as batch files in a folder, in name order."""
    return ids_in(names(folder))


def ids_in(listed: Iterable[str]) -> list[str]:
    """Pick the ids of batch files out of names, in name order."""
    ids = {name.partition(".")[0] for name in listed if name.endswith((PLAIN, PACKED))}
    return sorted(filter(is_batch_id, ids))


def is_archived(home: Home, batch_id: str) -> bool:
    """Tell whether archive/ holds a batch, without listing it."""
    return is_batch_id(batch_id) and batch_file(home, batch_id).is_file()


def batch_file(home: Home, batch_id: str) -> Path:
    """Name the file of archive/ that holds a batch's lines, packed or not."""
    plain, packed = (home.archive / f"{batch_id}{ending}" for ending in (PLAIN, PACKED))
    return packed if packed.is_file() and not plain.is_file() else plain


def unpacked(batch: Batch, folder: Path) -> Path:
    """Name a plain file with the batch's lines: its own, or one that is written into `folder`.

    Raises:
        StorageError: the packed file is damaged.
    """
    if not batch.path.name.endswith(PACKED):
        return batch.path
    plain = folder / f"{batch.batch_id}{PLAIN}"
    with reaching(plain), plain.open("wb") as target:
        size = sum(target.write(block) for block in lines_of(batch.path, packed=True))
    if size != batch.manifest.bytes:  # the library takes a cut-off file for a whole one
        raise StorageError(f"{batch.path} must unpack to {batch.manifest.bytes} bytes, got {size}")
    return plain


def lines_of(path: Path, *, packed: bool) -> Iterator[bytes]:
    """Read the lines of a batch's file, block by block; whether all came is yours to count.

    Raises:
        StorageError: the packed file is damaged.
    """
    with reaching(path), path.open("rb") as file:
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
            raise StorageError(f"{path} must be a whole packed batch, got: {error}") from error


def is_batch_id(text: str) -> bool:
    """Tell a batch's id from other names."""
    return _BATCH_ID.fullmatch(text) is not None


def received_at(batch_id: str) -> datetime:
    """Tell by its name, processing_batch_<YYYYMMDD_HHMMSS>_…, when a batch came in (UTC)."""
    return datetime.fromisoformat(batch_id.split("_", 2)[2][:15].replace("_", "T"))


def names(folder: Path) -> list[str]:
    """List what lies in a folder, which may be missing."""
    with reaching(folder):
        return [entry.name for entry in os.scandir(folder)] if folder.is_dir() else []
