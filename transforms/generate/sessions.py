"""The sessions that a part's visits are, as they were made."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from transforms.generate.columns import cents, named, rows_of, times
from transforms.generate.events import Events, Shop, sources_of
from transforms.generate.ids import person_ids, variant_codes, visitor_ids
from transforms.generate.journeys import CODE
from transforms.generate.random import Truths, Whole
from transforms.generate.texts import numbers
from transforms.generate.users import PLATFORMS, SOURCES

_QUIET = [CODE["session_start"], CODE["view_promotion"], CODE["scroll"]]
_IDS = """
select md5(length(visitor_id) || ':' || visitor_id || '|' || platform_id || '|' || start) as id
from sessions
"""


@dataclass(frozen=True)
class Sessions:
    """One row per session; `row` leads from an event's session number here, or is -1."""

    row: Whole
    number: Whole
    id: pa.Array
    visit: Whole
    start: Whole
    end: Whole
    events: Whole
    interactions: Whole
    checks_out: Truths
    buys: Truths
    names_person: Truths


def sessions_of(shop: Shop, events: Events) -> Sessions:
    """Count what is left of each session."""
    rows = np.flatnonzero(events.is_in_session)
    numbers_ = events.session[rows]
    firsts = np.flatnonzero(np.diff(numbers_, prepend=-1))
    lasts = np.append(firsts[1:], len(rows)) - 1
    number = numbers_[firsts]
    row = np.full(int(events.session.max(initial=0)) + 1, -1)
    row[number] = np.arange(len(number))

    def counted(what: Truths) -> Whole:
        return np.bincount(row[numbers_[what[rows]]], minlength=len(number))

    visit, start = events.visit[rows[firsts]], events.moment[rows[firsts]]
    return Sessions(
        row=row,
        number=number,
        id=_ids(shop, events, visit, start),
        visit=visit,
        start=start,
        end=events.moment[rows[lasts]],
        events=lasts - firsts + 1,
        interactions=counted(~np.isin(events.name, _QUIET)),
        checks_out=counted(events.name == CODE["begin_checkout"]) > 0,
        buys=counted(events.name == CODE["purchase"]) > 0,
        names_person=counted(events.has_user_id) > 0,
    )


def platforms(shop: Shop, events: Events, visits: Whole) -> pa.Array:
    """Name the platform of each visit."""
    return named(PLATFORMS, shop.people.platforms(events.visitor)[visits])


def _ids(shop: Shop, events: Events, visit: Whole, start: Whole) -> pa.Array:
    columns = {
        "visitor_id": visitor_ids(shop, events).take(pa.array(visit)),
        "platform_id": platforms(shop, events, visit),
        "start": numbers(start),
    }
    with shop.engine.cursor() as connection:
        connection.register("sessions", pa.table(columns))
        found = connection.execute(_IDS).to_arrow_table()
    return found.column("id").combine_chunks()


def session_table(shop: Shop, events: Events, found: Sessions, revenue: Whole) -> pa.Table:
    """Lay out the truth of sessions; `revenue` has the cents of each one's orders, or -1."""
    visits = events.journeys.visits
    person = person_ids(shop, visits.person[found.visit])
    source = sources_of(shop, visits)[found.visit]
    origin = {
        name: named([each[place] for each in SOURCES], source)
        for place, name in enumerate(("source", "medium", "campaign"))
    }
    return pa.table(
        {
            "session_id": found.id,
            "visitor_id": visitor_ids(shop, events).take(pa.array(found.visit)),
            "platform_id": platforms(shop, events, found.visit),
            "user_id": rows_of(person, np.where(found.names_person, np.arange(len(person)), -1)),
            **origin,
            "experiment_id": named(variant_codes(shop), events.journeys.variant[found.visit]),
            "event_count": found.events,
            "interaction_count": found.interactions,
            "order_count": (revenue >= 0).astype(np.int64),
            "revenue": cents(np.maximum(revenue, 0)),
            "has_checkout": found.checks_out,
            "has_purchase": found.buys,
            "session_start_at": times(found.start),
            "session_end_at": times(found.end),
        }
    )
