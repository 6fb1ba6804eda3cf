"""When the events of visits happen, and where a new session begins."""

from dataclasses import dataclass

import numpy as np

from transforms.generate.arrays import BoolArray, IntArray, sums_by_group
from transforms.generate.calendar import DAY_US
from transforms.generate.journeys import REFUND_DAYS
from transforms.generate.shop import Shop
from transforms.generate.steps import REFUND_STEP, SECOND_HALF_STEP, STEPS
from transforms.generate.visits import Visits

_MINUTE_US = 60_000_000
_HOUR_US = 60 * _MINUTE_US
SESSION_GAP_US = 30 * _MINUTE_US
"""A longer gap starts a new session; a list's credit lasts as long."""

_NO_PAUSE, _LONGEST_INSIDE, _SHORTEST_OUTSIDE, _LONG_PAUSE = range(4)
_PAUSE_WEIGHTS = [930, 10, 10, 50]
_PAUSES_US = np.array([0, SESSION_GAP_US, SESSION_GAP_US + 1_000_000, 90 * _MINUTE_US])
_GAP_US_QUANTILES = [
    *(400_000, 900_000, 1_500_000, 2_200_000, 3_000_000, 4_000_000, 5_000_000, 6_500_000),
    *(8_000_000, 10_000_000, 12_500_000, 15_000_000, 18_000_000, 22_000_000, 27_000_000),
    *(33_000_000, 41_000_000, 52_000_000, 66_000_000, 85_000_000, 110_000_000, 150_000_000),
    *(220_000_000, 380_000_000, 899_000_000),
]
"""Pauses aside, a gap is shorter than 15 minutes."""

_MOST_MINUTES = 80
_OPENING_HOUR = 5
_HOUR_WEIGHTS = [3, 5, 8, 10, 11, 12, 13, 15, 16, 14, 12, 11, 12, 14, 17, 19, 18, 13, 8]
"""The latest visit begins before midnight and is over before 04:00, long before the next day's."""


@dataclass(frozen=True)
class Timestamps:
    """When each event happens, and what follows from it for sessions."""

    timestamp_us: IntArray  # [events]
    opens_session: BoolArray  # [events]
    can_lose: BoolArray  # [visits], one event without the session falling apart


def sample_timestamps(shop: Shop, visits: Visits, visit: IntArray, step: IntArray) -> Timestamps:
    """Draw when events happen, given by visit (a row of `visits`) and step, in this order."""
    is_first = np.diff(visit, prepend=-1) > 0
    pause = shop.rng.pick(visits.key, "break", _PAUSE_WEIGHTS)
    crosses_half = (step >= SECOND_HALF_STEP) & (np.roll(step, 1) < SECOND_HALF_STEP) & ~is_first
    is_paused = crosses_half & (pause[visit] != _NO_PAUSE)
    gaps = _gaps_us(shop, visits, visit, step, is_first)
    gaps = np.where(is_paused, _pauses_us(shop, visits, pause)[visit], gaps)
    passed = np.cumsum(gaps)
    since_first = passed - passed[np.flatnonzero(is_first)][visit]
    timestamp = _visit_starts_us(shop, visits)[visit] + since_first
    timestamp[step == REFUND_STEP] += _refund_delays_us(shop, visits)[visit[step == REFUND_STEP]]
    return Timestamps(
        timestamp_us=timestamp,
        opens_session=is_first | (is_paused & (pause[visit] >= _SHORTEST_OUTSIDE)),
        can_lose=(pause == _NO_PAUSE) | (pause == _LONG_PAUSE),
    )


def _pauses_us(shop: Shop, visits: Visits, pause: IntArray) -> IntArray:
    """Give the length of each visit's pause; a long one is up to an hour longer."""
    more = np.where(pause == _LONG_PAUSE, shop.rng.below(visits.key, "pause", 60), 0)
    pauses: IntArray = _PAUSES_US[pause] + more * _MINUTE_US
    return pauses


def _gaps_us(
    shop: Shop, visits: Visits, visit: IntArray, step: IntArray, is_first: BoolArray
) -> IntArray:
    """Draw the gap before each event; a long visit goes faster, to end in time."""
    keys = visits.key[visit] * len(STEPS) + step
    gaps = shop.rng.from_quantiles(keys, "gap", _GAP_US_QUANTILES)
    is_page_of_start = (np.roll(step, 1) == 0) & (step == 1)
    gaps[is_first | is_page_of_start] = 0
    minutes = sums_by_group(visit, gaps, len(visits)) // _MINUTE_US + 1
    return gaps * _MOST_MINUTES // np.maximum(minutes, _MOST_MINUTES)[visit]


def _visit_starts_us(shop: Shop, visits: Visits) -> IntArray:
    midnight = (shop.calendar.epoch_day + visits.day) * DAY_US
    hour = _OPENING_HOUR + shop.rng.pick(visits.key, "hour", _HOUR_WEIGHTS)
    within_hour = shop.rng.below(visits.key, "minute", 2**32 - 1) * _HOUR_US >> 32
    return midnight + hour * _HOUR_US + within_hour


def _refund_delays_us(shop: Shop, visits: Visits) -> IntArray:
    return (2 + shop.rng.below(visits.key, "refund days", REFUND_DAYS - 1)) * DAY_US
