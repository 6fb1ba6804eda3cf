"""Compressed bytes: whole files come out whole, and no damage passes for an end of file."""

import gzip
import io
import itertools
import random
import tracemalloc
from collections.abc import Callable

import pytest
import zstandard

from transforms.config import LimitSettings
from transforms.ingest.files.compression import BLOCK_BYTES, RATIO_FLOOR_BYTES, blocks
from transforms.ingest.files.refusals import FileRefused

LINES = b'{"event_name":"view"}\n' * 20
#: More than a block, and hardly shorter when packed.
TEXT = random.Random(7).randbytes(3 << 18).hex().encode()
SKIPPABLE = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc"


def unpacked(packed: bytes, compression: str, limits: LimitSettings | None = None) -> bytes:
    return b"".join(blocks(io.BytesIO(packed), compression, limits or LimitSettings(), "a.gz"))


def zstd(content: bytes, *, checksum: bool = False, size: bool = True, level: int = 3) -> bytes:
    compressor = zstandard.ZstdCompressor(
        level=level, write_checksum=checksum, write_content_size=size
    )
    return compressor.compress(content)


WHOLE = {
    "one member": ("gzip", gzip.compress(LINES), LINES),
    "stored": ("gzip", gzip.compress(TEXT, 0), TEXT),
    "a large one": ("gzip", gzip.compress(TEXT), TEXT),
    "two members": ("gzip", gzip.compress(LINES) + gzip.compress(TEXT), LINES + TEXT),
    "a member for each line": ("gzip", gzip.compress(b"{}\n") * 5000, b"{}\n" * 5000),
    "empty members": ("gzip", gzip.compress(b"") * 3 + gzip.compress(LINES), LINES),
    "zeros after the last member": ("gzip", gzip.compress(LINES) + bytes(70_000), LINES),
    "one frame": ("zstd", zstd(LINES), LINES),
    "a checksum": ("zstd", zstd(TEXT, checksum=True), TEXT),
    "no size": ("zstd", zstd(TEXT, size=False), TEXT),
    "the highest level": ("zstd", zstd(LINES * 99, level=22), LINES * 99),
    "two frames": ("zstd", zstd(LINES) + zstd(TEXT, checksum=True), LINES + TEXT),
    "skippable frames": ("zstd", SKIPPABLE + zstd(LINES) + SKIPPABLE, LINES),
    "an empty frame": ("zstd", zstd(b"") + zstd(LINES), LINES),
    "blocks of one byte": ("zstd", zstd(b"x" * 300_000), b"x" * 300_000),
}


@pytest.mark.parametrize(("compression", "packed", "content"), WHOLE.values(), ids=WHOLE)
def test_a_whole_file_comes_out_whole(compression: str, packed: bytes, content: bytes) -> None:
    assert unpacked(packed, compression) == content


DAMAGED = {
    "garbage after the last member": ("gzip", gzip.compress(LINES) + b"garbage"),
    "one byte after the last member": ("gzip", gzip.compress(LINES) + b"\n"),
    "half a magic after the last member": ("gzip", gzip.compress(LINES) + b"\x1f"),
    "garbage after zeros": ("gzip", gzip.compress(LINES) + bytes(70_000) + b"x"),
    "a member after zeros": ("gzip", gzip.compress(LINES) + bytes(9) + gzip.compress(LINES)),
    "a wrong CRC": ("gzip", gzip.compress(LINES)[:-8] + bytes(4) + gzip.compress(LINES)[-4:]),
    "a wrong length": ("gzip", gzip.compress(LINES)[:-4] + bytes(4)),
    "plain text named gzip": ("gzip", LINES),
    "zstd named gzip": ("gzip", zstd(LINES)),
    "zeros only": ("gzip", bytes(100)),
    "garbage after the last frame": ("zstd", zstd(LINES) + b"garbage"),
    "one byte after the last frame": ("zstd", zstd(LINES) + b"\n"),
    "zeros after the last frame": ("zstd", zstd(LINES) + bytes(8)),
    "a wrong checksum": ("zstd", zstd(LINES, checksum=True)[:-4] + bytes(4)),
    "plain text named zstd": ("zstd", LINES),
    "gzip named zstd": ("zstd", gzip.compress(LINES)),
    "a skippable frame cut off": ("zstd", zstd(LINES) + SKIPPABLE[:-1]),
}


@pytest.mark.parametrize(("compression", "packed"), DAMAGED.values(), ids=DAMAGED)
def test_damage_refuses_the_file(compression: str, packed: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        unpacked(packed, compression)
    assert refused.value.code == "F_GZIP"
    assert compression in refused.value.detail


@pytest.mark.parametrize(
    ("compression", "packed"),
    [
        ("gzip", gzip.compress(LINES)),
        ("zstd", zstd(LINES)),
        ("zstd", zstd(LINES, checksum=True, size=False)),
    ],
    ids=["gzip", "zstd", "zstd without its size"],
)
def test_a_file_cut_off_anywhere_is_refused(compression: str, packed: bytes) -> None:
    for length in range(len(packed)):
        with pytest.raises(FileRefused, match="F_GZIP"):
            unpacked(packed[:length], compression)


@pytest.mark.parametrize(
    ("compression", "packed"),
    [("gzip", gzip.compress(LINES)), ("zstd", zstd(LINES, checksum=True))],
    ids=["gzip", "zstd"],
)
def test_a_flipped_bit_never_changes_the_content(compression: str, packed: bytes) -> None:
    for place, bit in itertools.product(range(len(packed)), range(8)):
        damaged = bytearray(packed)
        damaged[place] ^= 1 << bit
        try:
            assert unpacked(bytes(damaged), compression) == LINES
        except FileRefused as refused:
            assert refused.code == "F_GZIP"  # noqa: PT017  # either is right, a change is not


@pytest.mark.parametrize(("compression", "pack"), [("gzip", gzip.compress), ("zstd", zstd)])
def test_a_bomb_is_stopped_early_and_in_little_memory(
    compression: str, pack: Callable[[bytes], bytes]
) -> None:
    bomb = io.BytesIO(pack(bytes(64 << 20)))
    tracemalloc.start()
    with pytest.raises(FileRefused, match="F_GZIP_RATIO"):
        max(len(block) for block in blocks(bomb, compression, LimitSettings(), "a"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * BLOCK_BYTES


def test_a_high_ratio_counts_above_a_floor_only() -> None:
    assert len(unpacked(gzip.compress(bytes(RATIO_FLOOR_BYTES)), "gzip")) == RATIO_FLOOR_BYTES
    with pytest.raises(FileRefused, match="F_GZIP_RATIO"):
        unpacked(gzip.compress(bytes(RATIO_FLOOR_BYTES + 1)), "gzip")


def test_a_ratio_within_the_limit_passes() -> None:
    content = bytes(RATIO_FLOOR_BYTES * 2)
    packed = gzip.compress(content)
    ratio = -(-len(content) // len(packed))
    assert unpacked(packed, "gzip", LimitSettings(gzip_ratio=ratio)) == content
    with pytest.raises(FileRefused, match="F_GZIP_RATIO"):
        unpacked(packed, "gzip", LimitSettings(gzip_ratio=ratio - 1))


def test_the_size_limit_is_of_what_comes_out() -> None:
    packed = gzip.compress(LINES)
    assert unpacked(packed, "gzip", LimitSettings(file_bytes=len(LINES))) == LINES
    with pytest.raises(FileRefused, match="F_TOO_LARGE"):
        unpacked(packed, "gzip", LimitSettings(file_bytes=len(LINES) - 1))
