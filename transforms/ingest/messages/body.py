"""The body of a message becomes lines: one event each, in the bytes in which it came.

A body is one event (on one line or spread over several), several lines, events one after the
other, a JSON array of events, or an envelope around one of these. Nothing is parsed and written
again: numbers, keys that stand twice and odd escapes reach the reader as they are. What is none of
these (a pointer to S3, for one) becomes a line too, which the reader refuses and keeps.
"""

import re

from msgspec import DecodeError, Raw
from msgspec.json import Decoder

from transforms.archive.formats.json_lines import JSON_LINES
from transforms.archive.formats.json_values import JSON_VALUES
from transforms.ingest.files.beginning import format_by
from transforms.ingest.messages.envelopes import is_test_event, opened

_BOM = "\ufeff"
_WHITE = " \t\r\n"
_LINE_ENDS = str.maketrans("\r\n", "  ")
#: What a producer's extended client sends in place of a body that it has put into S3.
_S3_POINTER = re.compile(r'\[\s*"[\w.]*S3Pointer"\s*,')
_NEIGHBOURS = re.compile(r"\}[ \t]*\{")
_TOKEN = re.compile(r'"[^"\\\r\n]*+(?>(?:\\.[^"\\\r\n]*+)*)"|[\[\]{},"]')
_decode_array = Decoder(list[Raw]).decode


def lines_of(body: str | bytes) -> list[bytes]:
    """Give the lines of a body, without line ends; at least one, which may be blank.

    Bytes that are not UTF-8 stay as they are, for the reader to refuse.
    """
    try:
        given = body if isinstance(body, str) else body.decode()
    except UnicodeDecodeError as error:
        return error.object.strip(b"\r\n").split(b"\n")
    text = opened(given.removeprefix(_BOM)).removeprefix(_BOM).strip("\r\n")
    if is_test_event(text):
        return [b""]
    bare = text.strip(_WHITE)
    if bare.startswith("[") and not _S3_POINTER.match(bare):
        found = _elements(bare)
        if found is not None:
            return found or [b""]
    if bare.startswith("{") and ("\n" in text or _NEIGHBOURS.search(text)):
        raw = _encoded(text)
        if format_by(raw, JSON_LINES) is JSON_VALUES:
            return [_without_ends(raw[start:end]) for start, end in JSON_VALUES.spans([raw])]
    return [_encoded(line) for line in text.split("\n")]


def _elements(text: str) -> list[bytes] | None:
    """Cut an array into its elements; one that is not JSON all the same if its brackets match."""
    try:
        found = [bytes(raw) for raw in _decode_array(text)]
    except (DecodeError, RecursionError, UnicodeEncodeError):
        pieces = [_on_one_line(each) for each in _pieces(text) or [""]]
        return [_encoded(each) for each in pieces] if all(pieces) else None
    if "\n" not in text and "\r" not in text:
        return found
    return [_without_ends(each) for each in found]


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


def _on_one_line(text: str) -> str:
    return text.strip(_WHITE).translate(_LINE_ENDS)


def _without_ends(raw: bytes) -> bytes:
    return raw.replace(b"\r", b" ").replace(b"\n", b" ")


def _encoded(text: str) -> bytes:
    """Encode a text; half a surrogate pair becomes bytes that the reader refuses."""
    return text.encode("utf-8", "surrogatepass")
