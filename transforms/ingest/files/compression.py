"""The bytes of a file, block by block: plain, gzip or zstd, checked to the last byte.

A file that is cut off, damaged or followed by something else is refused as a whole: what a lenient
reader would make of it is silent loss. Concatenated gzip members and zstd frames are one file, and
so are zeros after the last gzip member, as gzip itself has it. No block is larger than 1 MiB, and
a bomb is stopped at the block that gives it away.
"""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

import zstandard

from transforms.config import LimitSettings
from transforms.ingest.files.refusals import FileRefused

BLOCK_BYTES = 1 << 20
RATIO_FLOOR_BYTES = 4 << 20  # below this, a high ratio is a small file of similar lines
_INPUT_BYTES = 1 << 14  # small, as zlib copies what it has not used yet
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 31
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_SKIPPABLE = range(0x184D2A50, 0x184D2A60)
_ZSTD_RLE = 1
_ZSTD_WINDOW_BYTES = 1 << 27  # what the zstd command line takes without being asked


def blocks(
    file: BinaryIO, compression: str, limits: LimitSettings, location: str
) -> Iterator[bytes]:
    """Read the uncompressed bytes of `file` in blocks of up to 1 MiB.

    Raises:
        FileRefused: with F_GZIP, F_GZIP_RATIO or F_TOO_LARGE.
    """
    read = {"gzip": _gzip, "zstd": _zstd, "none": _plain}[compression]
    size = 0
    for block in filter(None, read(file, location)):
        size += len(block)
        check_size(size, limits, location)
        if compression != "none" and size > RATIO_FLOOR_BYTES:
            _check_ratio(size, file.tell(), limits, location)
        yield block


def compression_by(file: BinaryIO) -> str:
    """Tell by its first bytes how a file is packed, if its name does not say; nothing is read."""
    magic = file.read(len(_ZSTD_MAGIC))
    file.seek(0)
    if magic.startswith(_GZIP_MAGIC):
        return "gzip"
    return "zstd" if magic == _ZSTD_MAGIC else "none"


def check_size(size: int, limits: LimitSettings, location: str) -> None:
    """Check a size in bytes, of a file or of what has come out of it so far.

    Raises:
        FileRefused: with F_TOO_LARGE.
    """
    if size > limits.file_bytes:
        wish = f"hold up to {limits.file_bytes} bytes (limits.file_bytes)"
        raise FileRefused("F_TOO_LARGE", f"{location} must {wish}, got at least {size}")


def _check_ratio(size: int, consumed: int, limits: LimitSettings, location: str) -> None:
    if size > limits.gzip_ratio * consumed:
        raise FileRefused(
            "F_GZIP_RATIO",
            f"{location} must unpack to up to {limits.gzip_ratio} times its size,"
            f" got {size} bytes out of the first {consumed}",
        )


def _plain(file: BinaryIO, _location: str) -> Iterator[bytes]:
    while block := file.read(BLOCK_BYTES):
        yield block


def _gzip(file: BinaryIO, location: str) -> Iterator[bytes]:
    rest = file.read(_INPUT_BYTES)
    if not rest.startswith(_GZIP_MAGIC):
        raise FileRefused("F_GZIP", f"{location} must be gzip, got something else")
    while rest.startswith(_GZIP_MAGIC):
        member = zlib.decompressobj(_GZIP_WINDOW)
        yield from _gzip_member(member, rest, file, location)
        rest = member.unused_data
        if len(rest) < len(_GZIP_MAGIC):
            rest += file.read(_INPUT_BYTES)
    while rest:
        if rest.strip(b"\0"):
            raise FileRefused("F_GZIP", f"{location} must end with gzip, got other bytes after it")
        rest = file.read(_INPUT_BYTES)


def _gzip_member(
    member: "zlib._Decompress", rest: bytes, file: BinaryIO, location: str
) -> Iterator[bytes]:
    while not member.eof:
        try:
            block = member.decompress(rest, BLOCK_BYTES)
        except zlib.error as error:
            raise FileRefused("F_GZIP", f"{location} must be intact gzip, got {error}") from error
        if block:
            yield block
        elif not rest and not member.eof:
            raise FileRefused("F_GZIP", f"{location} must be whole gzip, got its beginning only")
        rest = member.unconsumed_tail or (b"" if member.eof else file.read(_INPUT_BYTES))


def _zstd(file: BinaryIO, location: str) -> Iterator[bytes]:
    is_first = True
    while magic := file.read(len(_ZSTD_MAGIC)):
        if magic == _ZSTD_MAGIC:
            yield from _zstd_frame(file, location)
        elif int.from_bytes(magic, "little") in _ZSTD_SKIPPABLE:
            _skip(file, int.from_bytes(_exactly(file, 4, location), "little"), location)
        else:
            find = "something else" if is_first else "other bytes after its last frame"
            raise FileRefused("F_GZIP", f"{location} must be zstd, got {find}")
        is_first = False
    if is_first:
        raise FileRefused("F_GZIP", f"{location} must be zstd, got no byte")


def _zstd_frame(file: BinaryIO, location: str) -> Iterator[bytes]:
    """Walk the blocks of a frame (RFC 8878): the library takes a cut-off frame for a whole one."""
    frame = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_BYTES).decompressobj()
    descriptor = _exactly(file, 1, location)
    is_single, has_checksum = descriptor[0] >> 5 & 1, descriptor[0] >> 2 & 1
    window_bytes, dictionary_bytes = 1 - is_single, (0, 1, 2, 4)[descriptor[0] & 3]
    size_bytes = (is_single, 2, 4, 8)[descriptor[0] >> 6]
    fields = _exactly(file, window_bytes + dictionary_bytes + size_bytes, location)
    try:
        yield frame.decompress(_ZSTD_MAGIC + descriptor + fields)
        is_last = False
        while not is_last:
            header = _exactly(file, 3, location)
            number = int.from_bytes(header, "little")
            is_last, kind, size = bool(number & 1), number >> 1 & 3, number >> 3
            content = _exactly(file, 1 if kind == _ZSTD_RLE else size, location)
            yield frame.decompress(header + content)
        if has_checksum:
            yield frame.decompress(_exactly(file, 4, location))
    except zstandard.ZstdError as error:
        raise FileRefused("F_GZIP", f"{location} must be intact zstd, got {error}") from error
    if not frame.eof:
        raise FileRefused("F_GZIP", f"{location} must be intact zstd, got an unfinished frame")


def _skip(file: BinaryIO, size: int, location: str) -> None:
    while size > 0:
        size -= len(_exactly(file, min(size, BLOCK_BYTES), location))


def _exactly(file: BinaryIO, size: int, location: str) -> bytes:
    found = file.read(size)
    if len(found) < size:
        raise FileRefused("F_GZIP", f"{location} must be whole zstd, got its beginning only")
    return found
