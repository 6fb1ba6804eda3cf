"""The body of a message becomes lines: one event each, in the bytes in which it came.

A body is one event (on one line or spread over several), several lines, a JSON array of events,
or an SNS envelope around one of these. Nothing is parsed and written again: numbers, keys that
stand twice and odd escapes reach the reader as they are. What is none of these (a pointer to S3,
for one) becomes a line too, which the reader refuses and keeps.
"""

import re

from msgspec import UNSET, DecodeError, Raw, Struct, UnsetType, field
from msgspec.json import Decoder

_BOM = "\ufeff"
_WHITE = " \t\r\n"
_LINE_ENDS = str.maketrans("\r\n", "  ")
#: What a producer's extended client sends in place of a body that it has put into S3.
_S3_POINTER = re.compile(r'\[\s*"[\w.]*S3Pointer"\s*,')
_TOKEN = re.compile(r'"[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+"|[\[\]{},"]')


class _Envelope(Struct):
    """What SNS wraps around a text, unless told to deliver it raw."""

    kind: str = field(name="Type")
    text: str = field(name="Message")
    event_name: Raw | UnsetType = UNSET


_decode_envelope = Decoder(_Envelope).decode
_decode_array = Decoder(list[Raw]).decode


def lines_of(body: str) -> list[bytes]:
    """Give the lines of a body, without line ends; at least one, which may be blank."""
    text = _unwrapped(body).removeprefix(_BOM).strip("\r\n")
    bare = text.strip(_WHITE)
    if bare.startswith("[") and not _S3_POINTER.match(bare):
        found = _elements(bare)
        if found is not None:
            return found or [b""]
    if "\n" not in text:
        return [_encoded(text)]
    lines = text.split("\n")
    if not all(map(_is_closed, lines)) and _pieces(bare) is not None:
        return [_encoded(bare.translate(_LINE_ENDS))]
    return [_encoded(line) for line in lines]


def _unwrapped(body: str) -> str:
    """Take the text out of an SNS envelope; anything else stays as it is."""
    if '"Notification"' not in body or '"Message"' not in body:
        return body
    try:
        envelope = _decode_envelope(body)
    except (DecodeError, RecursionError, UnicodeEncodeError):
        return body
    is_ours = envelope.kind == "Notification" and envelope.event_name is UNSET
    return envelope.text if is_ours else body


def _elements(text: str) -> list[bytes] | None:
    """Cut an array into its elements; one that is not JSON all the same if its brackets match."""
    try:
        found = [bytes(raw) for raw in _decode_array(text)]
    except (DecodeError, RecursionError, UnicodeEncodeError):
        pieces = [_on_one_line(each) for each in _pieces(text) or [""]]
        return [_encoded(each) for each in pieces] if all(pieces) else None
    if "\n" not in text and "\r" not in text:
        return found
    return [each.replace(b"\r", b" ").replace(b"\n", b" ") for each in found]


def _pieces(text: str) -> list[str] | None:
    """Cut one object or array at the commas of its first level; None if it is not closed.

    Looks at brackets and strings only. A string holds no raw line end, so those that are there
    stand between tokens, where they mean nothing.
    """
    depth, start, found = 0, 1, []
    for token in _TOKEN.finditer(text):
        mark, at = token[0], token.start()
        if mark == '"' or (depth == 0 and at > 0):
            return None
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
        if (depth == 1 and mark == ",") or (depth == 0 and mark in "]}"):
            found.append(text[start:at])
            start = token.end()
    return found if found and depth == 0 and start == len(text) else None


def _is_closed(line: str) -> bool:
    """Tell whether a line looks like a whole event, or is blank."""
    bare = line.strip(_WHITE)
    return not bare or (bare.startswith("{") and bare.endswith("}"))


def _on_one_line(text: str) -> str:
    return text.strip(_WHITE).translate(_LINE_ENDS)


def _encoded(text: str) -> bytes:
    """Encode a text; half a surrogate pair becomes bytes that the reader refuses."""
    return text.encode("utf-8", "surrogatepass")
