"""Rows become lines: a file of cells or of Parquet is taken in as one JSON object a line.

A row keeps its own column names and values; an empty cell is left out, and a row of empty cells is
a blank line. One whose cells do not fit the header is kept as `[columns, cells]`, and becomes a
dead letter. However large the file is, a
block of about 1 MiB is held at a time.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from msgspec.json import Encoder

from transforms.ingest.files.refusals import FileRefused
from transforms.sources.columns import named_columns
from transforms.system.setting_sources import CsvSettings, SourceMapping

_BLOCK_BYTES = 1 << 20
_MOST_CELL = 16 << 20
_DELIMITERS = ",;\t|"
_encode = Encoder().encode


@dataclass
class Rows:
    """The rows of one file; `columns` are known before the first block comes."""

    columns: list[str]
    blocks: Iterator[bytes]
    notes: set[str] = field(default_factory=set)


def cells(parts: Iterable[bytes], name: str, source: SourceMapping, location: str) -> Rows:
    """Read a file of cells: CSV, or TSV, whose cells stand between tabs and without quotes.

    Raises:
        FileRefused: with F_ROWS or F_ENCODING, now or while the blocks are read.
    """
    settings = source.csv
    encoding = "utf-8-sig" if settings.encoding.lower() in ("utf-8", "utf8") else settings.encoding
    stream = io.TextIOWrapper(
        io.BufferedReader(_Stream(parts), _BLOCK_BYTES), encoding=encoding, newline=""
    )
    csv.field_size_limit(_MOST_CELL)
    delimiter = "\t" if source.format == "tsv" else settings.delimiter
    has_quotes = bool(settings.quote) and source.format != "tsv"
    reader = csv.reader(
        stream,
        delimiter=delimiter,
        quotechar=settings.quote if has_quotes else None,
        quoting=csv.QUOTE_MINIMAL if has_quotes else csv.QUOTE_NONE,
        strict=True,
    )
    with _refusing(reader, name, settings, location):
        for _ in range(settings.skip_lines):
            stream.readline()
        header = list(settings.columns) or next(filter(any, reader), [])
    refusing = _refusing(reader, name, settings, location)
    columns = _header(header, name, delimiter, location)
    if columns:
        check_columns(columns, name, source, location)
    return Rows(columns, _lines(reader, columns, refusing), set() if columns else {"F_EMPTY"})


def parquet(descriptor: int, name: str, source: SourceMapping, location: str) -> Rows:
    """Read a Parquet file that is open.

    Raises:
        FileRefused: with F_ROWS, now or while the blocks are read.
    """
    from transforms.ingest.files.parquet_rows import parquet_rows  # only such files wait for it

    columns, blocks = parquet_rows(descriptor, location)
    check_columns(columns, name, source, location)
    return Rows(columns, blocks)


def check_columns(columns: Sequence[str], name: str, source: SourceMapping, location: str) -> None:
    """See to it that a file has at least one of the columns that its source reads.

    Raises:
        FileRefused: with F_ROWS.
    """
    if not named_columns(source).intersection(columns):
        found = ", ".join(columns[:8]) + (", …" if len(columns) > 8 else "")
        wish = f"have columns that sources.{name} reads"
        raise FileRefused("F_ROWS", f"{location} must {wish}, got {found or 'none'}")


class _Stream(io.RawIOBase):
    """Gives blocks as a file gives bytes."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = iter(parts)
        self._held = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._held:
            self._held = memoryview(next(self._parts, b""))
        size = min(len(buffer), len(self._held))
        buffer[:size] = self._held[:size]
        self._held = self._held[size:]
        return size


@contextmanager
def _refusing(reader: Any, name: str, settings: CsvSettings, location: str) -> Iterator[None]:
    """Refuse a file whose cells cannot be read, and say behind which line."""
    key = f"sources.{name}.csv"
    try:
        yield
    except csv.Error as error:
        find = f"at line {reader.line_num}: {error}"
        raise FileRefused(
            "F_ROWS", f"{location} must hold rows of cells as {key} says, got {find}"
        ) from error
    except UnicodeError as error:
        wish = f"be {settings.encoding} ({key}.encoding)"
        raise FileRefused(
            "F_ENCODING", f"{location} must {wish}, broken behind line {reader.line_num}"
        ) from error


def _header(cells: Sequence[str], name: str, delimiter: str, location: str) -> list[str]:
    """Name the columns: what has no name is called by its place."""
    if len(cells) == 1:
        other = next((each for each in _DELIMITERS if each != delimiter and each in cells[0]), "")
        if other:
            wish = f"have cells between {delimiter!r} (sources.{name}.csv.delimiter)"
            raise FileRefused(
                "F_ROWS", f"{location} must {wish}, got one column and {other!r} in it"
            )
    columns = [cell.strip() or f"column_{place}" for place, cell in enumerate(cells, 1)]
    twice = next((each for each in columns if columns.count(each) > 1), None)
    if twice is not None:
        raise FileRefused("F_ROWS", f"{location} must have each column once, got {twice!r} twice")
    return columns


def _lines(
    reader: Any, columns: list[str], refusing: AbstractContextManager[None]
) -> Iterator[bytes]:
    width = len(columns)
    held: list[bytes] = []
    size = 0
    with refusing:
        for row in reader:
            if not any(row):
                line = b""
            elif len(row) == width:
                line = _encode({name: cell for name, cell in zip(columns, row) if cell})  # noqa: B905
            else:
                line = _encode([width, row])
            held.append(line)
            size += len(line) + 1
            if size >= _BLOCK_BYTES:
                yield b"\n".join(held) + b"\n"
                held, size = [], 0
    if held:
        yield b"\n".join(held) + b"\n"
