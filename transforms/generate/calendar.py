"""The shop's calendar: how busy each day is, who joins when, and how the work is cut in parts."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from transforms.generate.options import GeneratorOptions
from transforms.generate.random import Whole

DAY_US = 86_400_000_000
FORMER_DAYS = 365
"""Some people joined up to so many days before the period."""

_FORMER_SHARE = 4  # one of so many
_PART_EVENTS = 32_768
_WEEKDAYS = [90, 88, 92, 98, 112, 124, 108]
_MONTHS = [88, 84, 92, 95, 104, 96, 94, 90, 98, 104, 140, 128]
_SALE_DAYS = {(11, 28): 190, (11, 29): 160, (12, 26): 150, (5, 15): 140, (1, 6): 135}
_GROWTH_YEAR = 25  # percent


@dataclass(frozen=True)
class Part:
    """Some days, or the share of one day's people with `person % shares == share`."""

    number: int
    first_day: int
    last_day: int
    share: int
    shares: int
    events: int
    file: int


class Calendar:
    """The days of the period, numbered from 0."""

    def __init__(self, options: GeneratorOptions) -> None:
        self.days = options.days
        self.epoch_day = (options.first_day - date(1970, 1, 1)).days
        self.weights = np.array(
            [_weight(options.first_day + timedelta(days=day), day) for day in range(self.days)],
            dtype=np.int64,
        )
        self.joined = self._joined(options.users)
        ends = np.cumsum(self.weights)
        self.files = (ends - self.weights) * options.files // ends[-1]
        """The file that the events of each day mostly go to."""

    def joined_on(self, persons: Whole) -> Whole:
        """Say on which day each person came first; before the period it is negative."""
        return np.searchsorted(self.joined, persons, side="right") - 1 - FORMER_DAYS

    def joined_before(self, days: Whole) -> Whole:
        """Count the people who came before a day; they are numbered in that order."""
        return self.joined[days + FORMER_DAYS]

    def parts(self, options: GeneratorOptions) -> list[Part]:
        """Cut the period into parts of a bounded number of events, all events in sum."""
        most = min(_PART_EVENTS, max(1, options.events // (2 * options.files)))
        ends = np.cumsum(self.weights)
        events = np.diff(options.events * ends // ends[-1], prepend=0)
        spans: list[tuple[int, int, int, int, int]] = []
        first, waiting = 0, 0
        for day, count in enumerate(events.tolist()):
            if count > most:
                if waiting:
                    spans.append((first, day - 1, 0, 1, waiting))
                shares = -(-count // most)
                cuts = [count * share // shares for share in range(shares + 1)]
                spans += [
                    (day, day, share, shares, cuts[share + 1] - cuts[share])
                    for share in range(shares)
                ]
                first, waiting = day + 1, 0
                continue
            waiting += count
            if waiting >= most or (waiting and day == self.days - 1):
                spans.append((first, day, 0, 1, waiting))
                first, waiting = day + 1, 0
        before = np.cumsum([0] + [span[-1] for span in spans]).tolist()
        return [
            Part(number, *span, file=before[number] * options.files // options.events)
            for number, span in enumerate(spans)
        ]

    def _joined(self, users: int) -> Whole:
        former = users // _FORMER_SHARE
        before = former * np.arange(FORMER_DAYS + 1, dtype=np.int64) // FORMER_DAYS
        ends = np.cumsum(self.weights)
        return np.concatenate([before, former + (users - former) * ends // ends[-1]])


def _weight(day: date, number: int) -> int:
    """Say how busy a day is: month, weekday, sales, growth; a usual day has some 1,000,000."""
    sale = _SALE_DAYS.get((day.month, day.day), 100)
    growth = 36_500 + number * _GROWTH_YEAR
    return _WEEKDAYS[day.weekday()] * _MONTHS[day.month - 1] * sale * growth // 36_500
