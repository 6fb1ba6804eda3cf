"""What is wrapped around a text on its way: SNS, EventBridge, base64, JSON text within JSON.

Only the wrapping goes; what was wrapped keeps its bytes. What is no such thing stays as it is.
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error

from msgspec import UNSET, DecodeError, Raw, Struct, UnsetType, field
from msgspec.json import Decoder

_MOST_LAYERS = 4
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_URL_SAFE = str.maketrans("-_", "+/")
_WHITE = " \t\r\n"
_BROKEN = (DecodeError, RecursionError, UnicodeEncodeError)


class _Notification(Struct):
    """What SNS wraps around a text, unless told to deliver it raw."""

    kind: str = field(name="Type")
    text: str = field(name="Message")
    event_name: Raw | UnsetType = UNSET


class _BusEvent(Struct):
    """What EventBridge wraps around an event."""

    kind: str = field(name="detail-type")
    detail: Raw
    event_name: Raw | UnsetType = UNSET


class _TestEvent(Struct):
    """What S3 sends when somebody asks it to tell a queue of new files."""

    service: str = field(name="Service")
    event: str = field(name="Event")


_decode_notification = Decoder(_Notification).decode
_decode_bus_event = Decoder(_BusEvent).decode
_decode_test = Decoder(_TestEvent).decode
_decode_text = Decoder(str).decode


def opened(body: str) -> str:
    """Take a text out of what is wrapped around it, layer by layer."""
    for _ in range(_MOST_LAYERS):
        inner = _inner(body)
        if inner is None:
            break
        body = inner
    return body


def is_test_event(text: str) -> bool:
    """Tell the event with which S3 tries a queue: it says nothing of a shop."""
    if '"s3:TestEvent"' not in text:
        return False
    try:
        found = _decode_test(text)
    except _BROKEN:
        return False
    return (found.service, found.event) == ("Amazon S3", "s3:TestEvent")


def _inner(body: str) -> str | None:
    try:
        if '"Notification"' in body and '"Message"' in body:
            envelope = _decode_notification(body)
            is_ours = envelope.kind == "Notification" and envelope.event_name is UNSET
            return envelope.text if is_ours else None
        if '"detail-type"' in body and '"detail"' in body:
            event = _decode_bus_event(body)
            return bytes(event.detail).decode() if event.event_name is UNSET else None
        if body.lstrip(_WHITE)[:1] == '"':
            return _if_json(_decode_text(body))
    except _BROKEN:
        return None
    return _of_base64(body.strip(_WHITE))


def _of_base64(text: str) -> str | None:
    if not _BASE64.fullmatch(text):
        return None
    try:
        padded = text.translate(_URL_SAFE).rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
        return _if_json(b64decode(padded, validate=True).decode())
    except (Base64Error, UnicodeDecodeError):
        return None


def _if_json(text: str) -> str | None:
    """Keep a text that may be JSON, also where it is wrapped once more."""
    return text if text.lstrip(_WHITE)[:1] in ("{", "[") else _inner(text)
