"""Cells guessed: what stands between them, where the header is, how numbers and times look."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any

_DELIMITERS = ",;\t|"
_LOOKED_AT = 100
_MOST_SKIPPED = 20
_SIGN = re.compile(r"^[€$£] ?|[ \u00a0]?[€$£]$")
#: 1.234,50 and 12,5 are clear; 1,234 may be either, and counts where no comma parts the cells.
_COMMA = re.compile(
    r"-?(?:[0-9]+|[0-9]{1,3}(?:[.'\u00a0\u202f ][0-9]{3})+),(?:[0-9]{1,2}|[0-9]{4})"
)
_POINT = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:[,' ][0-9]{3})+)\.(?:[0-9]{1,2}|[0-9]{4,})")
_COMMA_AND_THREE = re.compile(r"-?[0-9]{1,3},[0-9]{3}")
_WHOLE = re.compile(r"[0-9]{9,19}")
_EUROPEAN = ("%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y")
_AMERICAN = ("%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%Y", "%d.%m.%y")
_OTHERS = ("%d-%m-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")
_TIMES = (
    " %H:%M:%S",
    " %H:%M",
    "",
    ", %H:%M:%S",
    ", %H:%M",
    " %H:%M Uhr",
    " %I:%M %p",
    " %H:%M:%S.%f",
)


def delimiter_of(text: str) -> str:
    """Tell the character by which most rows have the same number of cells, more than one."""
    found = {each: _mode(text, each) for each in _DELIMITERS}
    return max(_DELIMITERS, key=lambda each: found[each])


def lines_before_header(text: str, delimiter: str) -> int:
    """Count the lines before the header: a title, a date, with half of its cells at most."""
    _, width = _mode(text, delimiter)
    reader, before = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 0
    for row in islice(reader, _MOST_SKIPPED):
        if 2 * sum(map(bool, row)) > width:
            return before if any(map(str.strip, text.splitlines()[:before])) else 0
        before = reader.line_num
    return 0


def decimal_of(cells: Iterable[str], delimiter: str) -> str:
    """Tell what stands before the decimals of most numbers that have some."""
    numbers = [_SIGN.sub("", cell.strip()) for cell in cells]
    commas = sum(1 for each in numbers if _COMMA.fullmatch(each))
    if delimiter != ",":
        commas += sum(1 for each in numbers if _COMMA_AND_THREE.fullmatch(each))
    return "," if commas > sum(1 for each in numbers if _POINT.fullmatch(each)) else "."


def time_format_of(values: Iterable[Any], *, is_european: bool) -> str | None:
    """Find the pattern by which all times are written; none is needed (``""``) of ISO and numbers.

    None where they are no times. A day and a month that may be either stand as in Europe, or not.
    """
    texts = [value.strip() for value in values if isinstance(value, str) and value.strip()]
    odd = [text for text in texts if not _is_read_anyway(text)]
    if not odd:
        return "" if texts else None
    for day in (*(_EUROPEAN if is_european else _AMERICAN), *_OTHERS):
        for time in _TIMES:
            if all(_fits(text, day + time) for text in odd):
                return day + time
    return None


def is_bare(value: Any) -> bool:
    """Tell whether a time names no zone."""
    with suppress(ValueError):
        return datetime.fromisoformat(value.strip()).tzinfo is None
    return not _WHOLE.fullmatch(value.strip())


def _mode(text: str, delimiter: str) -> tuple[int, int]:
    """Count the rows of the commonest width above one, and tell that width."""
    widths: Counter[int] = Counter()
    with suppress(csv.Error):
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        widths.update(len(row) for row in islice(rows, _LOOKED_AT) if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _is_read_anyway(text: str) -> bool:
    if _WHOLE.fullmatch(text):
        return True
    with suppress(ValueError):
        return text[4:5] == "-" == text[7:8] and bool(datetime.fromisoformat(text))
    return False


def _fits(text: str, pattern: str) -> bool:
    with suppress(ValueError):
        return bool(datetime.strptime(text, pattern))
    return False
