"""The prefilter: what the typed decoder cannot see of a line, searched for in its bytes.

Most tests are `in` and `count`: they run over every line, patterns only where these find.
"""

import re

from transforms.parse.schema import Event, Item

_LONG_FRACTION = re.compile(rb"\.[0-9]{5}")
_LONG_NUMBER = re.compile(r"[0-9]++\.[0-9]{5}")
_LONGEST_HEAD = 400
_RISKY_ESCAPE = re.compile(rb"\\(?:u00[0-35]|[bfnrt])")
_NULL_FIELD = re.compile(rb',"[a-z0-9_]++":null|(?<={)"item_id":null,')
_WHITE_END = re.compile(r'(?<!\\)"\s|\s"')


class Doubt(Exception):
    """Caught by the fast path: the line takes the exact one."""


def prefilter(line: bytes, quotes: int) -> int:
    """Doubt a line with escapes that matter; each quote in its items text brings a backslash.

    Give the number of its long numbers, with many decimals: a double hides what a column rounds.
    """
    if line.count(b"\\") != quotes and _RISKY_ESCAPE.search(line):
        raise Doubt
    if _LONG_FRACTION.search(line):
        return sum(_is_of_a_number(line, each.start()) for each in _LONG_FRACTION.finditer(line))
    return 0


def is_long(number: str) -> bool:
    """Tell whether `prefilter` counts a number; no column takes those below zero."""
    return _LONG_NUMBER.match(number) is not None


def _is_of_a_number(line: bytes, point: int) -> bool:
    """Tell whether only digits stand before a point, back to a key, or too many to see one."""
    window = line[max(0, point - _LONGEST_HEAD) : point]
    head = window.rstrip(b"0123456789")
    if len(head) == len(window):
        return False
    key = head.rstrip()
    return not key or (key[-1:] == b":" and key[:-1].rstrip()[-1:] in (b'"', b""))


def is_doubtful(written: bytes) -> bool:
    """Find what the exact path would change: white space at an end, `(not set)`, `null`.

    Nothing stands between the tokens of a typed line, so white space beside a quote is a text's,
    and a quote within a text has its backslash.
    """
    if b' "' in written or b'"null"' in written:
        return True
    if b'" ' in written and written.count(b'" ') != written.count(b'\\" '):
        return True
    if b"(" in written and b"(not set)" in written:
        return True
    if written.isascii():
        return False
    may_be_white = b"\xc2" in written or b"\xe1" in written or b"\xe2" in written
    if may_be_white or b"\xe3\x80\x80" in written:
        return _WHITE_END.search(written.decode()) is not None
    return False


def has_odd_id(written: bytes, event: Event, items: list[Item]) -> bool:
    """Find an id with a character that is not printed; the exact path says which of these count.

    What is below U+0020 is written as an escape, which has been a doubt before.
    """
    if written.isascii():
        if b"\x7f" not in written:
            return False
    elif not (
        (b"\xc2" in written or b"\xe2" in written or b"\xef" in written or b"\xf3" in written)
        or (b"\xe1" in written or b"\xd8" in written or b"\x7f" in written)
    ):
        return False
    own = (event.user_pseudo_id, event.user_id, event.producer_event_id, event.ga_session_id)
    ids = [*own, event.transaction_id, event.experiment_id]
    for item in items:
        ids += (item.item_id, item.item_list_id, item.promotion_id)
    return any(type(each) is str and not each.isprintable() for each in ids)


def without_nulls(written: bytes) -> bytes:
    """Leave fields that are null out of a typed line; in texts, quotes stand behind a backslash."""
    return _NULL_FIELD.sub(b"", written) if _has_null(written) else written


def _has_null(written: bytes) -> bool:
    return b'":null' in written and written.count(b'":null') != written.count(b'\\":null')
