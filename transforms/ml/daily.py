"""A day is judged by the days before it: what was to be expected, and how far off is odd.

Same weekday of 8 weeks (their median), times the level of the last 7 days, as a logarithm. What is
left of the last 56 days tells how far off days usually are (robust deviation), and never less than
chance does among so many things counted: 1 / sqrt(n).
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

WEEKS = 8
LEVEL_DAYS = 7
SPREAD_DAYS = 56
#: What a judgement follows from: the spread, the levels behind it, the weekdays behind them.
REACH_DAYS = SPREAD_DAYS + LEVEL_DAYS + 7 * WEEKS
LEAST_DAYS = 14
LEAST_WEEKDAYS = 3
THRESHOLD = 3.5
MAD_TO_SIGMA = 1.4826
LEAST_SCALE = 0.03

Series = Sequence[tuple[date, float]]


@dataclass(frozen=True)
class Judgement:
    """A day with what was expected of it, and by how many deviations it is off.

    `scale` is one deviation, as a share of what is expected; a change below `threshold` of them
    cannot be told from chance. `deviation` is below 0 where there was less than expected.
    """

    day: date
    value: float
    expected: float
    scale: float
    deviation: float

    def bounds(self, threshold: float = THRESHOLD) -> tuple[float, float]:
        """Tell between which values the day is not odd."""
        return (
            self.expected * math.exp(-threshold * self.scale),
            self.expected * math.exp(threshold * self.scale),
        )

    def smallest_change(self, threshold: float = THRESHOLD) -> float:
        """Tell the smallest drop that can be seen, as a share of what is expected."""
        return 1 - math.exp(-threshold * self.scale)


def judge_days(
    series: Series, *, leave_out: Collection[date] = (), noise_of: Series | None = None
) -> list[Judgement | None]:
    """Judge each day of a series by those before it; None while too few of them are known.

    `leave_out` are planned days: they are not judged, and nothing is held to them. `noise_of` is
    the series of what was counted, where the values are no counts themselves: revenue has the
    noise of its orders.
    """
    return _Walk(series, frozenset(leave_out), noise_of or series).judgements()


class _Walk:
    """One pass over a series; nothing of a day is known before it."""

    def __init__(self, series: Series, leave_out: frozenset[date], noise_of: Series) -> None:
        self._series, self._leave_out = series, leave_out
        self._counted = dict(noise_of)
        self._logs = [math.log(max(value, 0.0) + 0.5) for _, value in series]
        self._ratios: list[float | None] = []
        self._residuals: list[float | None] = []

    def judgements(self) -> list[Judgement | None]:
        return [self._judge(index) for index in range(len(self._series))]

    def _judge(self, index: int) -> Judgement | None:
        day, value = self._series[index]
        usual = self._usual(index)
        near = self._known(self._ratios, index, LEVEL_DAYS)
        is_planned = day in self._leave_out
        ratio = self._logs[index] - usual if usual is not None else None
        expected = usual + median(near) if usual is not None and near else None
        residual = self._logs[index] - expected if expected is not None else None
        before = self._known(self._residuals, index, SPREAD_DAYS)
        self._ratios.append(None if is_planned else ratio)
        self._residuals.append(None if is_planned else residual)
        if expected is None or residual is None or len(before) < LEAST_DAYS or is_planned:
            return None
        middle = median(before)
        spread = MAD_TO_SIGMA * median(abs(each - middle) for each in before)
        number = max(math.exp(expected) - 0.5, 0.0)
        scale = max(spread, self._noise(index, number), LEAST_SCALE)
        return Judgement(day, value, number, scale, residual / scale)

    def _noise(self, index: int, number: float) -> float:
        counted = [
            self._counted[each]
            for each, _ in self._series[max(0, index - 28) : index]
            if each in self._counted and each not in self._leave_out
        ]
        usual = median(counted) if counted else number
        return 1 / math.sqrt(max(usual, 1.0))

    def _usual(self, index: int) -> float | None:
        places = range(index - 7, max(-1, index - 7 * WEEKS - 1), -7)
        same = [self._logs[each] for each in places if self._series[each][0] not in self._leave_out]
        return median(same) if len(same) >= LEAST_WEEKDAYS else None

    @staticmethod
    def _known(values: list[float | None], index: int, days: int) -> list[float]:
        return [each for each in values[max(0, index - days) : index] if each is not None]
