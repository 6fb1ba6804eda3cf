"""The shop's calendar: how busy each day is, and on which day each user joins."""

from datetime import date, timedelta

import numpy as np

from transforms.generate.arrays import IntArray
from transforms.generate.incidents import TRAFFIC_PERCENT, Incident, is_hit
from transforms.generate.options import GeneratorOptions

DAY_US = 86_400_000_000
DAYS_BEFORE = 365
"""A quarter of the users joined in so many days before the period."""

_WEEKDAY_PERCENT = [90, 88, 92, 98, 112, 124, 108]
_MONTH_PERCENT = [88, 84, 92, 95, 104, 96, 94, 90, 98, 104, 140, 128]
SALE_PERCENT = {(11, 28): 190, (11, 29): 160, (12, 26): 150, (5, 15): 140, (1, 6): 135}
_GROWTH_PERCENT_A_YEAR = 25


class Calendar:
    """The days of the period, numbered from 0.

    `day_weights[day]` says how busy a day is, `file_of_day[day]` into which file most of its events
    go; day 0 is `epoch_day` days after 1970-01-01.
    """

    def __init__(self, options: GeneratorOptions, incidents: list[Incident]) -> None:
        self.days = options.days
        self.epoch_day = (options.first_day - date(1970, 1, 1)).days
        weights = [_day_weight(options.first_day, day) for day in range(self.days)]
        self.day_weights: IntArray = np.array(weights, dtype=np.int64)
        is_quiet = is_hit(incidents, "traffic", np.arange(self.days))
        self.day_weights[is_quiet] = self.day_weights[is_quiet] * TRAFFIC_PERCENT // 100
        self._weight_until = np.cumsum(self.day_weights)
        weight_before = self._weight_until - self.day_weights
        self.file_of_day = weight_before * options.files // self._weight_until[-1]
        self._joined_before = self._users_joined_before(options.users)

    def joined_on(self, users: IntArray) -> IntArray:
        """Give the day on which each user joined; before the period it is negative."""
        return np.searchsorted(self._joined_before, users, side="right") - 1 - DAYS_BEFORE

    def joined_before(self, days: IntArray) -> IntArray:
        """Count the users who joined before a day; users are numbered in that order."""
        return self._joined_before[days + DAYS_BEFORE]

    def shared_out(self, total: int) -> IntArray:
        """Share a number out to the days by their weights; give what is reached by each day."""
        reached: IntArray = total * self._weight_until // self._weight_until[-1]
        return reached

    def _users_joined_before(self, users: int) -> IntArray:
        """Count them for each day, from DAYS_BEFORE before the period to the day after it."""
        early = users // 4
        before = early * np.arange(DAYS_BEFORE + 1, dtype=np.int64) // DAYS_BEFORE
        return np.concatenate([before, early + self.shared_out(users - early)])


def _day_weight(first_day: date, day: int) -> int:
    """Multiply month, weekday, sales and growth; a usual day has some 1,000,000."""
    at = first_day + timedelta(days=day)
    sale = SALE_PERCENT.get((at.month, at.day), 100)
    growth = 36_500 + day * _GROWTH_PERCENT_A_YEAR
    return _WEEKDAY_PERCENT[at.weekday()] * _MONTH_PERCENT[at.month - 1] * sale * growth // 36_500
