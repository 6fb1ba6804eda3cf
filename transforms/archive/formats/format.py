"""What a format tells of raw bytes: where each record is, and which event it is.

Records are numbered from 1 in their order. A record is the bytes of its span, without what ends
it; what is no record (a header, say) lies between spans. Whatever is counted, cut, read and blanked
follows from the scanner; a format may be faster at it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

CHUNK_BYTES = 8 * 1024 * 1024
_BLOCK_BYTES = 1024 * 1024

Span = tuple[int, int]
"""Where a record begins, and where it ends: behind its last byte, from the beginning of all."""

ToEvent = Callable[[bytes], bytes]
"""From a record to the JSON text of its event."""


class NoEventError(Exception):
    """Caught by whoever reads records: this one is no event; it says why, and not what it holds."""


class Scanner(Protocol):
    """Finds records in bytes that come block by block, however they are cut."""

    def feed(self, block: bytes) -> Iterable[Span]:
        """Tell the records that end in this block."""

    def finish(self) -> Iterable[Span]:
        """Tell the records that the end of the bytes ends."""


class Counter(Protocol):
    """Counts the records of bytes that come block by block."""

    def add(self, block: bytes) -> None:
        """Take the next block."""

    def count(self) -> int:
        """Count the records, when the last block has come."""


@dataclass(frozen=True)
class Chunk:
    """A range of a file that holds whole records; a `giant` is one record larger than a chunk.

    `spans` are its records, where they cannot be found again from the middle of the file.
    """

    start: int
    end: int
    first_line: int
    is_giant: bool = False
    spans: tuple[Span, ...] = ()

    @property
    def size(self) -> int:
        """Count the bytes of the range."""
        return self.end - self.start


class Format(ABC):
    """A format of raw batches; `name` stands in manifests, `endings` in the names of files."""

    name: str
    endings: tuple[str, ...]
    erased_ends: bytes = b""
    """The first and the last byte of an erased record, where spaces alone would be none."""

    @abstractmethod
    def scanner(self) -> Scanner:
        """Begin to find records."""

    @abstractmethod
    def to_event(self, path: Path) -> ToEvent:
        """Prepare to read the records of a file, which has the header; it may raise NoEventError.

        A record of nothing but white space is blank and is not asked about: an erased one is.
        So is one that becomes no text at all.
        """

    def counter(self) -> Counter:
        """Begin to count records."""
        return _SpanCounter(self.scanner())

    def count(self, raw: bytes) -> int:
        """Count the records of bytes that are at hand."""
        counter = self.counter()
        counter.add(raw)
        return counter.count()

    def spans(self, blocks: Iterable[bytes]) -> Iterator[Span]:
        """Find all records."""
        scanner = self.scanner()
        for block in blocks:
            yield from scanner.feed(block)
        yield from scanner.finish()

    def cut(self, path: Path, size: int = CHUNK_BYTES) -> Iterator[Chunk]:
        """Cut a file between records, reading it once."""
        held: list[Span] = []
        first = 1
        for span in self.spans(blocks_of(path)):
            if held and span[1] - held[0][0] > size:
                yield _chunk_of(held, first, size)
                first, held = first + len(held), []
            held.append(span)
        if held:
            yield _chunk_of(held, first, size)

    def records(self, path: Path, chunk: Chunk) -> Iterator[tuple[int, bytes]]:
        """Read the records of a chunk, each with where it begins in the file."""
        with path.open("rb") as file:
            file.seek(chunk.start)
            held = file.read(chunk.size)
        for start, end in chunk.spans:
            yield start, held[start - chunk.start : end - chunk.start]


class _SpanCounter:
    """Counts by scanning."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._count = 0

    def add(self, block: bytes) -> None:
        self._count += sum(1 for _ in self._scanner.feed(block))

    def count(self) -> int:
        self._count += sum(1 for _ in self._scanner.finish())
        return self._count


def blocks_of(path: Path) -> Iterator[bytes]:
    """Read a plain file, block by block."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block


def _chunk_of(spans: list[Span], first: int, size: int) -> Chunk:
    start, end = spans[0][0], spans[-1][1]
    return Chunk(start, end, first, is_giant=end - start > size, spans=tuple(spans))
