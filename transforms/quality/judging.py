"""How a day is judged by the days before it: formulas over rows, each a day and its value.

A value is 0 or more. A verdict tells between which numbers the day would have been well; the day
itself is never part of what it is held to.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean, median, pstdev

#: Rows of a series before the first one that is judged.
LEARNING_DAYS = 28
_STD_DAYS = 28
_ROBUST_DAYS = 56
_LEVEL_DAYS = 14
_LEAST_WEEKDAYS = 3
_LEAST_RESIDUALS = 14
_LEAST_SCALE = 0.05
_MAD_TO_SIGMA = 1.4826

Series = Sequence[tuple[date, float]]


@dataclass(frozen=True)
class Bounds:
    """Between which numbers a day is well, both included; None is no bound."""

    low: float | None = None
    high: float | None = None

    def hold(self, value: float) -> bool:
        """Tell whether a value is well."""
        is_low = self.low is not None and value < self.low
        return not is_low and not (self.high is not None and value > self.high)


def std_bounds(series: Series, index: int, k: float) -> Bounds | None:
    """Mean and k standard deviations of the 28 rows before a row; None while there are fewer."""
    before = [value for _, value in series[max(0, index - _STD_DAYS) : index]]
    if len(before) < LEARNING_DAYS:
        return None
    spread = k * pstdev(before)
    return Bounds(fmean(before) - spread, fmean(before) + spread)


class Robust:
    """Judges by medians, in logarithms: the weekday's, the last two weeks', and their deviations.

    Of f = ln(1 + x), over the 56 rows before a row: e is the median of f on its weekday (3 rows at
    least), r = f - e of each of these rows by the same rule (14 at least). The row is well while
    |f - e - median of the last 14 r| is at most k times the greater of 1.4826 MAD(r) and 0.05.
    """

    def __init__(self, series: Series) -> None:
        self._days = [day for day, _ in series]
        self._logs = [math.log1p(max(value, 0.0)) for _, value in series]
        self._expected: dict[int, float | None] = {}

    def bounds(self, index: int, k: float) -> Bounds | None:
        """Tell between which numbers a row is well; None while it is learning."""
        expected = self._expect(index)
        if index < LEARNING_DAYS or expected is None:
            return None
        residuals = [
            self._logs[each] - found
            for each in range(max(0, index - _ROBUST_DAYS), index)
            if (found := self._expect(each)) is not None
        ]
        if len(residuals) < _LEAST_RESIDUALS:
            return None
        middle = median(residuals)
        deviation = median(abs(each - middle) for each in residuals)
        scale = max(_MAD_TO_SIGMA * deviation, _LEAST_SCALE)
        level = expected + median(residuals[-_LEVEL_DAYS:])
        return Bounds(_number(level - k * scale), _number(level + k * scale))

    def _expect(self, index: int) -> float | None:
        if index not in self._expected:
            weekday = self._days[index].weekday()
            same = [
                self._logs[each]
                for each in range(max(0, index - _ROBUST_DAYS), index)
                if self._days[each].weekday() == weekday
            ]
            self._expected[index] = median(same) if len(same) >= _LEAST_WEEKDAYS else None
        return self._expected[index]


def _number(log: float) -> float:
    """Turn a logarithm back into a number; none is below 0."""
    return max(math.expm1(min(log, 700.0)), 0.0)
