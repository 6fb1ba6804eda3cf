"""Where a batch file is cut: ranges that end behind a newline, and the lines of a range."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

CHUNK_BYTES = 8 * 1024 * 1024
BOM = b"\xef\xbb\xbf"
_BLOCK_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Chunk:
    """A range of a file that holds whole lines; a `giant` is one line larger than a chunk."""

    start: int
    end: int
    first_line: int
    is_giant: bool = False

    @property
    def size(self) -> int:
        """Count the bytes of the range."""
        return self.end - self.start


def cut(path: Path, size: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """Cut a file at newlines, reading it once; a BOM at its beginning is left out."""
    with path.open("rb") as file:
        start = len(BOM) if file.read(len(BOM)) == BOM else 0
        first_line = 1
        while True:
            file.seek(start)
            block = file.read(size)
            if not block:
                return
            newline = block.rfind(b"\n")
            is_giant = newline < 0 and len(block) == size
            if is_giant:
                end = _end_of_line(file, start + size)
            else:
                end = start + (len(block) if len(block) < size else newline + 1)
            yield Chunk(start, end, first_line, is_giant)
            first_line += 1 if is_giant else block.count(b"\n", 0, end - start)
            start = end


def _end_of_line(file: BinaryIO, position: int) -> int:
    while block := file.read(_BLOCK_BYTES):
        newline = block.find(b"\n")
        if newline >= 0:
            return position + newline + 1
        position += len(block)
    return position
