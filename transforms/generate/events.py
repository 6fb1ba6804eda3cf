"""The events of a chunk as columns: visits cut into their steps."""

from dataclasses import dataclass

import numpy as np

from transforms.generate.arrays import BoolArray, IntArray
from transforms.generate.calendar import DAY_US
from transforms.generate.chunks import Chunk
from transforms.generate.dirt import Dirt, sample_dirt
from transforms.generate.journeys import Journeys, sample_journeys
from transforms.generate.shop import Shop
from transforms.generate.steps import REFUND_STEP, STEP_NAMES, STEP_ROUNDS, STEPS, is_named
from transforms.generate.timestamps import sample_timestamps
from transforms.generate.visits import Visits, VisitSampler

_EVENTS_A_VISIT = 5  # about as many, to guess how many visits are still needed


@dataclass(frozen=True)
class Events:
    """A row per event, by visit and then by time.

    A refund is an event of the server: it has no session, and names nobody.
    """

    visits: Visits  # a row per visit
    journeys: Journeys  # a row per visit
    visit: IntArray  # row in the two above
    round: IntArray  # column in the journeys; 0 for a step in no round
    name: IntArray  # index in EVENT_NAMES
    key: IntArray  # the event's own number
    timestamp_us: IntArray
    day: IntArray  # of the timestamp
    session: IntArray  # numbered from 0 as planned, before any event is lost; -1 for none
    has_user_id: BoolArray
    dirt: Dirt  # a row per event

    def __len__(self) -> int:
        return len(self.visit)

    @property
    def sent_us(self) -> IntArray:
        """Say when events are sent: as they happen."""
        return self.timestamp_us

    @property
    def is_accepted(self) -> BoolArray:
        """Say which events reach the tables."""
        return ~self.dirt.is_refused

    @property
    def has_visitor(self) -> BoolArray:
        """Say which events name their visitor."""
        return (self.session >= 0) & ~self.dirt.lacks_ids

    @property
    def is_in_session(self) -> BoolArray:
        """Say which events the lake counts in a session."""
        return self.is_accepted & self.has_visitor

    def is_named(self, *names: str) -> BoolArray:
        """Say which events have one of these names."""
        return is_named(self.name, *names)


def make_events(shop: Shop, chunk: Chunk) -> Events:
    """Make the events of a chunk."""
    visits, journeys = _visits_and_journeys(shop, chunk)
    visit, step = (rows[: chunk.events] for rows in np.nonzero(journeys.takes_step))
    times = sample_timestamps(shop, visits, visit, step)
    event_counts = np.bincount(visit, minlength=len(visits))
    is_refund = step == REFUND_STEP
    return Events(
        visits=visits,
        journeys=journeys,
        visit=visit,
        round=STEP_ROUNDS[step],
        name=STEP_NAMES[step],
        key=visits.key[visit] * len(STEPS) * 2 + step,
        timestamp_us=times.timestamp_us,
        day=times.timestamp_us // DAY_US - shop.calendar.epoch_day,
        session=np.where(is_refund, -1, np.cumsum(times.opens_session) - 1),
        has_user_id=_follows_login(visit, STEP_NAMES[step]) & ~is_refund,
        dirt=sample_dirt(shop, visits.key, event_counts, times.can_lose, is_refund),
    )


def _visits_and_journeys(shop: Shop, chunk: Chunk) -> tuple[Visits, Journeys]:
    """Draw visits until their events are enough, and not one more."""
    sampler = VisitSampler(shop, chunk)
    visits = [sampler.first_visits()]
    journeys = [sample_journeys(shop, visits[0])]
    missing = chunk.events - int(journeys[0].event_counts().sum())
    while missing > 0:
        visits.append(sampler.return_visits(missing // _EVENTS_A_VISIT + 4))
        journeys.append(sample_journeys(shop, visits[-1]))
        missing -= int(journeys[-1].event_counts().sum())
    all_journeys = Journeys.concatenated(journeys)
    events_until = np.cumsum(all_journeys.event_counts())
    needed = int(np.searchsorted(events_until, chunk.events)) + 1
    return Visits.concatenated(visits).head(needed), all_journeys.head(needed)


def _follows_login(visit: IntArray, name: IntArray) -> BoolArray:
    """Say which events are a login or a sign-up, or follow one of their visit."""
    login_visit = np.where(is_named(name, "login", "sign_up"), visit, -1)
    follows: BoolArray = np.maximum.accumulate(login_visit) == visit
    return follows
