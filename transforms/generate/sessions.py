"""The truth of sessions: what is left of each once lost events are gone."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from transforms.generate.arrays import BoolArray, IntArray, group_starts
from transforms.generate.columns import money, number_texts, take, timestamps
from transforms.generate.events import Events
from transforms.generate.ids import user_ids, variant_ids, visitor_ids
from transforms.generate.shop import Shop
from transforms.generate.users import PLATFORMS, SOURCES, Source

_NOT_INTERACTIONS = ["session_start", "view_promotion", "scroll"]
_SESSION_IDS = """
select md5(length(visitor_id) || ':' || visitor_id || '|' || platform_id || '|' || start_us) as id
from sessions
"""


@dataclass(frozen=True)
class Sessions:
    """A row per session, and in `row_of_event` the row of each event's session, or -1."""

    row_of_event: IntArray  # [events]
    id: pa.Array
    visit: IntArray  # row in Visits
    start_us: IntArray
    end_us: IntArray
    event_count: IntArray
    interaction_count: IntArray
    has_checkout: BoolArray
    has_purchase: BoolArray
    has_user_id: BoolArray


def sessions_of(shop: Shop, events: Events) -> Sessions:
    """Find the sessions in a chunk's events."""
    event = np.flatnonzero(events.is_in_session)
    starts = group_starts(events.session[event])
    sizes = np.diff(np.append(starts, len(event)))
    row = np.repeat(np.arange(len(starts)), sizes)
    row_of_event = np.full(len(events), -1)
    row_of_event[event] = row

    def counts(of: BoolArray) -> IntArray:
        return np.bincount(row[of[event]], minlength=len(starts))

    visit, start_us = events.visit[event[starts]], events.timestamp_us[event[starts]]
    return Sessions(
        row_of_event=row_of_event,
        id=_session_ids(shop, events, visit, start_us),
        visit=visit,
        start_us=start_us,
        end_us=events.timestamp_us[event[starts + sizes - 1]],
        event_count=sizes,
        interaction_count=counts(~events.is_named(*_NOT_INTERACTIONS)),
        has_checkout=counts(events.is_named("begin_checkout")) > 0,
        has_purchase=counts(events.is_named("purchase")) > 0,
        has_user_id=counts(events.has_user_id) > 0,
    )


def session_table(
    shop: Shop, events: Events, sessions: Sessions, revenue_cents: IntArray
) -> pa.Table:
    """Lay out `sessions`; the revenue of one without an order is -1."""
    visit, visits = sessions.visit, events.visits
    user = np.where(sessions.has_user_id, np.arange(len(visit)), -1)
    return pa.table(
        {
            "session_id": sessions.id,
            "visitor_id": visitor_ids(shop, visits.visitor[visit]),
            "platform_id": platforms_of_visits(shop, events, visit),
            "user_id": take(user_ids(shop, visits.user[visit]), user),
            **source_columns(visits.source[visit]),
            "experiment_id": take(variant_ids(shop), events.journeys.variant[visit]),
            "event_count": sessions.event_count,
            "interaction_count": sessions.interaction_count,
            "order_count": (revenue_cents >= 0).astype(np.int64),
            "revenue": money(np.maximum(revenue_cents, 0)),
            "has_checkout": sessions.has_checkout,
            "has_purchase": sessions.has_purchase,
            "session_start_at": timestamps(sessions.start_us),
            "session_end_at": timestamps(sessions.end_us),
        }
    )


def source_columns(source: IntArray) -> dict[str, pa.Array]:
    """Name sources, given by their index in SOURCES."""
    return {
        column: take([getattr(each, column) for each in SOURCES], source)
        for column in Source._fields
    }


def platforms_of_visits(shop: Shop, events: Events, visit: IntArray) -> pa.Array:
    """Name the platform of some visits."""
    return take(PLATFORMS, shop.users.platforms(events.visits.visitor[visit]))


def _session_ids(shop: Shop, events: Events, visit: IntArray, start_us: IntArray) -> pa.Array:
    """Hash what the lake hashes; DuckDB's md5 is faster than Python's."""
    columns = {
        "visitor_id": visitor_ids(shop, events.visits.visitor[visit]),
        "platform_id": platforms_of_visits(shop, events, visit),
        "start_us": number_texts(start_us),
    }
    with shop.duckdb.cursor() as connection:
        connection.register("sessions", pa.table(columns))
        found = connection.execute(_SESSION_IDS).to_arrow_table()
    return found.column("id").combine_chunks()
