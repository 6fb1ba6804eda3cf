"""Who comes on which day: newcomers on their first, and those who come back until they leave."""

from dataclasses import dataclass

import numpy as np

from transforms.errors import LakehouseError
from transforms.generate.calendar import FORMER_DAYS, Calendar, Part
from transforms.generate.random import Dice, Truths, Whole
from transforms.generate.users import People

_AGES = [
    *(1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 21, 26, 30, 36, 44, 55, 68, 85),
    *(105, 130, 160, 195, 235, 285, 340, 410, 500, 620, 780, 1_000),
]
_PATIENT_TRIES, _MOST_TRIES = 12, 200


@dataclass(frozen=True)
class Visits:
    """A person's visit on a day, at most one each day; `key` is the visit's own number."""

    person: Whole
    day: Whole
    key: Whole
    is_first: Truths

    def __len__(self) -> int:
        return len(self.person)


class Door:
    """Let visitors of one part in, in rounds, until there are enough."""

    def __init__(
        self, dice: Dice, calendar: Calendar, people: People, part: Part, users: int
    ) -> None:
        self._dice, self._calendar, self._people = dice, calendar, people
        self._part, self._users = part, users
        self._seen = np.zeros(0, dtype=np.int64)
        self._tries = 0

    def newcomers(self) -> Visits:
        """Let in everybody whose first day it is."""
        part = self._part
        ends = self._calendar.joined_before(np.array([part.first_day, part.last_day + 1]))
        persons = np.arange(ends[0], ends[1])
        persons = persons[persons % part.shares == part.share]
        return self._entered(persons, self._calendar.joined_on(persons), is_first=True)

    def returning(self, count: int) -> Visits:
        """Let in about so many who come back.

        Raises:
            LakehouseError: nobody is left to come.
        """
        self._tries += 1
        if self._tries > _MOST_TRIES:
            raise LakehouseError(f"part {self._part.number} must find visitors, got too few people")
        part, dice = self._part, self._dice
        tickets = np.arange(count * 3 + 8) + (part.number << 32) + (self._tries << 24)
        weights = self._calendar.weights[part.first_day : part.last_day + 1]
        days = part.first_day + dice.pick(tickets, "day", weights // 1_000 + 1)
        persons = self._candidates(tickets, days)
        ages = days - self._calendar.joined_on(persons)
        kept = (ages >= 1) & (persons >= 0) & (persons < self._users)
        if self._tries <= _PATIENT_TRIES:
            kept &= ages <= self._people.stays(persons)
            kept &= dice.chances(tickets, "comes", self._people.activity(persons))
        persons, days = persons[kept], days[kept]
        _, firsts = np.unique(days * self._users + persons, return_index=True)
        firsts.sort()
        persons, days = persons[firsts], days[firsts]
        fresh = ~np.isin(days * self._users + persons, self._seen)
        return self._entered(persons[fresh], days[fresh], is_first=False)

    def _candidates(self, tickets: Whole, days: Whole) -> Whole:
        """Choose people by how long ago they joined; when patience ends, anybody."""
        if self._tries > _PATIENT_TRIES:
            known = self._calendar.joined_before(days)
            persons = self._dice.below(tickets, "anybody", np.maximum(known, 1))
        else:
            joined = np.maximum(days - self._dice.spread(tickets, "age", _AGES), -FORMER_DAYS)
            first, end = (self._calendar.joined_before(joined + more) for more in (0, 1))
            persons = first + self._dice.below(tickets, "of the day", np.maximum(end - first, 1))
        return persons - persons % self._part.shares + self._part.share

    def _entered(self, persons: Whole, days: Whole, *, is_first: bool) -> Visits:
        keys = days * self._users + persons
        self._seen = np.concatenate([self._seen, keys])
        return Visits(persons, days, keys, np.full(len(keys), is_first))
