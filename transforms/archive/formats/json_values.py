"""JSON values: a file whose objects span lines, stand behind one another, or in one array.

A record is an object, or whatever stands in its place: a broken one ends where the next begins, as
`{` stands behind `[`, `,` or `:` in JSON and nowhere else within a value, and a text holds no line
end: where it does, the next `{` begins anew.
An erased record keeps its braces, so that it still stands between the others.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from transforms.archive.formats.format import Format, Span, ToEvent

BOM = b"\xef\xbb\xbf"
_FIRST = re.compile(rb"[^ \t\r\n,]")
_TOKEN = re.compile(rb'[{}\[\]",\n]')
_INSIDE = re.compile(rb'(?>(?:[^{}\[\]"]++|"[^"\\\n]*+(?>(?:\\[^\n][^"\\\n]*+)*)")*)', re.DOTALL)
_TEXT = re.compile(rb'[^"\\\n]*+(?>(?:\\[^\n][^"\\\n]*+)*)', re.DOTALL)
_ERASED = re.compile(rb"\{ {2,}\}")
_WHITE = b" \t\r\n"


class JsonValues(Format):
    """Objects, however they are written one after the other; found by content, not by an ending."""

    name = "json_values"
    endings = ()
    erased_ends = b"{}"

    def scanner(self) -> "ValueScanner":
        """Begin to find objects."""
        return ValueScanner()

    def to_event(self, path: Path) -> ToEvent:  # noqa: ARG002 - objects need no header
        """Take an object as it stands; line ends within are white space to JSON."""
        return _as_it_stands


class ValueScanner:
    """Finds objects; `breaks` counts the records that ended where no value ends."""

    def __init__(self) -> None:
        self.breaks = 0
        self._position = 0
        self._start = -1  # of the record at hand, or none
        self._depth = 0
        self._is_array = False
        self._is_text = False
        self._is_escaped = False
        self._is_broken = False
        self._last = b""  # what is not white before the block

    def feed(self, block: bytes) -> Iterator[Span]:
        """Tell the records that end in this block."""
        at = 0
        while at < len(block):
            if self._start < 0:
                at = self._begun(block, at)
            elif self._is_text:
                at = self._behind_text(block, at)
            else:
                mark = self._next_mark(block, at)
                if mark < len(block):
                    yield from self._taken(block, mark)
                at = mark + 1
        self._position += len(block)
        self._last = block.rstrip(_WHITE)[-1:] or self._last

    def finish(self) -> Iterator[Span]:
        """Tell the record that the end of the bytes ends."""
        if self._start >= 0:
            yield from self._ended(self._position, is_whole=False)

    def _begun(self, block: bytes, at: int) -> int:
        """Find where a record begins; give where to go on."""
        found = _FIRST.search(block, at)
        if found is None:
            return len(block)
        mark, at = found[0], found.start()
        place = self._position + at
        if BOM[place : place + 1] == mark:
            return at + 1
        if (mark == b"[" and not self._is_array) or (mark == b"]" and self._is_array):
            self._is_array = mark == b"["
            return at + 1
        self._start = place
        self._depth = int(mark in b"{[")
        self._is_text = mark == b'"'
        return at + 1

    def _next_mark(self, block: bytes, at: int) -> int:
        """Find the next bracket or open text, or what ends a record that has no brackets."""
        found = (_INSIDE.match if self._depth else _TOKEN.search)(block, at)
        if found is None:
            return len(block)
        return found.end() if self._depth else found.start()

    def _behind_text(self, block: bytes, at: int) -> int:
        """Find where a text ends; give where to go on."""
        if self._is_escaped:
            self._is_escaped = False
            at += block[at : at + 1] != b"\n"
        found = _TEXT.match(block, at)
        end = found.end() if found else at
        if block[end : end + 1] == b"\\" and end + 1 == len(block):
            self._is_escaped = True
        elif end < len(block):
            self._is_text = False
            self._is_broken |= block[end : end + 1] != b'"'
        return end + (block[end : end + 1] in (b'"', b"\\"))

    def _taken(self, block: bytes, at: int) -> Iterator[Span]:
        """Take a mark of a record that is outside of texts."""
        mark, place = block[at : at + 1], self._position + at
        if mark == b'"':
            self._is_text = True
        elif mark == b"{" and self._begins_anew(block, at):
            yield from self._ended(place, is_whole=False)
            self._start, self._depth = place, 1
        elif mark in b"{[":
            self._depth += 1
        elif mark in b"}]" and self._depth:
            self._depth -= 1
            if not self._depth:
                yield from self._ended(place + 1, is_whole=True)
        elif not self._depth and (mark == b"\n" or (self._is_array and mark in b",]")):
            yield from self._ended(place, is_whole=False)
            self._is_array &= mark != b"]"

    def _begins_anew(self, block: bytes, at: int) -> bool:
        return not self._depth or self._is_broken or self._before(block, at) not in b"[,:"

    def _before(self, block: bytes, at: int) -> bytes:
        while at > 0 and block[at - 1] in _WHITE:
            at -= 1
        return block[at - 1 : at] if at > 0 else self._last

    def _ended(self, end: int, *, is_whole: bool) -> Iterator[Span]:
        self.breaks += not is_whole
        yield self._start, end
        self._start, self._depth, self._is_text, self._is_broken = -1, 0, False, False


def _as_it_stands(record: bytes) -> bytes:
    return b"" if _ERASED.fullmatch(record) else record


JSON_VALUES = JsonValues()
