"""Numbers as they were written: canonical text, and money to four decimals without a double."""

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from transforms.parse.schema import SAFE_MONEY

MONEY_LIMIT = Decimal("99999999999999.9999")
MOST_DIGITS = 4300
_STEP = Decimal("0.0001")
_EXACT = Context(prec=2 * MOST_DIGITS, rounding=ROUND_HALF_EVEN)
_NUMBER = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?")
_LONGEST_ZEROS = 400
_MONEY = re.compile(
    r"(-?)(?:[A-Z]{0,3}[$€£] ?)?(-?)"
    r"([0-9]{1,3}(?:,[0-9]{3}){1,20}|[0-9]{1,400})(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,4})?"
)


class Number(str):
    """A number with a fraction or an exponent, in its own digits."""

    __slots__ = ()


class Amount(NamedTuple):
    """Money to four decimals: a double that shows them exactly, else text."""

    value: float | str
    is_rounded: bool


@lru_cache(maxsize=65_536)
def amount_of(number: str) -> Amount | None:
    """Round a number's text half-even to four decimals; None where DECIMAL(18, 4) or 0 ends."""
    about = float(number)
    if not -1 < about < 2 * float(MONEY_LIMIT):
        return None
    if about == 0:
        mantissa = re.split("[eE]", number)[0]
        is_zero = not mantissa.strip("-0.")
        return None if not is_zero and number.startswith("-") else Amount(0.0, not is_zero)
    exact = Decimal(number)
    rounded = exact.quantize(_STEP, context=_EXACT)
    if exact < 0 or rounded > MONEY_LIMIT:
        return None
    if rounded < SAFE_MONEY:
        return Amount(float(rounded), rounded != exact)
    return Amount(canonical_number(str(rounded)), rounded != exact)


def signed_amount_of(number: str) -> Amount | None:
    """Round a number's text as `amount_of` does, also one below 0; -0 is 0."""
    if not number.startswith("-"):
        return amount_of(number)
    amount = amount_of(number[1:])
    if amount is None or not amount.value:
        return amount
    opposite = f"-{amount.value}" if isinstance(amount.value, str) else -amount.value
    return Amount(opposite, amount.is_rounded)


@lru_cache(maxsize=65_536)
def canonical_number(number: str) -> str:
    """Write a number in one way only: 1.0 and 1e0 are 1, all digits are kept."""
    match = _NUMBER.fullmatch(number)
    if match is None:
        raise ValueError(f"a number was expected, got {number[:40]!r}")
    sign, whole, fraction, exponent = match.groups(default="")
    power = int(exponent or 0) - len(fraction)
    digits = (whole + fraction).lstrip("0")
    kept = digits.rstrip("0")
    power += len(digits) - len(kept)
    if not kept:
        return "0"
    point = len(kept) + power
    if power >= 0:
        return sign + kept + (f"{'0' * power}" if power <= _LONGEST_ZEROS else f"e{power}")
    if point > 0:
        return f"{sign}{kept[:point]}.{kept[point:]}"
    if point > -20:
        return f"{sign}0.{'0' * -point}{kept}"
    return f"{sign}{kept}e{power}"


def whole_of(number: str) -> int | None:
    """Give the whole number that a text means; None where it has a fraction."""
    canonical = canonical_number(number)
    return None if "." in canonical or "e" in canonical else int(canonical)


def whole_or_part(number: float) -> int | float:
    """Write a quantity without decimals where it has none: 2.0 is 2."""
    return int(number) if number.is_integer() else number


@lru_cache(maxsize=65_536)
def number_in(text: str) -> str | None:
    """Find the number of a money text: `$1,299.50` is 1299.50."""
    match = _MONEY.fullmatch(text)
    if match is None or (match[1] and match[2]):
        return None
    return f"{match[1] or match[2]}{match[3].replace(',', '')}{match[4] or ''}{match[5] or ''}"
