"""Who visits the shop on which day: on that of joining, and again, until the user leaves."""

from dataclasses import dataclass

import numpy as np

from transforms.errors import LakehouseError
from transforms.generate.arrays import ArrayTable, BoolArray, IntArray
from transforms.generate.calendar import DAYS_BEFORE
from transforms.generate.chunks import Chunk
from transforms.generate.incidents import is_hit
from transforms.generate.shop import Shop
from transforms.generate.users import DIRECT, PAID_SEARCH

_AGE_DAYS_QUANTILES = [
    *(1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 21, 26, 30, 36, 44, 55, 68, 85),
    *(105, 130, 160, 195, 235, 285, 340, 410, 500, 620, 780, 1_000),
]
"""How long after joining a return visit happens."""

_STRICT_ROUNDS, _MOST_ROUNDS = 12, 200


@dataclass(frozen=True)
class Visits(ArrayTable):
    """A row per visit; a user has one a day at most."""

    user: IntArray
    visitor: IntArray  # the user's device
    day: IntArray
    key: IntArray  # the visit's own number: day * number of users + user
    source: IntArray  # index in SOURCES
    is_first: BoolArray  # on the day of joining


class VisitSampler:
    """Draw the visits of a chunk in rounds, none of them twice."""

    def __init__(self, shop: Shop, chunk: Chunk) -> None:
        self._shop, self._chunk = shop, chunk
        self._user_count = shop.options.users
        self._drawn_keys = np.zeros(0, dtype=np.int64)
        self._rounds = 0

    def first_visits(self) -> Visits:
        """Give a visit to every user who joins in the chunk."""
        chunk, calendar = self._chunk, self._shop.calendar
        first, end = calendar.joined_before(np.array([chunk.first_day, chunk.last_day + 1]))
        users = np.arange(first, end)
        users = users[users % chunk.user_groups == chunk.user_group]
        return self._visits(calendar.joined_on(users) * self._user_count + users, is_first=True)

    def return_visits(self, count: int) -> Visits:
        """Draw about so many visits of users who come back.

        Some rounds keep to how long users stay and how readily they come; later ones do not.

        Raises:
            LakehouseError: nobody is left to come.
        """
        self._rounds += 1
        number = self._chunk.number
        if self._rounds > _MOST_ROUNDS:
            raise LakehouseError(f"chunk {number} must find visitors, got too few people")
        draws = np.arange(count * 3 + 8) + (number << 32) + (self._rounds << 24)
        days = self._days(draws)
        users = self._candidates(draws, days)
        keys = (days * self._user_count + users)[self._come(draws, users, days)]
        keys = keys[np.sort(np.unique(keys, return_index=True)[1])]
        return self._visits(keys[~np.isin(keys, self._drawn_keys)], is_first=False)

    @property
    def _is_strict(self) -> bool:
        return self._rounds <= _STRICT_ROUNDS

    def _days(self, draws: IntArray) -> IntArray:
        first_day, end = self._chunk.first_day, self._chunk.last_day + 1
        weights = self._shop.calendar.day_weights[first_day:end] // 1_000 + 1
        return first_day + self._shop.rng.pick(draws, "day", weights)

    def _candidates(self, draws: IntArray, days: IntArray) -> IntArray:
        """Choose users of the chunk's group; a few have a number that no user has."""
        joined_before, rng = self._shop.calendar.joined_before, self._shop.rng
        if self._is_strict:
            ages = rng.from_quantiles(draws, "age", _AGE_DAYS_QUANTILES)
            joined_on = np.maximum(days - ages, -DAYS_BEFORE)
            first, end = joined_before(joined_on), joined_before(joined_on + 1)
            users = first + rng.below(draws, "of the day", np.maximum(end - first, 1))
        else:
            users = rng.below(draws, "anybody", np.maximum(joined_before(days), 1))
        return users - users % self._chunk.user_groups + self._chunk.user_group

    def _come(self, draws: IntArray, users: IntArray, days: IntArray) -> BoolArray:
        """Say which candidates come: some time after joining, and while they stay."""
        ages = days - self._shop.calendar.joined_on(users)
        come = (ages >= 1) & (users >= 0) & (users < self._user_count)
        if self._is_strict:
            probabilities = self._shop.users.return_millionths(users, ages)
            come &= self._shop.rng.chance_in_millionths(draws, "comes", probabilities)
        return come

    def _visits(self, keys: IntArray, *, is_first: bool) -> Visits:
        self._drawn_keys = np.concatenate([self._drawn_keys, keys])
        day, user = keys // self._user_count, keys % self._user_count
        users = self._shop.users
        source = users.first_sources(user) if is_first else users.later_sources(keys)
        is_lost = is_hit(self._shop.incidents, "channel", day) & np.isin(source, PAID_SEARCH)
        return Visits(
            user=user,
            visitor=users.visitors(user, keys),
            day=day,
            key=keys,
            source=np.where(is_lost, DIRECT, source),
            is_first=np.full(len(keys), is_first),
        )
