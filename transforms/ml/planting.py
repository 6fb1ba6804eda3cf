"""A detector judged where it will work: days of a series are halved and doubled, one at a time."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from statistics import median

import numpy as np

from transforms.ml.daily import (
    LEAST_SCALE,
    LEAST_WEEKDAYS,
    MAD_TO_SIGMA,
    REACH_DAYS,
    THRESHOLD,
    WEEKS,
    Series,
    judge_days,
)

PLANTED = 30
#: Days that nothing is planted in, as too little lies before them.
FIRST_PLANTED = 70
_LEAST_FOUND = 0.9

#: Which days of a series are named.
Detector = Callable[[Series], set[int]]


@dataclass(frozen=True)
class Found:
    """How many planted days were found of how many, and the unchanged ones among those judged."""

    halved: int
    doubled: int
    planted: int
    false_days: int
    judged: int


def detector(planned: Collection[date], noise: Series | None = None) -> Detector:
    """Make a detector of our method."""

    def days_named(series: Series) -> set[int]:
        judged = judge_days(series, leave_out=planned, noise_of=noise)
        return {
            place
            for place, each in enumerate(judged)
            if each is not None and abs(each.deviation) > THRESHOLD
        }

    return days_named


def weekday_detector(series: Series) -> set[int]:
    """Name the days far from the median of their weekday in 8 weeks: what needs no model.

    Far is beyond as many robust deviations of these days, which are 3 % of the median at least.
    """
    named = set()
    for place, (_, value) in enumerate(series):
        same = [series[each][1] for each in range(place - 7, max(-1, place - 7 * WEEKS - 1), -7)]
        if len(same) >= LEAST_WEEKDAYS:
            usual = median(same)
            spread = MAD_TO_SIGMA * median(abs(each - usual) for each in same)
            if abs(value - usual) > THRESHOLD * max(spread, LEAST_SCALE * usual):
                named.add(place)
    return named


def plant(series: Series, name_days: Detector, planned: Collection[date]) -> Found:
    """Halve and double 30 days, one at a time, and count what is found."""
    random = np.random.default_rng(0)
    free = [place for place in range(FIRST_PLANTED, len(series)) if series[place][0] not in planned]
    places = sorted(random.choice(free, size=min(PLANTED, len(free)), replace=False).tolist())
    hits = {
        factor: sum(_is_named(series, place, factor, name_days) for place in places)
        for factor in (0.5, 2.0)
    }
    false_days = sum(series[place][0] not in planned for place in name_days(series))
    return Found(hits[0.5], hits[2.0], len(places), false_days, len(free))


def is_better(ours: Found, baseline: Found) -> bool:
    """Tell whether halved days are found in nine of ten, with fewer false ones."""
    return ours.halved >= _LEAST_FOUND * ours.planted and ours.false_days < baseline.false_days


def _is_named(series: Series, place: int, factor: float, name_days: Detector) -> bool:
    """Change one day and tell whether it is named; days that cannot matter are left out."""
    day, value = series[place]
    before = series[max(0, place - REACH_DAYS) : place]
    return len(before) in name_days([*before, (day, value * factor)])
