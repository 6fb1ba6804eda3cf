"""Shapes of others: lines that another system wrote, and names that are nearly ours.

Read as ours, a line of another system would lose its ids and amounts, as they stand where we do
not look. So it is refused, with what it is and what helps.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from typing import Any

from transforms.parse.refusals import Refusal, shown

_HELP = "it needs a source mapping (`etl.py sources`), or must become events before it comes in"
_SEGMENT_TYPES = ("track", "page", "screen", "identify", "group", "alias")
_SEGMENT_IDS = ("anonymousId", "userId", "messageId")
_SNOWPLOW_PLATFORMS = (b"web", b"mob", b"srv", b"app", b"pc", b"tv", b"cnsl", b"iot", b"headset")
_SNOWPLOW_EVENTS = (
    *(b"page_view", b"page_ping", b"struct", b"unstruct"),
    *(b"transaction", b"transaction_item"),
)
_SNOWPLOW_TABS = 100  # it has had 108 to 131 columns
_KIN = {
    "event_name": ("event", "name", "event_type", "type", "action"),
    "event_timestamp": (
        *("timestamp", "event_time", "time", "ts", "event_ts", "datetime", "event_at", "at"),
        *("created_at", "occurred_at", "timestamp_micros", "timestamp_ms", "event_date", "date"),
    ),
    "item_id": ("id", "sku", "product_id", "item_sku", "item", "product", "name", "product_name"),
}
_SLOTS = {"string_value", "int_value", "float_value", "double_value"}
_MOST_NAMES = 50
_LONGEST_NAME = 64
_CLOSE = 0.8


def is_wrapped(value: Any) -> bool:
    """Tell an event that EventBridge has wrapped."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("detail-type"), str)
        and isinstance(value.get("detail"), dict)
        and "event_name" not in value
    )


def check_shape(fields: dict[str, Any]) -> None:
    """Refuse an object that is another system's event."""
    if _is_ga4(fields.get("event_params")):
        raise _foreign("a row of GA4's export to BigQuery (event_params)")
    if "event_name" not in fields and _is_segment(fields):
        raise _foreign("an event as Segment writes it (event, properties)")
    if "client_id" in fields and isinstance(fields.get("events"), list):
        raise _foreign("a request of GA4's Measurement Protocol (client_id, events)")
    if "collector_tstamp" in fields and "event_timestamp" not in fields:
        raise _foreign("an enriched event of Snowplow (collector_tstamp)")


def check_text(line: bytes) -> None:
    """Refuse a line that is no JSON if it is another system's event."""
    if b"\t" not in line:
        return
    columns = line.split(b"\t", 6)
    is_like_it = (
        len(columns) > 6 and columns[1] in _SNOWPLOW_PLATFORMS and columns[5] in _SNOWPLOW_EVENTS
    )
    if is_like_it or line.count(b"\t") >= _SNOWPLOW_TABS:
        raise _foreign("an enriched event of Snowplow (a line of columns between tabs)")


def or_near(name: str, others: Iterable[str]) -> str:
    """Say which of the other fields of an object nearly has the name of one that it lacks."""
    short = (other for other in islice(others, _MOST_NAMES) if len(other) <= _LONGEST_NAME)
    near = _near(name, tuple(short))
    return f", got {shown(near)}" if near else ""


@lru_cache(maxsize=1024)
def _near(name: str, others: tuple[str, ...]) -> str:
    by_letters = {_letters(other): other for other in reversed(others)}
    for wish in map(_letters, (name, *_KIN[name])):
        if wish in by_letters:
            return by_letters[wish]
    close = get_close_matches(_letters(name), by_letters, 1, _CLOSE)
    return by_letters[close[0]] if close else ""


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


def _is_ga4(params: Any) -> bool:
    if isinstance(params, dict):  # a map of them
        return any(isinstance(value, dict) and _SLOTS & value.keys() for value in params.values())
    return isinstance(params, list) or (isinstance(params, str) and params.lstrip()[:1] == "[")


def _is_segment(fields: dict[str, Any]) -> bool:
    if isinstance(fields.get("event"), str) and isinstance(fields.get("properties"), dict):
        return True
    return fields.get("type") in _SEGMENT_TYPES and any(name in fields for name in _SEGMENT_IDS)


def _foreign(what: str) -> Refusal:
    return Refusal("E_SHAPE", f"a line must be an event, got {what}: {_HELP}")
