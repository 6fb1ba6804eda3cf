"""The beginning of a file tells whether its events are lines, or objects in another order.

Lines are the rule, also where one is broken: a file is something else only where its first object
spans lines, another follows on the same line, or an array opens that is not closed by its line.
"""

from collections.abc import Iterator
from itertools import chain

from transforms.archive.formats import Format
from transforms.archive.formats.json_lines import BOM, JSON_LINES
from transforms.archive.formats.json_values import JSON_VALUES, ValueScanner

_LOOKED_AT = 1 << 16  # bytes
_WHITE = b" \t\r\n"


def looked_at(blocks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Read the beginning of a file; give it, and all blocks with it in front."""
    beginning = b""
    for block in blocks:
        beginning += block
        if len(beginning) >= _LOOKED_AT:
            break
    return beginning, chain([beginning] if beginning else [], blocks)


def is_json(beginning: bytes) -> bool:
    """Tell whether a file that no name speaks for begins as JSON does."""
    return beginning.removeprefix(BOM).lstrip(_WHITE)[:1] in (b"{", b"[")


def format_by(beginning: bytes, named: Format) -> Format:
    """Tell the format of a file whose name says `named`."""
    if named is not JSON_LINES:
        return named
    text = beginning.removeprefix(BOM).lstrip(_WHITE)[:_LOOKED_AT]
    is_other = text[:1] == b"[" and _is_array(text)
    return JSON_VALUES if is_other or (text[:1] == b"{" and _is_no_line(text)) else JSON_LINES


def _is_array(text: bytes) -> bool:
    """Tell an array of objects from a line that has brackets around it."""
    line, _, rest = text.partition(b"\n")
    if line.rstrip(_WHITE).endswith(b"]") and rest.strip(_WHITE):
        return False
    inner = text[1:].lstrip(_WHITE)
    if inner[:1] != b"{":
        return inner.rstrip(_WHITE) == b"]"
    scanner = ValueScanner()
    next(iter(scanner.feed(text)), None)
    return not scanner.breaks


def _is_no_line(text: bytes) -> bool:
    """Tell whether an object spans lines, or is followed by another one on its line."""
    scanner = ValueScanner()
    before = 0
    for start, end in scanner.feed(text):
        if scanner.breaks:
            return False
        if not before and b"\n" in text[start:end]:
            return True
        if before and text[start : start + 1] == b"{" and not text[before:start].strip(b" \t"):
            return True
        before = end
    return False
