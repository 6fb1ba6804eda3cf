"""JSON lines: a record is a line, and its text is the event's own.

Lines are found by their ends alone, so a chunk needs no list of them, and counting is a matter of
C. A byte order mark at the beginning belongs to the first line's span, and to no event.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from transforms.archive.formats.format import CHUNK_BYTES, Chunk, Counter, Format, Span, ToEvent

BOM = b"\xef\xbb\xbf"
_BLOCK_BYTES = 1024 * 1024


class JsonLines(Format):
    """One event a line."""

    name = "jsonl"
    endings = ("jsonl", "ndjson", "json")

    def scanner(self) -> "_LineScanner":
        """Begin to find lines."""
        return _LineScanner()

    def to_event(self, path: Path) -> ToEvent:  # noqa: ARG002 - lines need no header
        """Take a line as it stands."""
        return _as_it_stands

    def counter(self) -> Counter:
        """Begin to count lines."""
        return _LineCounter()

    def cut(self, path: Path, size: int = CHUNK_BYTES) -> Iterator[Chunk]:
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

    def records(self, path: Path, chunk: Chunk) -> Iterator[tuple[int, bytes]]:
        """Read the lines of a chunk, each with where it begins; a carriage return stays."""
        with path.open("rb") as file:
            file.seek(chunk.start)
            lines = file.read(chunk.size).split(b"\n")
        if not lines[-1]:
            lines.pop()
        offset = chunk.start
        for line in lines:
            yield offset, line
            offset += len(line) + 1


class _LineCounter:
    """Counts line ends, and a last line without one."""

    def __init__(self) -> None:
        self._ends = 0
        self._last_byte = b"\n"

    def add(self, block: bytes) -> None:
        self._ends += block.count(b"\n")
        self._last_byte = block[-1:] or self._last_byte

    def count(self) -> int:
        return self._ends + (self._last_byte != b"\n")


class _LineScanner:
    """Finds lines; a carriage return before a line end belongs to the end."""

    def __init__(self) -> None:
        self._start = 0
        self._position = 0
        self._last_byte = b""

    def feed(self, block: bytes) -> Iterator[Span]:
        at = 0
        while (end := block.find(b"\n", at)) >= 0:
            before = block[end - 1 : end] if end else self._last_byte
            yield self._start, self._position + end - (before == b"\r")
            self._start, at = self._position + end + 1, end + 1
        self._position += len(block)
        self._last_byte = block[-1:] or self._last_byte

    def finish(self) -> Iterator[Span]:
        if self._start < self._position:
            yield self._start, self._position


def _as_it_stands(record: bytes) -> bytes:
    return record


def _end_of_line(file: BinaryIO, position: int) -> int:
    while block := file.read(_BLOCK_BYTES):
        newline = block.find(b"\n")
        if newline >= 0:
            return position + newline + 1
        position += len(block)
    return position


JSON_LINES = JsonLines()
