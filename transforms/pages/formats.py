"""Formats: how a value of a page is written, in a table, on a card and along an axis."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from transforms.errors import ConfigError

NOTHING = "–"  # noqa: RUF001 - a dash stands for what is empty


@dataclass(frozen=True)
class Format:
    """How numbers are written: decimal places, as a percentage, as an amount of a currency."""

    places: int
    is_share: bool = False
    is_money: bool = False

    @property
    def d3(self) -> str:
        """The same, as an axis wants it."""
        return f".{self.places}%" if self.is_share else f",.{self.places}f"


_FORMATS = {
    **{f"num{places}": Format(places) for places in range(5)},
    **{f"pct{places}": Format(places, is_share=True) for places in range(4)},
    **{f"money{places}": Format(places, is_money=True) for places in (0, 2)},
}


def format_of(name: str, column: str = "", place: str = "") -> Format:
    """Find a format by its name; without one, the format that a column's name asks for.

    Raises:
        ConfigError: there is no such format.
    """
    if name in _FORMATS:
        return _FORMATS[name]
    if name:
        raise ConfigError(f"{place}: a format must be one of {', '.join(_FORMATS)}, got {name!r}")
    if {"rate", "share"} & set(column.split("_")) or column == "stickiness":
        return _FORMATS["pct1"]
    return Format(-1)


def written(value: Any, how: Format, currency: str = "") -> str:
    """Write a value for people: `1,234.50 EUR`, `12.5%`, `2024-03-01`; a dash for nothing."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, int | float | Decimal):
        return str(value)
    return _number(Decimal(str(value)), how) + (f" {currency}" if how.is_money else "")


def _number(value: Decimal, how: Format) -> str:
    if not value.is_finite():
        return NOTHING
    if how.places < 0:
        return f"{value.normalize():,f}"
    scaled = value * 100 if how.is_share else value
    rounded = scaled.quantize(Decimal(1).scaleb(-how.places), ROUND_HALF_UP)
    return f"{rounded + 0:,f}" + ("%" if how.is_share else "")
