"""Incidents: planned days on which something is broken, which a monitor should find.

traffic   few people come
channel   visits of paid search lose their source
field     visits lose their `ga_session_id`
checkout  hardly a cart reaches the checkout
"""

from datetime import timedelta
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from transforms.generate.arrays import BoolArray, IntArray
from transforms.generate.options import GeneratorOptions
from transforms.generate.random import KeyedRandom

TRAFFIC_PERCENT = 30
"""How many of the visits are left when few people come."""

CHECKOUT_SHARE = 0.05
"""How many of the checkouts are left when they are broken."""

_KINDS = ["traffic", "channel", "field", "checkout"]
_FIGURES_OF_KIND = {
    "traffic": [("sessions", "")],
    "channel": [("attributed_revenue", "last_click / Paid Search")],
    "field": [("fill_rate", "page_view.ga_session_id")],
    "checkout": [("orders", ""), ("revenue", ""), ("conversion_rate", "")],
}
_LEARNING_DAYS = 45
"""A monitor needs so many days before the first one."""

_DAYS_APART = 30
_MOST_DAYS = 2
_DAYS_AT_END = 3
"""The last one lies within the three days that a monitor judges at the period's end."""


class Incident(NamedTuple):
    """What is broken from one day to another, both included."""

    kind: str
    first_day: int
    last_day: int


def incidents_of(options: GeneratorOptions, rng: KeyedRandom) -> list[Incident]:
    """Plan the incidents: about one a month, the last one of the checkout."""
    room = options.days - _DAYS_AT_END - _LEARNING_DAYS
    if room < 0 or not options.incidents:
        return []
    count = room // _DAYS_APART + 1
    back = np.arange(count)[::-1]  # numbered from the last one, which is 0
    sooner = np.where(back > 0, rng.below(back, "incident sooner", 14), 0)
    first = np.maximum(options.days - _DAYS_AT_END - back * _DAYS_APART - sooner, _LEARNING_DAYS)
    length = 1 + rng.below(back, "incident lasts", _MOST_DAYS)
    return [
        Incident(_KINDS[-1 - number % len(_KINDS)], start, start + days - 1)
        for number, start, days in zip(back.tolist(), first.tolist(), length.tolist(), strict=True)
    ]


def is_hit(incidents: list[Incident], kind: str, days: IntArray) -> BoolArray:
    """Say which days have an incident of a kind."""
    hit = np.zeros(days.shape, dtype=bool)
    for incident in incidents:
        if incident.kind == kind:
            hit |= (days >= incident.first_day) & (days <= incident.last_day)
    return hit


def incident_table(options: GeneratorOptions, incidents: list[Incident]) -> pa.Table:
    """Lay out `incidents`: a row per incident and figure that falls."""
    rows = [
        {
            "incident": number,
            "kind": incident.kind,
            "figure": figure,
            "slice": slice_name,
            "first_day": options.first_day + timedelta(days=incident.first_day),
            "last_day": options.first_day + timedelta(days=incident.last_day),
        }
        for number, incident in enumerate(incidents, 1)
        for figure, slice_name in _FIGURES_OF_KIND[incident.kind]
    ]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


_SCHEMA = pa.schema(
    [
        ("incident", pa.int64()),
        ("kind", pa.string()),
        ("figure", pa.string()),
        ("slice", pa.string()),
        ("first_day", pa.date32()),
        ("last_day", pa.date32()),
    ]
)
