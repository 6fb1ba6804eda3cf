"""The moment of an event, in microseconds since 1970."""

import re
from datetime import date
from typing import Any

from transforms.parse.decimals import Number, canonical_number
from transforms.parse.refusals import Refusal, kind_of, shown

FIRST_US = 946_684_800_000_000
"""2000-01-01, the first moment that is believed."""

DAY_US = 86_400_000_000
_INT64 = 1 << 63
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,4})?")
_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?"
    r"(?:([Zz])|([+-])([0-9]{2}):?([0-9]{2}))?)?"
)


def read_timestamp(
    value: Any, now_us: int, warnings: set[str], name: str = "event_timestamp"
) -> int:
    """Read a timestamp field: a number whose unit its magnitude tells, or ISO 8601 text."""
    try:
        return _read(value, now_us, warnings)
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.detail.replace("event_timestamp", name, 1)) from refusal


def _read(value: Any, now_us: int, warnings: set[str]) -> int:
    if isinstance(value, str) and not isinstance(value, Number):
        microseconds = _of_text(value.strip(), warnings)
    elif isinstance(value, int | Number) and not isinstance(value, bool):
        microseconds = _of_number(str(value), warnings)
    else:
        raise Refusal(
            "E_FIELD_TYPE", f"event_timestamp must be a number or a text, got {kind_of(value)}"
        )
    check_range(microseconds, now_us)
    return microseconds


def check_range(microseconds: int, now_us: int) -> None:
    """Refuse moments before 2000 and more than 24 hours after `now_us`."""
    if microseconds < FIRST_US:
        raise Refusal(
            "E_TS_RANGE", f"event_timestamp must be in 2000 or later, got {microseconds} us"
        )
    if microseconds > now_us + DAY_US:
        wish = "event_timestamp must be at most 24 hours ahead"
        raise Refusal("E_TS_FUTURE", f"{wish}, got {microseconds} us")


def microseconds_of(number: int) -> int:
    """Bring seconds, milliseconds or nanoseconds to microseconds; what is finer is cut."""
    size = abs(number)
    if size < 100_000_000_000:
        return number * 1_000_000
    if size < 100_000_000_000_000:
        return number * 1_000
    return number if size < 100_000_000_000_000_000 else number // 1_000


def is_cut(number: int) -> bool:
    """Tell whether nanoseconds lose something as microseconds."""
    return abs(number) >= 100_000_000_000_000_000 and number % 1_000 != 0


def _of_text(text: str, warnings: set[str]) -> int:
    if _NUMBER.fullmatch(text):
        if float(text) in (float("inf"), float("-inf")):
            raise Refusal("E_NUMBER_RANGE", f"event_timestamp must fit 64 bits, got {shown(text)}")
        warnings.add("W_STR_NUM")
        return _of_number(text, warnings)
    match = _ISO.fullmatch(text)
    if match is None:
        raise Refusal("E_TS_FORMAT", f"event_timestamp must be ISO 8601, got {shown(text)}")
    warnings.add("W_TS_ISO")
    year, month, day, hour, minute, second, fraction, zulu, sign, ahead, past = match.groups("0")
    try:
        days = date(int(year), int(month), int(day)).toordinal() - _EPOCH_DAY
    except ValueError as error:
        raise Refusal(
            "E_TS_FORMAT", f"event_timestamp must be a date, got {shown(text)}"
        ) from error
    if int(hour) > 23 or int(minute) > 59 or int(second) > 59 or int(ahead) > 23 or int(past) > 59:
        raise Refusal("E_TS_FORMAT", f"event_timestamp must be a time of day, got {shown(text)}")
    if zulu == "0" and sign == "0":
        warnings.add("W_TS_NAIVE")
    if fraction[6:].strip("0"):
        warnings.add("W_TS_FRACTION")
    minutes = int(hour) * 60 + int(minute)
    minutes -= (int(ahead) * 60 + int(past)) * (-1 if sign == "-" else 1)
    return (
        (days * 1440 + minutes) * 60_000_000 + int(second) * 1_000_000 + int(f"{fraction:0<9}"[:6])
    )


def _of_number(text: str, warnings: set[str]) -> int:
    canonical = canonical_number(text)
    whole, _, fraction = canonical.partition(".")
    if "e" in canonical or not -_INT64 <= int(whole) < _INT64:
        raise _unfit(canonical, text)
    if microseconds_of(int(whole)) != int(whole):
        warnings.add("W_TS_UNIT")
    if fraction or is_cut(int(whole)):
        warnings.add("W_TS_FRACTION")
    if not fraction:
        return microseconds_of(int(whole))
    if len(whole.lstrip("-")) > 17:
        raise Refusal(
            "E_FIELD_TYPE", f"event_timestamp must be whole nanoseconds, got {shown(text)}"
        )
    digits = 6 if abs(int(whole)) < 100_000_000_000 else 3
    if abs(int(whole)) >= 100_000_000_000_000 or len(fraction) > digits:
        raise Refusal(
            "E_FIELD_TYPE", f"event_timestamp must be whole microseconds, got {shown(text)}"
        )
    scaled = int(whole.lstrip("-") + fraction.ljust(digits, "0"))
    return -scaled if whole.startswith("-") else scaled


def _unfit(canonical: str, text: str) -> Refusal:
    if "e-" in canonical:
        return Refusal("E_TS_RANGE", f"event_timestamp must be in 2000 or later, got {shown(text)}")
    return Refusal("E_NUMBER_RANGE", f"event_timestamp must fit 64 bits, got {shown(text)}")
