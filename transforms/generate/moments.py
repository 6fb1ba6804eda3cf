"""When the events of visits happen, and where a new session begins."""

from dataclasses import dataclass

import numpy as np

from transforms.generate.calendar import DAY_US, Calendar
from transforms.generate.journeys import REFUND_DAYS, SECOND_HALF, SLOTS
from transforms.generate.random import Dice, Truths, Whole
from transforms.generate.visits import Visits

MINUTE_US = 60_000_000
GAP_US = 30 * MINUTE_US
"""A longer quiet time starts a new session; a list's credit lasts as long."""

_NO_BREAK, _STAYS_INSIDE, _STARTS_ANEW, _COMES_BACK = range(4)
_BREAKS = [930, 10, 10, 50]
_PAUSES_US = np.array([0, GAP_US, GAP_US + 1_000_000, 90 * MINUTE_US])
_GAPS_US = [
    *(400_000, 900_000, 1_500_000, 2_200_000, 3_000_000, 4_000_000, 5_000_000, 6_500_000),
    *(8_000_000, 10_000_000, 12_500_000, 15_000_000, 18_000_000, 22_000_000, 27_000_000),
    *(33_000_000, 41_000_000, 52_000_000, 66_000_000, 85_000_000, 110_000_000, 150_000_000),
    *(220_000_000, 380_000_000, 899_000_000),
]
_MOST_MINUTES = 80
_OPENS_US = 5 * 60 * MINUTE_US
_HOURS = [3, 5, 8, 10, 11, 12, 13, 15, 16, 14, 12, 11, 12, 14, 17, 19, 18, 13, 8]
"""The latest visit begins before midnight and is over before 04:00, long before the next day's."""


@dataclass(frozen=True)
class Moments:
    """For each event its moment (microseconds since 1970) and whether it opens a session.

    `can_lose` says of each visit that it may lose one event without its session falling apart.
    """

    moment: Whole
    opens: Truths
    can_lose: Truths


def moments_of(
    dice: Dice, calendar: Calendar, visits: Visits, visit: Whole, slot: Whole
) -> Moments:
    """Give each event its moment: quiet for less than 15 minutes, breaks aside."""
    starts = np.diff(visit, prepend=-1) > 0
    kind = dice.pick(visits.key, "break", _BREAKS)
    crosses = (slot >= SECOND_HALF) & (np.roll(slot, 1) < SECOND_HALF) & ~starts
    breaks = crosses & (kind[visit] != _NO_BREAK)
    minutes = np.where(kind == _COMES_BACK, dice.below(visits.key, "pause", 60), 0)
    pauses = _PAUSES_US[kind] + minutes * MINUTE_US
    gaps = np.where(breaks, pauses[visit], _gaps(dice, visits, visit, slot, starts))
    passed = np.cumsum(gaps)
    moment = _opened(dice, calendar, visits)[visit] + passed
    moment -= passed[np.flatnonzero(starts)][visit]
    days = 2 + dice.below(visits.key, "refund days", REFUND_DAYS - 1)
    is_refund = slot == len(SLOTS) - 1
    return Moments(
        moment=np.where(is_refund, moment + days[visit] * DAY_US, moment),
        opens=starts | (breaks & (kind[visit] >= _STARTS_ANEW)),
        can_lose=(kind == _NO_BREAK) | (kind == _COMES_BACK),
    )


def _gaps(dice: Dice, visits: Visits, visit: Whole, slot: Whole, starts: Truths) -> Whole:
    """Draw the quiet time before each event; a long visit goes faster, to end in time."""
    gaps = dice.spread(visits.key[visit] * len(SLOTS) + slot, "gap", _GAPS_US)
    with_start = (np.roll(slot, 1) == 0) & (slot == 1)
    gaps[starts | with_start] = 0
    total = np.zeros(len(visits), dtype=np.int64)
    np.add.at(total, visit, gaps)
    minutes = np.maximum(total // MINUTE_US + 1, _MOST_MINUTES)[visit]
    return gaps * _MOST_MINUTES // minutes


def _opened(dice: Dice, calendar: Calendar, visits: Visits) -> Whole:
    """Say when each visit begins."""
    hour = dice.pick(visits.key, "hour", _HOURS) * 60 * MINUTE_US
    within = dice.below(visits.key, "minute", 2**32 - 1) * (60 * MINUTE_US) >> 32
    return (calendar.epoch_day + visits.day) * DAY_US + _OPENS_US + hour + within
