"""Quarantined files of dead_letter/files/: those that name a person are removed as a whole.

They were never taken apart into lines, and many are damaged or in another encoding.
"""

import codecs
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from transforms.archive.names import names
from transforms.home import Home
from transforms.ingest.files.refusals import FileRefused
from transforms.privacy.spellings import Spellings
from transforms.system.durable import reaching, sync_folder

_REASON = ".reason.json"
_BLOCK_BYTES = 1 << 20
_GZIP_WINDOW = 47  # gzip or zlib, told by the first bytes
_GZIP, _ZSTD, _PARQUET = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PAR1"
#: zip and Excel, bzip2, xz, 7z, Avro, ORC: packed, and nothing here unpacks them.
_CLOSED = (b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Obj\x01", b"ORC")
_MOST_MAGIC = 8
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class Quarantined:
    """Quarantined files: those that name a person, and those that nobody can look into."""

    naming: Sequence[Path]
    closed: Sequence[Path]


def find_quarantined_files(home: Home, spellings: Spellings) -> Quarantined:
    """Find the quarantined files that name the person: in their name, or as far as they unpack.

    Of the others, those are told whose content stays closed: packed in another way, or damaged.
    """
    folder = home.dead_letter / "files"
    naming, closed = [], []
    for name in sorted(names(folder)):
        path = folder / name
        if name.endswith(_REASON) or path.is_symlink() or not path.is_file():
            continue
        contents = _Contents(path)
        if spellings.are_in_name(name) or contents.name(spellings):
            naming.append(path)
        elif contents.is_closed:
            closed.append(path)
    return Quarantined(naming, closed)


def remove_quarantined_file(path: Path) -> None:
    """Remove a quarantined file and its reason."""
    for each in (path, path.with_name(f"{path.name}{_REASON}")):
        with reaching(each):
            each.unlink(missing_ok=True)
    sync_folder(path.parent)


class _Contents:
    """What can be read of a file; `is_closed` where that is not all of it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with reaching(path), path.open("rb") as file:
            self._beginning = file.read(_MOST_MAGIC)
        self.is_closed = self._beginning.startswith(_CLOSED)

    def name(self, spellings: Spellings) -> bool:
        """Tell whether it names a person, in the bytes or in what they unpack to."""
        readings = [_plain(self._path), self._seen(self._gunzipped()), self._seen(self._unzstd())]
        if self._beginning.startswith(_PARQUET):
            readings.append(self._rows())
        encoding = _WIDE.get(self._beginning[:2])
        if encoding is not None:
            readings.append(self._decoded(encoding))
        return any(map(spellings.are_in_blocks, readings))

    def _seen(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Pass what was unpacked, and note where something packed is within."""
        first = next(blocks, b"")
        self.is_closed |= first.startswith((_PARQUET, *_CLOSED))
        yield first
        yield from blocks

    def _gunzipped(self) -> Iterator[bytes]:
        """Unpack as far as it goes: a quarantined file may be damaged."""
        member = zlib.decompressobj(_GZIP_WINDOW)
        for block in _plain(self._path):
            rest = block
            while rest:
                try:
                    yield member.decompress(rest, _BLOCK_BYTES)
                except zlib.error:
                    self.is_closed |= self._beginning.startswith(_GZIP)
                    return
                rest = member.unconsumed_tail
                if member.eof and member.unused_data:
                    rest, member = member.unused_data, zlib.decompressobj(_GZIP_WINDOW)

    def _unzstd(self) -> Iterator[bytes]:
        import zstandard

        with reaching(self._path), self._path.open("rb") as file:
            reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
            try:
                while block := reader.read(_BLOCK_BYTES):
                    yield block
            except zstandard.ZstdError:
                self.is_closed |= self._beginning.startswith(_ZSTD)

    def _rows(self) -> Iterator[bytes]:
        from transforms.ingest.files.parquet_rows import parquet_rows

        with reaching(self._path), self._path.open("rb") as file:
            try:
                yield from parquet_rows(file.fileno(), self._path.name)[1]
            except (FileRefused, MemoryError):
                self.is_closed = True

    def _decoded(self, encoding: str) -> Iterator[bytes]:
        for text in codecs.iterdecode(_plain(self._path), encoding, errors="replace"):
            yield text.encode("utf-8", "replace")


def _plain(path: Path) -> Iterator[bytes]:
    with reaching(path), path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block
