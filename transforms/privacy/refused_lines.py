"""Refused lines as bytes: those of the lake, and those of a batch that is not loaded.

Of a line that is too long only the beginning is kept there; the archive has the whole.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from transforms.archive.formats.format import blocks_of
from transforms.archive.reader import read_batch, unpacked
from transforms.home import Home

_TOO_LONG = "E_LINE_TOO_LONG"
_FETCHED = 64
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True)
class Refused:
    """A refused line; `place` is where it stands, if it is too long to be held."""

    batch_id: str
    line_number: int
    byte_offset: int
    raw: bytes
    place: "Place | None" = None

    @property
    def is_too_long(self) -> bool:
        """Whether it was refused for its length."""
        return self.place is not None

    def blocks(self) -> Iterator[bytes]:
        """Read its bytes."""
        if self.place is None:
            yield self.raw
            return
        with self.place.path.open("rb") as file:
            file.seek(self.byte_offset)
            left = self.place.end - self.byte_offset
            while left > 0 and (block := file.read(min(left, _BLOCK_BYTES))):
                yield block
                left -= len(block)


@dataclass(frozen=True)
class Place:
    """The plain file that holds a record, and where in it the record ends."""

    path: Path
    end: int


class TooLong:
    """Finds the records of a batch, which is unpacked and scanned once."""

    def __init__(self, home: Home, scratch: Path) -> None:
        self._home = home
        self._scratch = scratch
        self._files: dict[str, tuple[Path, array[int]]] = {}

    def place(self, batch_id: str, number: int, code: str) -> Place | None:
        """Tell where the whole record stands, if it is refused for its length."""
        if code != _TOO_LONG:
            return None
        if batch_id not in self._files:
            batch = read_batch(self._home, batch_id)
            path = unpacked(batch, self._scratch)
            ends = array("q", (end for _, end in batch.format.spans(blocks_of(path))))
            self._files[batch_id] = path, ends
        path, ends = self._files[batch_id]
        return Place(path, ends[number - 1])


def refused_in_lake(connection: duckdb.DuckDBPyConnection, too_long: TooLong) -> Iterator[Refused]:
    """Read the dead letters of the lake."""
    found = connection.cursor().execute(
        "select batch_id, line_number, byte_offset, code, raw from lake.ops.dead_letters"
    )
    while rows := found.fetchmany(_FETCHED):
        for batch_id, number, offset, code, raw in rows:
            yield Refused(batch_id, number, offset, raw, too_long.place(batch_id, number, code))


def refused_by_reader(
    connection: duckdb.DuckDBPyConnection, batch_id: str, parts: list[Path], too_long: TooLong
) -> Iterator[Refused]:
    """Read what the reader refused of a batch, from its parts."""
    for part in parts:
        found = connection.cursor().execute(
            """
            select line_number, byte_offset, code, from_base64(raw_base64)
            from read_json(?, format = 'newline_delimited', maximum_object_size = 134217728,
                columns = {line_number: 'BIGINT', byte_offset: 'BIGINT', code: 'VARCHAR',
                    raw_base64: 'VARCHAR'})
            """,
            [str(part)],
        )
        while rows := found.fetchmany(_FETCHED):
            for number, offset, code, raw in rows:
                yield Refused(batch_id, number, offset, raw, too_long.place(batch_id, number, code))
