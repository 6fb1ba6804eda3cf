"""Layout: headings, paragraphs, lists and tables of a plain text, 80 columns wide."""

import textwrap
from collections.abc import Iterable, Sequence

from transforms.pages.formats import NOTHING

WIDTH = 80
_GAP = "  "


def title(text: str) -> list[str]:
    """Write the first line of a text, underlined."""
    return [text, "=" * len(text), ""]


def heading(text: str) -> list[str]:
    """Write the heading of a section, with the line before it."""
    return ["", text.upper(), ""]


def paragraph(text: str) -> list[str]:
    """Write a paragraph and the line behind it."""
    return [*textwrap.wrap(text, WIDTH, break_on_hyphens=False), ""]


def bullets(items: Iterable[str], *, numbered: bool = False) -> list[str]:
    """Write a list; each item may take several lines."""
    lines: list[str] = []
    for number, item in enumerate(items, start=1):
        mark = f"{number}." if numbered else "-"
        lines += textwrap.wrap(
            item,
            WIDTH,
            initial_indent=f"{mark} ",
            subsequent_indent=" " * (len(mark) + 1),
            break_on_hyphens=False,
        )
    return lines or ["- nothing"]


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    """Write a table and the line behind it: the first `left` columns to the left, others right.

    A row that is too wide for the page is cut.
    """
    rows = [[cell.replace(NOTHING, "-") for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    return [
        *(
            _GAP.join(
                cell.ljust(width) if index < left else cell.rjust(width)
                for index, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()[:WIDTH]
            for row in (heads, ["-" * width for width in widths], *rows)
        ),
        "",
    ]


def facts(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Write names and their values, one below the other."""
    width = max(len(name) for name, _ in pairs) + 2
    lines: list[str] = []
    for name, value in pairs:
        wrapped = textwrap.wrap(value, WIDTH - width, break_on_hyphens=False) or [""]
        lines += [
            f"{name.ljust(width)}{wrapped[0]}",
            *(f"{' ' * width}{more}" for more in wrapped[1:]),
        ]
    return [*lines, ""]
