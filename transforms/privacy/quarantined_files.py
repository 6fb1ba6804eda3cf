"""Quarantined files of dead_letter/files/: those that name a person are removed as a whole.

They were never taken apart into lines, and many are damaged or in another encoding.
"""

import codecs
import zlib
from collections.abc import Iterator
from pathlib import Path

from transforms.archive.reader import names
from transforms.home import Home
from transforms.privacy.spellings import Spellings
from transforms.system.durable import reaching, sync_folder

_REASON = ".reason.json"
_BLOCK_BYTES = 1 << 20
_GZIP_WINDOW = 47  # gzip or zlib, told by the first bytes
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def find_quarantined_files(home: Home, spellings: Spellings) -> Iterator[Path]:
    """Find the quarantined files that name the person: in their name, or as far as they unpack."""
    folder = home.dead_letter / "files"
    for name in sorted(names(folder)):
        path = folder / name
        if name.endswith(_REASON) or path.is_symlink() or not path.is_file():
            continue
        if spellings.are_in_name(name) or _is_named_in(path, spellings):
            yield path


def remove_quarantined_file(path: Path) -> None:
    """Remove a quarantined file and its reason."""
    for each in (path, path.with_name(f"{path.name}{_REASON}")):
        with reaching(each):
            each.unlink(missing_ok=True)
    sync_folder(path.parent)


def _is_named_in(path: Path, spellings: Spellings) -> bool:
    return any(
        spellings.are_in_blocks(blocks)
        for blocks in (_plain(path), _gunzipped(path), _unzstd(path), _decoded(path))
    )


def _plain(path: Path) -> Iterator[bytes]:
    with reaching(path), path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block


def _gunzipped(path: Path) -> Iterator[bytes]:
    """Unpack as far as it goes: a quarantined file may be damaged."""
    member = zlib.decompressobj(_GZIP_WINDOW)
    for block in _plain(path):
        rest = block
        while rest:
            try:
                yield member.decompress(rest, _BLOCK_BYTES)
            except zlib.error:
                return
            rest = member.unconsumed_tail
            if member.eof and member.unused_data:
                rest, member = member.unused_data, zlib.decompressobj(_GZIP_WINDOW)


def _unzstd(path: Path) -> Iterator[bytes]:
    import zstandard

    with reaching(path), path.open("rb") as file:
        reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        try:
            while block := reader.read(_BLOCK_BYTES):
                yield block
        except zstandard.ZstdError:
            return  # no zstd, or damaged


def _decoded(path: Path) -> Iterator[bytes]:
    with reaching(path), path.open("rb") as file:
        encoding = _WIDE.get(file.read(2))
    if encoding is not None:
        for text in codecs.iterdecode(_plain(path), encoding, errors="replace"):
            yield text.encode("utf-8", "replace")
