"""Output: how commands print, for people and for scripts; no other module writes to a terminal."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import duckdb
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from transforms.system.csv_injection import harmless
from transforms.system.json_values import json_value
from transforms.system.redaction import redact

_BLOCK = 10_000
_MOST_SHOWN = 1_000
_WIDEST = 10_000


class LogFormat(StrEnum):
    """How log lines look."""

    text = "text"
    json = "json"


class TableFormat(StrEnum):
    """How rows of a query are printed."""

    table = "table"
    csv = "csv"
    json = "json"


def say(text: object, end: str = "\n") -> None:
    """Print a line; whoever reads a pipe has it at once."""
    print(text, end=end, flush=True)  # noqa: T201 - the result of the command


def say_on_stderr(text: str) -> None:
    """Print a line on standard error, beside the result."""
    sys.stderr.write(f"{text}\n")


def say_wrapped(text: str) -> None:
    """Print a text whose lines break between words, as wide as the terminal."""
    Console(highlight=False).print(text, markup=False)


def is_conversation() -> bool:
    """Tell whether somebody sits at a terminal, to read and to type."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def print_sections(sections: Iterable[tuple[str, Iterable[tuple[str, str]]]]) -> None:
    """Print names and what they are, below bold titles."""
    grid = Table.grid(padding=(0, 2))
    for title, rows in sections:
        grid.add_row()
        grid.add_row(f"[bold]{title}[/bold]")
        for name, meaning in rows:
            grid.add_row(f"  {name}", meaning)
    Console(highlight=False).print(grid)


def print_rows(found: duckdb.DuckDBPyRelation, table_format: TableFormat) -> None:
    """Print the rows of a query: all of them as csv or json, the first thousand as a table."""
    names = found.columns
    if table_format is TableFormat.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_csv_cell(value) for value in row] for row in _rows(found))
    elif table_format is TableFormat.json:
        _print_json(names, _rows(found))
    else:
        rows = found.fetchmany(_MOST_SHOWN + 1)
        print_table(names, rows[:_MOST_SHOWN])
        if len(rows) > _MOST_SHOWN:
            say_on_stderr(f"the first {_MOST_SHOWN:,} rows; --format csv prints all")


def print_table(names: Sequence[str], rows: Sequence[Sequence[Any]], title: str = "") -> None:
    """Print rows as a table: numbers to the right, nothing for NULL, long texts folded."""
    table = Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for index, name in enumerate(names):
        is_number = any(isinstance(row[index], int | float | Decimal) for row in rows)
        table.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(_shown, row))
    console = Console()
    if not console.is_terminal:  # a file or a pipe is as wide as the table wants
        wanted = Console(width=_WIDEST).measure(table).maximum
        console = Console(width=max(wanted, cell_len(title), 80))
    console.print(table)


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object; times are ISO 8601 in UTC, secrets are masked."""
    say(json.dumps(_jsonable(value), indent=2, ensure_ascii=False))


def _rows(found: duckdb.DuckDBPyRelation) -> Iterator[tuple[Any, ...]]:
    while block := found.fetchmany(_BLOCK):
        yield from block


def _print_json(names: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    write = sys.stdout.write
    write("[")
    for number, row in enumerate(rows):
        write(",\n " if number else "")
        values = dict(zip(names, map(json_value, row), strict=True))
        write(json.dumps(values, ensure_ascii=False))
    write("]\n")


def _csv_cell(value: Any) -> Any:
    """Keep a text from being taken for a formula by a spreadsheet; leave the rest alone."""
    shown = json_value(value)
    if isinstance(shown, list | dict):
        return json.dumps(shown, ensure_ascii=False)
    return harmless(value) if isinstance(value, str) else shown


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    text = str(json_value(value))
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text).replace("[", "\\[")


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _jsonable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(each) for each in value]
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    return redact(value) if isinstance(value, str) else json_value(value)
