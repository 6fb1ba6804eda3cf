"""Forecasts of a daily series: simple ones that are hard to beat, and two that learn its shape.

Each takes the values of days in a row (a day that is not known is NaN), the first day, and how
many days ahead it is asked for. None of them knows anything but the days before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np

from transforms.ml.figures import Numbers

_YEAR = 365.25
_WAVES = 10
_PENALTY = 1.0
_LEVEL_DAYS = 56
_FADING_DAYS = 56.0
_MOST_DAYS = 3 * 366
_WEEKS = 8


@dataclass(frozen=True)
class Past:
    """The values of days in a row, from the first day on."""

    first: date
    values: Numbers

    @property
    def is_yearly(self) -> bool:
        """Whether the same time of last year is known."""
        return len(self.values) >= 2 * 364

    def until(self, length: int) -> "Past":
        """Give its first days alone."""
        return Past(self.first, self.values[:length])


Candidate = Callable[[Past, int], Numbers]


def last_week(past: Past, ahead: int) -> Numbers:
    """Take the same weekday of the last week."""
    return _repeated(past, ahead, 7)


def last_year(past: Past, ahead: int) -> Numbers:
    """Take the same weekday 364 days before; of less than a year, the last week."""
    if len(past.values) < 364:
        return last_week(past, ahead)
    return _repeated(past, ahead, 364)


def weekday_median(past: Past, ahead: int) -> Numbers:
    """Take the median of the weekday in the last 8 weeks."""
    values, size = past.values[-7 * _WEEKS :], min(len(past.values), 7 * _WEEKS)
    medians = [_median(values[(size - 1 - back) % 7 :: 7]) for back in range(6, -1, -1)]
    return np.array([medians[step % 7] for step in range(ahead)])


def ridge(past: Past, ahead: int) -> Numbers:
    """Fit weekdays, and ten waves of the year where two years are known."""
    fitted, future, _ = _ridge(past, ahead)
    del fitted
    return future


def ridge_with_level(past: Past, ahead: int) -> Numbers:
    """Take the same, moved to the level of the last 56 days."""
    fitted, future, values = _ridge(past, ahead)
    return np.asarray(future + _level(values - fitted))


def ridge_with_fading_level(past: Past, ahead: int) -> Numbers:
    """Take the same, whose level fades to that of the years."""
    fitted, future, values = _ridge(past, ahead)
    fading = np.exp(-np.arange(1, ahead + 1) / _FADING_DAYS)
    return np.asarray(future + _level(values - fitted) * fading)


def holt_winters(past: Past, ahead: int) -> Numbers:
    """Smooth level, damped trend and weekdays; of a few speeds, the one that fitted best."""
    values = _filled(past.values[-_MOST_DAYS:])
    if len(values) < 3 * 7:
        return last_week(past, ahead)
    speeds = np.array(list(product((0.05, 0.2, 0.5), (0.005, 0.05), (0.05, 0.2))))
    alpha, beta, gamma = speeds.T
    damping = 0.95
    level = np.full(len(speeds), values[:7].mean())
    trend = np.zeros(len(speeds))
    season = np.repeat((values[:7] - values[:7].mean())[:, None], len(speeds), axis=1)
    errors = np.zeros(len(speeds))
    for place, value in enumerate(values):
        before, row = level + damping * trend, place % 7
        errors += np.abs(value - before - season[row])
        level = alpha * (value - season[row]) + (1 - alpha) * before
        trend = beta * (level - (before - damping * trend)) + (1 - beta) * damping * trend
        season[row] = gamma * (value - level) + (1 - gamma) * season[row]
    best = int(np.argmin(errors))
    damped = np.cumsum(damping ** np.arange(1, ahead + 1))
    rows = (len(values) + np.arange(ahead)) % 7
    return np.asarray(level[best] + damped * trend[best] + season[rows, best])


CANDIDATES: dict[str, Candidate] = {
    "last week": last_week,
    "364 days ago": last_year,
    "weekday median": weekday_median,
    "ridge": ridge,
    "ridge with level": ridge_with_level,
    "ridge with fading level": ridge_with_fading_level,
    "Holt-Winters": holt_winters,
}
#: What needs no model, and what a model must beat.
BASELINES = ("last week", "364 days ago", "weekday median")


def _repeated(past: Past, ahead: int, period: int) -> Numbers:
    known = _filled(past.values)[-period:]
    return np.array([known[step % len(known)] for step in range(ahead)])


def _ridge(past: Past, ahead: int) -> tuple[Numbers, Numbers, Numbers]:
    size = len(past.values)
    rows = _shape(past, size + ahead)
    is_known = np.isfinite(past.values)
    known = rows[:size][is_known]
    mean = float(np.nanmean(past.values))
    penalty = _PENALTY * np.eye(rows.shape[1])
    weights = np.linalg.solve(known.T @ known + penalty, known.T @ (past.values[is_known] - mean))
    found = rows @ weights + mean
    return found[:size], found[size:], past.values


def _shape(past: Past, days: int) -> Numbers:
    """Describe each day: its weekday and, where it can be known, its time of the year."""
    weekdays = (past.first.weekday() + np.arange(days)) % 7
    columns = [(weekdays == day).astype(np.float64) for day in range(7)]
    if past.is_yearly:
        start = (past.first - date(2000, 1, 1)).days
        turn = 2 * np.pi * (start + np.arange(days)) / _YEAR
        columns += [wave(turn * k) for k in range(1, _WAVES + 1) for wave in (np.sin, np.cos)]
    return np.column_stack(columns)


def _level(residuals: Numbers) -> float:
    return _median(residuals[-_LEVEL_DAYS:])


def _median(values: Numbers) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else 0.0


def _filled(values: Numbers) -> Numbers:
    """Put the value of a week before, else the last one, where none is known."""
    found = values.copy()
    for place in np.flatnonzero(~np.isfinite(found)):
        found[place] = found[place - 7] if place >= 7 else (found[place - 1] if place else 0.0)
    return found
