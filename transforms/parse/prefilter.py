"""The prefilter: what the typed decoder cannot see of a line, searched for in its bytes.

Most tests are `in` and `count`: they run over every line, patterns only where these find.
"""

import re

_LONG_FRACTION = re.compile(rb"\.[0-9]{5}")
_LONG_NUMBER = re.compile(rb'":\s*[0-9]+\.[0-9]{5}')
_RISKY_ESCAPE = re.compile(rb"\\(?:u00[0-35]|[bfnrt])")
_NULL_FIELD = re.compile(rb',"[a-z0-9_]++":null|(?<={)"item_id":null,')
_WHITE_END = re.compile(r'(?<!\\)"\s|\s"')


class Doubt(Exception):
    """Caught by the fast path: the line takes the exact one."""


def prefilter(line: bytes, quotes: int) -> None:
    """Doubt a line with escapes that matter; each quote in its items text brings a backslash."""
    if line.count(b"\\") != quotes and _RISKY_ESCAPE.search(line):
        raise Doubt
    if _LONG_FRACTION.search(line) and _LONG_NUMBER.search(line):
        raise Doubt


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


def without_nulls(written: bytes) -> bytes:
    """Leave fields that are null out of a typed line; in texts, quotes stand behind a backslash."""
    return _NULL_FIELD.sub(b"", written) if b":null" in written else written
