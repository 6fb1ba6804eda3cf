"""Output: what commands print on standard output, for people and for scripts."""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

import duckdb
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from transforms.system.csv_injection import harmless
from transforms.system.json_values import json_value
from transforms.system.redaction import redact

if TYPE_CHECKING:  # a command imports only what it runs
    from transforms.load.ledger import Entry
    from transforms.operate.doctor import Finding
    from transforms.publish import Publication
    from transforms.quality.verify import Verdict
    from transforms.query.summary import Answer

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


class HasEntry(Protocol):
    """Something that was loaded."""

    @property
    def entry(self) -> "Entry":
        """The ledger's entry of the batch."""


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
            sys.stderr.write(f"the first {_MOST_SHOWN:,} rows; --format csv prints all\n")


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


def print_answer(answer: "Answer", before: str = "") -> None:
    """Print a part of the summary, with something `before` its title."""
    if answer.rows:
        print_table(answer.names, answer.rows, title=f"{before}{answer.title}")
    else:
        print_table([answer.title], [("none",)])


def print_loaded(loaded: Sequence[HasEntry], codes: Counter[str]) -> None:
    """Say what a run brought."""
    lines, staged, duplicates, refused, blank = (
        sum(getattr(each.entry, name) for each in loaded)
        for name in ("lines", "staged", "duplicates", "dead_lettered", "blank")
    )
    again = codes.pop("F_DUP_CONTENT", 0)
    if loaded:
        print(  # noqa: T201 - the result of the command
            f"{len(loaded):,} batches loaded: {lines:,} lines = {staged:,} new events"
            f" + {duplicates:,} duplicates + {refused:,} refused + {blank:,} blank"
        )
    else:
        print("nothing new to load")  # noqa: T201 - the result of the command
    if again:
        print(f"{again:,} files held what was taken before (F_DUP_CONTENT)")  # noqa: T201
    for code, files in sorted(codes.items()):
        print(f"{files:,} files refused: {code}")  # noqa: T201 - the result of the command


def print_published(published: "Sequence[Publication]") -> None:
    """Say what each team got."""
    for each in published:
        print(  # noqa: T201 - the result of the command
            f"{each.path}: {each.tables} tables, {each.rows:,} rows, {each.bytes:,} bytes"
        )


def print_verdict(verdict: "Verdict") -> None:
    """Say whether the rebuilt tables equal the lake's, and show the rows that differ."""
    for each in verdict.differences:
        print_table(
            each.columns,
            each.rows,
            title=f"{each.table}: {each.only_in_lake:,} rows only in the lake, "
            f"{each.only_rebuilt:,} only rebuilt",
        )
    word = f"DIFFERENT in {len(verdict.differences)}" if verdict.differences else "identical"
    print(f"{verdict.tables} tables, {verdict.rows:,} rows: {word}")  # noqa: T201 - the result


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


def print_status(status: dict[str, Any], *, as_json: bool) -> None:
    """Print where the lake stands, in words or as one JSON object."""
    from transforms.cli.standing import in_words

    if as_json:
        print_json(status)
        return
    print_table(["what", "where it stands"], in_words(status))
    if status["lake"]:
        print_table(["table", "rows"], list(status["lake"]["rows"].items()))


def print_findings(findings: "Sequence[Finding]") -> None:
    """Say what the doctor found, and what to do about it."""
    rows = [
        (each.word.value, each.subject, ". To do: ".join(filter(None, (each.find, each.advice))))
        for each in findings
    ]
    print_table(["", "what", "found"], [[redact(text) for text in row] for row in rows])


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object; times are ISO 8601 in UTC, secrets are masked."""
    print(json.dumps(_jsonable(value), indent=2, ensure_ascii=False))  # noqa: T201 - the result


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _jsonable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(each) for each in value]
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    return redact(value) if isinstance(value, str) else json_value(value)
