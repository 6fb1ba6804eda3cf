"""Refused lines as bytes: those of the lake, and those of a batch that is not loaded.

Of a line that is too long only the beginning is kept there; the archive has the whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from transforms.archive.reader import read_batch, unpacked
from transforms.home import Home

_TOO_LONG = "E_LINE_TOO_LONG"
_FETCHED = 64
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True)
class Refused:
    """A refused line; `file` is the plain file that holds it, where it is too long to be held."""

    batch_id: str
    line_number: int
    byte_offset: int
    raw: bytes
    file: Path | None = None

    @property
    def is_too_long(self) -> bool:
        """Whether it was refused for its length."""
        return self.file is not None

    def blocks(self) -> Iterator[bytes]:
        """Read its bytes."""
        if self.file is None:
            yield self.raw
            return
        with self.file.open("rb") as opened:
            opened.seek(self.byte_offset)
            while block := opened.read(_BLOCK_BYTES):
                piece, end, _ = block.partition(b"\n")
                yield piece
                if end:
                    return


class TooLong:
    """Finds the plain file of a batch, unpacked once."""

    def __init__(self, home: Home, scratch: Path) -> None:
        self._home = home
        self._scratch = scratch
        self._files: dict[str, Path] = {}

    def file_of(self, batch_id: str, code: str) -> Path | None:
        """Name the file with the whole line, if the line is refused for its length."""
        if code != _TOO_LONG:
            return None
        if batch_id not in self._files:
            self._files[batch_id] = unpacked(read_batch(self._home, batch_id), self._scratch)
        return self._files[batch_id]


def refused_in_lake(connection: duckdb.DuckDBPyConnection, too_long: TooLong) -> Iterator[Refused]:
    """Read the dead letters of the lake."""
    found = connection.cursor().execute(
        "select batch_id, line_number, byte_offset, code, raw from lake.ops.dead_letters"
    )
    while rows := found.fetchmany(_FETCHED):
        for batch_id, number, offset, code, raw in rows:
            yield Refused(batch_id, number, offset, raw, too_long.file_of(batch_id, code))


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
                yield Refused(batch_id, number, offset, raw, too_long.file_of(batch_id, code))
