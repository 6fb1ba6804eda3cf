"""Output: how commands print, for people and for scripts; text is never markup."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import duckdb
from rich.table import Table
from rich.text import Text

from transforms.cli.tables import print_table
from transforms.cli.terminal import console
from transforms.system.csv_injection import harmless
from transforms.system.json_values import json_value
from transforms.system.redaction import redact
from transforms.system.terminal_text import json_visible, visible, visible_lines

_BLOCK = 10_000
_MOST_SHOWN = 1_000


class LogFormat(StrEnum):
    """How log lines look."""

    text = "text"
    json = "json"


class TableFormat(StrEnum):
    """How rows of a query are printed."""

    table = "table"
    csv = "csv"
    json = "json"


class _Lines:
    """Takes lines that end as RFC 4180 says, and prints them to end as pipes want it."""

    def write(self, line: str) -> None:
        sys.stdout.write(f"{line.removesuffix(chr(13) + chr(10))}\n")


def say(text: object, end: str = "\n") -> None:
    """Print a line, all of it to be seen; whoever reads a pipe has it at once."""
    print(visible_lines(str(text)), end=end, flush=True)  # noqa: T201 - the result of the command


def say_code(text: str, end: str = "\n") -> None:
    """Print what another program is to read: off a terminal exactly as it is."""
    print(_raw(text), end=end, flush=True)  # noqa: T201 - the result of the command


def say_on_stderr(text: str) -> None:
    """Print a line on standard error, beside the result."""
    sys.stderr.write(f"{visible_lines(text)}\n")


def is_conversation() -> bool:
    """Tell whether somebody sits at a terminal, to read and to type."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def print_sections(sections: Iterable[tuple[str, Iterable[tuple[str, str]]]]) -> None:
    """Print names and what they are, below bold titles."""
    grid = Table.grid(padding=(0, 2))
    for title, rows in sections:
        grid.add_row()
        grid.add_row(Text(visible(title), style="bold"))
        for name, meaning in rows:
            grid.add_row(Text(f"  {visible(name)}"), Text(visible(meaning)))
    console().print(grid)


def print_rows(found: duckdb.DuckDBPyRelation, table_format: TableFormat) -> None:
    """Print the rows of a query: all of them as csv or json, the first thousand as a table."""
    names = found.columns
    if table_format is TableFormat.csv:
        writer = csv.writer(_Lines())  # which quotes both characters of a line's end
        writer.writerow(map(_raw, names))
        writer.writerows([_csv_cell(value) for value in row] for row in _rows(found))
    elif table_format is TableFormat.json:
        _print_json(names, _rows(found))
    else:
        rows = found.fetchmany(_MOST_SHOWN + 1)
        print_table(names, rows[:_MOST_SHOWN])
        if len(rows) > _MOST_SHOWN:
            say_on_stderr(f"the first {_MOST_SHOWN:,} rows; --format csv prints all")


def print_values(
    names: Sequence[str], rows: Sequence[tuple[Any, ...]], table_format: TableFormat
) -> None:
    """Print rows that are at hand, as csv or json."""
    if table_format is TableFormat.csv:
        writer = csv.writer(_Lines())
        writer.writerow(map(_raw, names))
        writer.writerows([_csv_cell(value) for value in row] for row in rows)
    else:
        _print_json(names, iter(rows))


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object; times are ISO 8601 in UTC, secrets are masked."""
    say(json_visible(json.dumps(_jsonable(value), indent=2, ensure_ascii=False)))


def _rows(found: duckdb.DuckDBPyRelation) -> Iterator[tuple[Any, ...]]:
    while block := found.fetchmany(_BLOCK):
        yield from block


def _print_json(names: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    write = sys.stdout.write
    write("[")
    for number, row in enumerate(rows):
        write(",\n " if number else "")
        values = dict(zip(names, map(json_value, row), strict=True))
        write(json_visible(json.dumps(values, ensure_ascii=False)))
    write("]\n")


def _csv_cell(value: Any) -> Any:
    """Keep a text from being taken for a formula by a spreadsheet; leave the rest alone."""
    shown = json_value(value)
    if isinstance(shown, list | dict):
        return _raw(json.dumps(shown, ensure_ascii=False))
    if isinstance(value, str):
        return _raw(harmless(value))
    return _raw(shown) if isinstance(shown, str) else shown


def _raw(text: str) -> str:
    """Leave a text as it is, unless a terminal would obey it."""
    return visible_lines(text) if sys.stdout.isatty() else text


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _jsonable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(each) for each in value]
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    return redact(value) if isinstance(value, str) else json_value(value)
