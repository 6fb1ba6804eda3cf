"""The events of one part of the shop's time, as columns: visits cut into events, and dirt."""

from dataclasses import dataclass, fields, replace

import duckdb
import numpy as np

from transforms.generate.calendar import DAY_US, Calendar, Part
from transforms.generate.catalogue import Catalogue
from transforms.generate.dirt import Accidents, accidents
from transforms.generate.journeys import (
    CODE,
    SLOT_NAMES,
    SLOT_ROUNDS,
    SLOTS,
    Journeys,
    Planner,
)
from transforms.generate.moments import moments_of
from transforms.generate.options import GeneratorOptions
from transforms.generate.random import Dice, Truths, Whole
from transforms.generate.users import People
from transforms.generate.visits import Door, Visits


@dataclass(frozen=True)
class Shop:
    """What every part of the shop's time shares; close its engine in the end."""

    options: GeneratorOptions
    dice: Dice
    calendar: Calendar
    people: People
    catalogue: Catalogue
    planner: Planner
    engine: duckdb.DuckDBPyConnection


def open_shop(options: GeneratorOptions) -> Shop:
    """Make what all parts share."""
    dice, calendar = Dice(options.seed), Calendar(options)
    people, catalogue = People(dice), Catalogue(dice, calendar, options.events)
    planner = Planner(dice, calendar, people, catalogue, options.effects)
    engine = duckdb.connect(config={"threads": 1})
    return Shop(options, dice, calendar, people, catalogue, planner, engine)


@dataclass(frozen=True)
class Events:
    """Events by visit and moment.

    `visit` and `round` lead into `journeys`; `session` counts sessions from 0, and is -1 for what
    a server sent (refunds).
    """

    journeys: Journeys
    visitor: Whole
    visit: Whole
    round: Whole
    name: Whole
    key: Whole
    moment: Whole
    day: Whole
    session: Whole
    has_user_id: Truths
    accidents: Accidents

    def __len__(self) -> int:
        return len(self.visit)

    @property
    def is_accepted(self) -> Truths:
        """Say which events reach the tables."""
        return ~self.accidents.is_refused

    @property
    def is_in_session(self) -> Truths:
        """Say which events belong to a visitor."""
        return self.is_accepted & ~self.accidents.without_ids & (self.session >= 0)


def happenings(shop: Shop, part: Part) -> Events:
    """Make the events of a part."""
    journeys = _visits_of(shop, part)
    visits = journeys.visits
    visit, slot = np.nonzero(journeys.taken)
    visit, slot = visit[: part.events], slot[: part.events]
    times = moments_of(shop.dice, shop.calendar, visits, visit, slot)
    is_refund = slot == len(SLOTS) - 1
    lengths = np.bincount(visit, minlength=len(visits))
    logged_in = np.where(SLOT_NAMES[slot] == CODE["login"], visit, -1)
    return Events(
        journeys=journeys,
        visitor=shop.people.visitors(visits.person, visits.key),
        visit=visit,
        round=SLOT_ROUNDS[slot],
        name=SLOT_NAMES[slot],
        key=visits.key[visit] * len(SLOTS) * 2 + slot,
        moment=times.moment,
        day=times.moment // DAY_US - shop.calendar.epoch_day,
        session=np.where(is_refund, -1, np.cumsum(times.opens) - 1),
        has_user_id=(np.maximum.accumulate(logged_in) == visit) & ~is_refund,
        accidents=accidents(shop.dice, shop.options, visits.key, lengths, times.can_lose),
    )


def sources_of(shop: Shop, visits: Visits) -> Whole:
    """Say where each visit came from, as places in SOURCES."""
    first = shop.people.first_sources(visits.person)
    return np.where(visits.is_first, first, shop.people.later_sources(visits.key))


def _visits_of(shop: Shop, part: Part) -> Journeys:
    """Let visitors in until their events are enough, and no one after that."""
    door = Door(shop.dice, shop.calendar, shop.people, part, shop.options.users)
    found = [shop.planner.planned(door.newcomers())]
    count = int(found[0].lengths().sum())
    while count < part.events:
        found.append(shop.planner.planned(door.returning((part.events - count) // 5 + 4)))
        count += int(found[-1].lengths().sum())
    together = _together(found)
    needed = int(np.searchsorted(np.cumsum(together.lengths()), part.events)) + 1
    return _first(together, needed)


def _together(found: list[Journeys]) -> Journeys:
    visits = Visits(
        *(
            np.concatenate([getattr(each.visits, field.name) for each in found])
            for field in fields(Visits)
        )
    )
    columns = {
        field.name: np.concatenate([getattr(each, field.name) for each in found])
        for field in fields(Journeys)
        if field.name != "visits"
    }
    return Journeys(visits=visits, **columns)


def _first(journeys: Journeys, count: int) -> Journeys:
    visits = Visits(*(getattr(journeys.visits, field.name)[:count] for field in fields(Visits)))
    names = [field.name for field in fields(Journeys) if field.name != "visits"]
    columns = {name: getattr(journeys, name)[:count] for name in names}
    return replace(journeys, visits=visits, **columns)
