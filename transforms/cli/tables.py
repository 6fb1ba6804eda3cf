"""Tables: rows as people read them, whole words and numbers; what is too wide becomes records.

Nothing that is printed here is markup: a cell, a heading or a title is shown as it is.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from transforms.cli.bars import bar
from transforms.cli.terminal import console, is_unicode, print_line
from transforms.system.json_values import json_value
from transforms.system.terminal_text import visible

Shown = Callable[[str, Any], str]

_GAP = 2
_BAR = 30
_MANY = 7  # places from which on fractions keep their own
_PROSE = 24  # as narrow as a column of sentences and paths gets


def shown(_name: str, value: Any) -> str:
    """Write a value for people: nothing for NULL, all of a text to be seen."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return visible(str(value if isinstance(value, int) else json_value(value)))


def grouped(name: str, value: Any) -> str:
    """Write a value for people, large numbers in groups of three digits."""
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return f"{value:,}" if is_number else shown(name, value)


def print_table(
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    title: str = "",
    *,
    prose: Collection[str] = (),
    form: Shown = shown,
) -> None:
    """Print rows as a table, or one below the other where whole words do not fit side by side.

    Numbers stand to the right. A long word breaks in a column of `prose` alone.
    """
    columns = [
        _column(name, [row[index] for row in rows], is_prose=name in prose, form=form)
        for index, name in enumerate(names)
    ]
    if title:
        print_line(title, style="bold")
    widths = _widths(columns, console().width)
    if widths is None:
        _print_records(columns, len(rows))
    else:
        _print_columns(columns, widths)
    if not rows:
        print_line("no rows", style="dim")


def print_bars(
    names: Sequence[str], rows: Sequence[Sequence[Any]], measure: str, title: str, form: Shown
) -> None:
    """Print a table of few narrow columns, with a bar beside the one that is measured."""
    index = list(names).index(measure)
    most = max((float(row[index] or 0) for row in rows), default=0.0)
    has_unicode = is_unicode()
    drawn = [
        (*row, bar(float(row[index] or 0), most, _BAR, is_unicode=has_unicode)) for row in rows
    ]
    print_table([*names, ""], drawn, title, form=form)


@dataclass(frozen=True)
class _Column:
    """A column as text: how wide it and its widest cell want to be, and how narrow it may get."""

    name: str
    cells: list[str]
    is_number: bool
    widest: int
    natural: int
    floor: int


def _column(name: str, values: Sequence[Any], *, is_prose: bool, form: Shown) -> _Column:
    heading = visible(name)
    cells = _evened(values, [form(name, value) for value in values])
    words = (
        word
        for value, cell in zip(values, cells, strict=True)
        for word in (cell.split() if isinstance(value, str) else [cell])
    )
    longest = max(map(cell_len, words), default=0)
    return _Column(
        name=heading,
        cells=cells,
        is_number=any(
            isinstance(each, int | float | Decimal) and not isinstance(each, bool)
            for each in values
        ),
        widest=max(map(cell_len, cells), default=0),
        natural=max(map(cell_len, [heading, *cells])),
        floor=max(min(longest, _PROSE) if is_prose else longest, *map(cell_len, _parts(heading))),
    )


def _evened(values: Sequence[Any], cells: list[str]) -> list[str]:
    """Give the fractions of a column as many places as the longest has, so that points align."""
    is_fraction = [isinstance(value, float) for value in values]
    places = [
        len(cell.partition(".")[2]) if re.fullmatch(r"-?[0-9]+\.[0-9]{1,6}", cell) else _MANY
        for cell, is_one in zip(cells, is_fraction, strict=True)
        if is_one
    ]
    most = max(places, default=_MANY)
    if most == _MANY:
        return cells
    return [
        cell + "0" * (most - len(cell.partition(".")[2])) if is_one else cell
        for cell, is_one in zip(cells, is_fraction, strict=True)
    ]


def _widths(columns: Sequence[_Column], width: int) -> list[int] | None:
    """Share the terminal among the columns: cells come before headings.

    None if a word or a number would have to break.
    """
    spare = width - _GAP * (len(columns) - 1) - sum(column.floor for column in columns)
    if spare < 0:
        return None
    widths = [column.floor for column in columns]
    for wishes in ([column.widest for column in columns], [column.natural for column in columns]):
        for _ in range(spare):
            short = [index for index, wish in enumerate(wishes) if wish > widths[index]]
            if short:  # the narrowest grows first, so that what is short keeps to one line
                widths[min(short, key=widths.__getitem__)] += 1
                spare -= 1
    return widths


def _print_columns(columns: Sequence[_Column], widths: Sequence[int]) -> None:
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), pad_edge=False)
    for column, width in zip(columns, widths, strict=True):
        table.add_column(
            Text(_heading(column.name, width), style="bold"),
            justify="right" if column.is_number else "left",
            vertical="top",
            width=width,
            overflow="fold",
            style="" if column.name else "green",
        )
    for row in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*map(Text, row))
    console().print(table)


def _print_records(columns: Sequence[_Column], count: int) -> None:
    """Print each row as names and values; a value too wide for its side stands below its name."""
    terminal = console()
    label = max(cell_len(column.name) for column in columns)
    room = terminal.width - label - _GAP
    for number in range(count):
        if count > 1:
            terminal.print(Text(f"row {number + 1:,} of {count:,}", style="bold"))
        for column in columns:
            cell, name = column.cells[number], Text(column.name)
            is_below = max(map(cell_len, cell.split()), default=0) > room
            if is_below:
                terminal.print(name)
            grid = Table.grid(padding=(0, _GAP))
            grid.add_column(width=0 if is_below else label)
            grid.add_column(overflow="fold")
            grid.add_row("" if is_below else name, Text(cell))
            terminal.print(grid)


def _parts(heading: str) -> list[str]:
    """Cut a heading where it may break: behind a space or a low line."""
    return [part.strip() for part in re.findall(r"[^_ ]*[_ ]|[^_ ]+", heading)] or [""]


def _heading(heading: str, width: int) -> str:
    """Break a heading into lines of at most this width."""
    lines = [""]
    for part in re.findall(r"[^_ ]*[_ ]|[^_ ]+", heading):
        if lines[-1] and cell_len(lines[-1] + part.rstrip()) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(line.rstrip() for line in lines)
