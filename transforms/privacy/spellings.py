"""Spellings: how a person's ids may stand in raw bytes that no reader could take apart.

A long id counts wherever it stands on its own, touched by nothing of which ids are made. A short
one, such as `5`, would be found in half of all lines: it counts as a quoted text, or as the value
of a field that names a person. White space around an id is none of it, as the reader trims it.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence

#: Ids from this length on count wherever they stand on their own.
LONG = 6

_FIELD = rb"user_(?:pseudo_)?id[\\]*[\"']?\s*[:=]\s*[\\]*[\"']?"
_OWN = r"A-Za-z0-9_.@+\-"
_WORD = _OWN.encode() + rb"\x80-\xff"
_WHITE = (
    rb"\s",
    rb"\\[tnrf]",
    rb"\xc2[\x85\xa0]",
    rb"\xe1\x9a\x80",
    rb"\xe2\x80[\x80-\x8a\xa8\xa9\xaf]",
    rb"\xe2\x81\x9f",
    rb"\xe3\x80\x80",
)
_SPACE = b"(?:%b){0,64}" % b"|".join(_WHITE)
_BEFORE = b"(?:(?<![%b])|%b)" % (_WORD, b"|".join(b"(?<=%b)" % each for each in _WHITE))
_AFTER = b"(?:(?![%b])|(?=%b))" % (_WORD, b"|".join(_WHITE))
_ESCAPE = re.compile(rb"(?:\\+u[0-9a-fA-F]{4})+")
_DIGITS = re.compile(rb"u([0-9a-fA-F]{4})")


class Spellings:
    """The ids of one person, to be looked for in raw bytes."""

    def __init__(self, ids: Iterable[str]) -> None:
        texts = sorted(set(ids), key=len, reverse=True)
        self._long = [text for text in texts if len(text) >= LONG]
        self._written = [each for text in self._long for each in _written(text)]
        self._long_pattern = _any_of(self._long)
        self._short_pattern = _any_of(text for text in texts if len(text) < LONG)
        self._overlap = 8 * max(len(text.encode()) for text in texts) + 512

    def are_in(self, raw: bytes) -> bool:
        """Tell whether bytes name the person, also where letters are written as escapes."""
        if self._stand_in(raw):
            return True
        return b"\\u" in raw and self._stand_in(_ESCAPE.sub(_unescaped, raw))

    def are_in_name(self, name: str) -> bool:
        """Tell whether the name of a file names the person, whatever stands beside the id."""
        return any(text in name for text in self._long)

    def are_in_blocks(self, blocks: Iterator[bytes]) -> bool:
        """Tell the same of bytes that are too many to be held."""
        held = b""
        for block in blocks:
            held = held[-self._overlap :] + block
            if self.are_in(held):
                return True
        return False

    def _stand_in(self, raw: bytes) -> bool:
        """Try the patterns; that of long ids only where one is found, which is far faster."""
        is_likely = any(each in raw for each in self._written)
        if is_likely and self._long_pattern and self._long_pattern.search(raw):
            return True
        return self._short_pattern is not None and bool(self._short_pattern.search(raw))


def sql_pattern(ids: Sequence[str]) -> str:
    """Write the pattern by which the texts of other people's rows are searched, as JSON."""
    return "|".join(
        rf"(^|[^{_OWN}]){re.escape(text)}($|[^{_OWN}])"
        if len(text) >= LONG
        else re.escape(json.dumps(text, ensure_ascii=False))
        for text in ids
    )


def _pattern(text: str) -> bytes:
    written = b"|".join(map(re.escape, _written(text)))
    if len(text) >= LONG:
        return b"%b(?:%b)%b" % (_BEFORE, written, _AFTER)
    quoted = b"[\"']%b(?:%b)%b[\\\\]*[\"']" % (_SPACE, written, _SPACE)
    return b"%b|%b%b(?:%b)(?![%b])" % (quoted, _FIELD, _SPACE, written, _WORD)


def _any_of(texts: Iterable[str]) -> re.Pattern[bytes] | None:
    patterns = [_pattern(text) for text in texts]
    return re.compile(b"|".join(patterns)) if patterns else None


def _written(text: str) -> set[bytes]:
    return {text.encode(), json.dumps(text, ensure_ascii=False)[1:-1].encode()}


def _unescaped(found: re.Match[bytes]) -> bytes:
    units = b"".join(bytes.fromhex(digits.decode()) for digits in _DIGITS.findall(found[0]))
    return units.decode("utf-16-be", "replace").encode()
