"""The fields of an event: coerce one JSON value to its column, note how, or refuse."""

import re
from typing import Any

from transforms.parse.decimals import (
    Number,
    amount_of,
    canonical_number,
    number_in,
    signed_amount_of,
    whole_of,
)
from transforms.parse.refusals import Refusal, kind_of, shown
from transforms.parse.schema import WHOLE_LIMIT

NOT_SET = "(not set)"
#: Characters of no width, and those that steer: two ids that differ in them look the same.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f]"
)
_INT64 = 1 << 63
NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)


def read_text(value: Any, name: str, warnings: set[str]) -> str | None:
    """Read a text, trimmed; blank and `(not set)` are None, a number gives its digits."""
    if value is None:
        return None
    if type(value) is str:
        bare = value.strip()
        if bare == NOT_SET:
            warnings.add("W_NOT_SET")
            return None
        return bare or None
    if type(value) is int or type(value) is Number:
        warnings.add("W_NUM_STR")
        return canonical_number(value) if type(value) is Number else str(value)
    raise Refusal("E_FIELD_TYPE", f"{name} must be a text, got {kind_of(value)}")


def read_limited(value: Any, name: str, characters: int, warnings: set[str]) -> str | None:
    """Read a text of at most so many characters."""
    text = read_text(value, name, warnings)
    if text is not None and len(text) > characters:
        wish = f"{name} must have at most {characters} characters"
        raise Refusal("E_FIELD_LENGTH", f"{wish}, got {len(text)}")
    return text


def read_id(value: Any, name: str, characters: int, warnings: set[str]) -> str | None:
    """Read an id; one that looks like another is told, and stays as it is."""
    text = read_limited(value, name, characters, warnings)
    if text is not None and not text.isprintable() and UNSEEN.search(text):
        warnings.add("W_ID_CONTROL")
    return text


def read_own_id(
    value: Any, name: str, characters: int, placeholders: frozenset[str], warnings: set[str]
) -> str | None:
    """Read the id of an event, an order or a visitor; what stands for none is None."""
    spelled = canonical_number(str(value)) if type(value) in (int, Number) else value
    if type(spelled) is str and spelled.strip().lower() in placeholders:
        warnings.add("W_PLACEHOLDER")
        return None
    return read_id(value, name, characters, warnings)


def read_money(
    value: Any, name: str, warnings: set[str], *, is_signed: bool = False
) -> float | str | None:
    """Read an amount of money, rounded half-even to four decimals; below 0 where `is_signed`."""
    number = _read_number(value, name, warnings)
    if number is None:
        return None
    amount = signed_amount_of(number) if is_signed else amount_of(number)
    if amount is None:
        least = "-99999999999999.9999" if is_signed else "0"
        wish = f"{name} must be between {least} and 99999999999999.9999"
        raise Refusal("E_VALUE_RANGE", f"{wish}, got {shown(number)}")
    if amount.is_rounded:
        warnings.add("W_ROUNDED")
    return amount.value


def read_whole(value: Any, name: str, warnings: set[str]) -> int | None:
    """Read a whole number from 0 to 1,000,000,000."""
    number = _read_number(value, name, warnings)
    if number is None:
        return None
    whole = whole_of(number)
    if whole is None:
        raise Refusal("E_FIELD_TYPE", f"{name} must be a whole number, got {shown(number)}")
    if not 0 <= whole <= WHOLE_LIMIT:
        wish = f"{name} must be between 0 and {WHOLE_LIMIT}"
        raise Refusal("E_VALUE_RANGE", f"{wish}, got {shown(number)}")
    return whole


def _read_number(value: Any, name: str, warnings: set[str]) -> str | None:
    kind = type(value)
    if value is None:
        return None
    if kind is int:
        if not -_INT64 <= value < _INT64:
            raise Refusal("E_NUMBER_RANGE", f"{name} must fit 64 bits, got {shown(str(value))}")
        return str(value)
    if kind is Number:
        return str(value)
    if kind is not str:
        raise Refusal("E_FIELD_TYPE", f"{name} must be a number, got {kind_of(value)}")
    return _of_text(value.strip(" \t\r\n"), name, warnings)


def _of_text(text: str, name: str, warnings: set[str]) -> str | None:
    if not text.strip():
        return None
    if text == NOT_SET:
        warnings.add("W_NOT_SET")
        return None
    if NOT_FINITE.fullmatch(text):
        raise Refusal("E_VALUE_RANGE", f"{name} must be finite, got {shown(text)}")
    number = number_in(text)
    if number is None:
        raise Refusal("E_FIELD_TYPE", f"{name} must be a number, got {shown(text)}")
    if not -_INT64 <= float(number) <= _INT64:
        raise Refusal("E_NUMBER_RANGE", f"{name} must fit 64 bits, got {shown(text)}")
    warnings.add("W_STR_NUM")
    return number
