"""Paths of channels, as `vw_channel_paths` has them, and shares of a total among channels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import duckdb

#: What stands between two channels of a path, and for the path of orders without a touch.
ARROW = " > "
NOBODYS = "(unattributed)"
_PATHS = "select path, conversions, non_conversions, revenue from vw_channel_paths order by path"


@dataclass(frozen=True)
class Path:
    """A way of channels, and at its end: orders and their revenue, and persons without any."""

    channels: tuple[str, ...]
    conversions: int
    non_conversions: int
    revenue: Decimal

    @property
    def is_known(self) -> bool:
        """Whether any visit is known that led to it."""
        return self.channels != (NOBODYS,)


@dataclass(frozen=True)
class Credit:
    """What a model gives a channel: orders (six places) and revenue (four).

    `removal_effect` is the share of all conversions that would be lost without the channel, 0 to 1.
    """

    model: str
    channel: str
    removal_effect: float | None
    orders: Decimal
    revenue: Decimal


def read_paths(connection: duckdb.DuckDBPyConnection) -> list[Path]:
    """Read the paths of a lake, in the order of their texts."""
    return [
        Path(tuple(text.split(ARROW)), conversions, non_conversions, revenue)
        for text, conversions, non_conversions, revenue in connection.sql(_PATHS).fetchall()
    ]


def channels_of(paths: Sequence[Path]) -> list[str]:
    """Name the channels of paths that are known, in the order of the alphabet."""
    return sorted({each for path in paths if path.is_known for each in path.channels})


def shared(total: Decimal, weights: Mapping[str, Fraction], places: int) -> dict[str, Decimal]:
    """Share a total among channels by weights: rounded to so many places, and adding up to it.

    Each has what all up to it have, less what those before it have. Without weights all have 0.
    """
    whole = sum(weights.values(), Fraction(0))
    units = int(total.scaleb(places))
    shares = {}
    until, given = Fraction(0), 0
    for channel, weight in weights.items():
        until += weight
        reached = int(units * until / whole) if whole else 0
        shares[channel] = Decimal(reached - given).scaleb(-places)
        given = reached
    return shares


def unattributed(model: str, paths: Sequence[Path]) -> list[Credit]:
    """Show the orders that no channel can be credited with, if there are any."""
    lost = [path for path in paths if not path.is_known]
    orders = sum(path.conversions for path in lost)
    revenue = sum((path.revenue for path in lost), Decimal(0))
    return [Credit(model, NOBODYS, None, Decimal(orders), revenue)] if orders else []
