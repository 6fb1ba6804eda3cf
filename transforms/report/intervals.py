"""Intervals: how far chance alone may move the difference of two shares, or of two counts.

Each side gets an interval of its own, and both are put together by what each leaves to chance
(Zou and Donner, Statistics in Medicine 27, 2008; for shares Newcombe's method 10, Statistics in
Medicine 17, 1998). They hold for few things too, and for shares of 0 and 1.
"""

from dataclasses import dataclass
from math import sqrt

#: The two-sided 95 % quantile of the standard normal distribution.
Z = 1.959964
_AT_LEAST = 1


@dataclass(frozen=True)
class Interval:
    """The ends of a 95 % interval of a difference, in the unit of what is compared."""

    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether no difference at all lies outside of it."""
        return self.low > 0 or self.high < 0


def of_shares(share: float, of: int, share_before: float, of_before: int) -> Interval | None:
    """Give the interval of a share less the one before, each of so many things; None of nothing."""
    if min(of, of_before) < _AT_LEAST:
        return None
    now, before = _wilson(share, of), _wilson(share_before, of_before)
    return _difference(share, now, share_before, before)


def of_counts(count: float, count_before: float) -> Interval | None:
    """Give the interval of a count less the one before, each of a Poisson distribution.

    None where nothing was counted on both sides, or a count is below 0.
    """
    if min(count, count_before) < 0 or max(count, count_before) < _AT_LEAST:
        return None
    return _difference(count, _byar(count), count_before, _byar(count_before))


def _difference(value: float, now: Interval, value_before: float, before: Interval) -> Interval:
    difference = value - value_before
    down = sqrt((value - now.low) ** 2 + (before.high - value_before) ** 2)
    up = sqrt((now.high - value) ** 2 + (value_before - before.low) ** 2)
    return Interval(difference - down, difference + up)


def _wilson(share: float, of: int) -> Interval:
    """Give the score interval of a share (Wilson, 1927)."""
    middle = share + Z * Z / (2 * of)
    margin = Z * sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    whole = 1 + Z * Z / of
    return Interval(max(0.0, (middle - margin) / whole), min(1.0, (middle + margin) / whole))


def _byar(count: float) -> Interval:
    """Give the interval of a count by Byar's approximation (Rothman and Boice, 1979)."""
    more = count + 1
    low = count * (1 - 1 / (9 * count) - Z / (3 * sqrt(count))) ** 3 if count >= _AT_LEAST else 0.0
    return Interval(max(0.0, low), more * (1 - 1 / (9 * more) + Z / (3 * sqrt(more))) ** 3)
