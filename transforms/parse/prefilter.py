"""The prefilter: what the typed decoder cannot see of a line, searched for in its bytes.

Every line pays for these tests. What is quick is a pattern that begins with one character, as rare
as may be, and looks behind for the rest; `in` and `count` are quick for one character alone.
"""

import re

from msgspec import UNSET, Struct
from msgspec.structs import astuple

from transforms.parse.schema import Event, Item

_LONG_FRACTION = re.compile(rb"\.[0-9]{5}")
_LONG_NUMBER = re.compile(r"[0-9]++\.[0-9]{5}")
_LONGEST_HEAD = 400
_RISKY_ESCAPE = re.compile(rb"\\(?:u00[0-7]|[bfnrt])")
_NULL = re.compile(rb'u(?<=[:"\s]nu)ll')
_ODD_TEXT = re.compile(rb' (?:"|(?<=[^\\]" )|(?<=\(not )set\))')
_WHITE = re.compile(
    rb"\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2(?:\x80[\x80-\x8a\xa8\xa9\xaf]|\x81\x9f)|\xe3\x80\x80"
)
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


def may_have_null(line: bytes) -> bool:
    """Find a null, or a text that says so, wherever a JSON value may begin."""
    return _NULL.search(line) is not None


def has_null_field(written: bytes) -> bool:
    """Find a field that is null in a typed line; in texts, quotes stand behind a backslash."""
    return b'":null' in written and written.count(b'":null') != written.count(b'\\":null')


def is_doubtful(written: bytes) -> bool:
    """Find what the exact path would change: white space at an end, `(not set)`.

    Nothing stands between the tokens of a typed line, so white space beside a quote is a text's,
    and a quote within a text has its backslash.
    """
    if _ODD_TEXT.search(written):
        return True
    if written.isascii():
        return False
    if b"\xc2" in written or b"\xe2" in written or b"\xe1" in written or b"\xe3" in written:
        return bool(_WHITE.search(written) and _WHITE_END.search(written.decode()))
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


def drop_nulls(struct: Struct) -> int:
    """Leave fields that are null out of what is written; count them."""
    dropped = 0
    for name, value in zip(struct.__struct_fields__, astuple(struct), strict=True):
        if value is None:
            setattr(struct, name, UNSET)
            dropped += 1
    return dropped
