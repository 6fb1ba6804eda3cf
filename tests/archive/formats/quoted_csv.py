"""A second format, for tests: CSV with a header, whose quoted cells may span lines."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

from transforms.archive.formats import Format
from transforms.archive.formats.format import NoEventError, Span, ToEvent


class QuotedCsv(Format):
    name = "csv"
    endings = ("csv",)

    def scanner(self) -> "_Rows":
        return _Rows()

    def to_event(self, path: Path) -> ToEvent:
        with path.open(newline="", encoding="utf-8", errors="replace") as file:
            header = next(csv.reader(file), [])

        def event(record: bytes) -> bytes:
            try:
                row = next(csv.reader(io.StringIO(record.decode(), newline="")))
            except UnicodeDecodeError as error:
                raise NoEventError(f"a row must be UTF-8, broken at byte {error.start}") from error
            if len(row) != len(header):
                raise NoEventError(f"a row must have {len(header)} cells, got {len(row)}")
            cells = zip(header, row, strict=True)
            return json.dumps({name: cell for name, cell in cells if cell}).encode()

        return event


class _Rows:
    def __init__(self) -> None:
        self._start = self._position = 0
        self._is_quoted = False
        self._is_header = True
        self._last_byte = b""

    def feed(self, block: bytes) -> Iterator[Span]:
        for found in re.finditer(b'["\n]', block):
            if found[0] == b'"':
                self._is_quoted = not self._is_quoted
            elif not self._is_quoted:
                at = found.start()
                before = block[at - 1 : at] if at else self._last_byte
                yield from self._ended(self._position + at - (before == b"\r"))
                self._start = self._position + at + 1
        self._position += len(block)
        self._last_byte = block[-1:] or self._last_byte

    def finish(self) -> Iterator[Span]:
        if self._start < self._position:
            yield from self._ended(self._position)

    def _ended(self, end: int) -> Iterator[Span]:
        if not self._is_header:
            yield self._start, end
        self._is_header = False


QUOTED_CSV = QuotedCsv()
