"""Values: from how a source writes them to how the reader takes them fastest.

Times become microseconds, numbers in texts become numbers with the same digits, numbers that name
something become texts. What is not understood stays as it was written: the reader refuses it, and
says why.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Raw

from transforms.sources.zones import microseconds
from transforms.system.setting_sources import SourceMapping

Convert = Callable[[Any], Any]

TIMES = frozenset({"event_timestamp", "reported_at"})
NUMBERS = frozenset(
    {
        *("value", "tax", "shipping", "checkout_step", "installments", "clicks", "impressions"),
        *("price", "quantity", "item_revenue", "discount", "installment_price", "item_list_index"),
        *("total_price", "discount_value"),
    }
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?")
_WHOLE = re.compile(r"[0-9]{1,18}")
_COMMA = re.compile(
    r"(?:[€$£] ?)?([+-]?(?:[0-9]+|[0-9]{1,3}(?:[.'\u00a0\u202f ][0-9]{3})+)(?:,[0-9]+)?)"
    r"(?:[\u00a0\u202f ]?[€$£])?"
)
_NOT_DIGITS = str.maketrans("", "", ".'\u00a0\u202f ")


def converter(field: str, source: SourceMapping) -> Convert:
    """Make the function that a field's values go through."""
    if field in TIMES:
        return times(source)
    if field in NUMBERS:
        return _commas if source.csv.decimal == "," and source.format in ("csv", "tsv") else _number
    return text


def times(source: SourceMapping) -> Convert:
    """Make the function from a source's times to microseconds since 1970."""
    zone, pattern = source.timezone, source.time_format

    def time(value: Any) -> Any:
        if value.__class__ is not str:
            return value
        text = value.strip()
        if pattern:
            with suppress(ValueError):  # what is not written so may be ISO 8601
                return _moment(datetime.strptime(text, pattern), zone)
        if text[4:5] == "-" == text[7:8]:
            try:
                return _moment(datetime.fromisoformat(text), zone)
            except ValueError:
                return text
        return int(text) if _WHOLE.fullmatch(text) else text

    return time


def as_written(value: Any) -> Any:
    """Give a value as it stands."""
    return value


def _moment(found: datetime, zone: str) -> int:
    return microseconds(found, zone) if found.tzinfo is None else (found - _EPOCH) // _US


def _number(value: Any) -> Any:
    if value.__class__ is not str:
        return value
    text = value.strip()
    return Raw(text.encode()) if _PLAIN.fullmatch(text) else text


def _commas(value: Any) -> Any:
    """Read a number as Excel writes it where a comma stands before decimals."""
    if value.__class__ is not str:
        return value
    text = value.strip()
    if found := _COMMA.fullmatch(text):
        text = found[1].translate(_NOT_DIGITS).replace(",", ".")
    return Raw(text.encode()) if _PLAIN.fullmatch(text) else text


def text(value: Any) -> Any:
    """Read what names something: trimmed, and a whole number as its digits."""
    kind = value.__class__
    if kind is str:
        return value.strip()
    return str(value) if kind is int else value
