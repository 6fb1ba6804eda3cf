"""Bookings: what the back office tells, as columns: profiles, subscriptions, payments, costs."""

from dataclasses import dataclass, fields

import numpy as np

from transforms.generate.arrays import ArrayTable, BoolArray, IntArray
from transforms.generate.calendar import DAY_US
from transforms.generate.corruptions import INTACT, MALFORMED, RENAMED
from transforms.generate.dirt import Dirt
from transforms.generate.shop import Shop

BOOKING_NAMES = ["profile", "subscription_start", "subscription_change", "subscription_cancel"]
BOOKING_NAMES += ["subscription_end", "payment", "marketing_cost"]
STATUSES = ["succeeded", "failed", "refunded", "charged_back"]
FAILURES = ["card_declined", "insufficient_funds", "expired_card"]

_MINUTE_US = 60_000_000
_EARLIEST_US, _CLOCK_MINUTES = 60 * _MINUTE_US, 20 * 60
_BOOKING_KEYS = 1 << 60
"""Draws of bookings have keys from here on, those of visits below."""


@dataclass(frozen=True)
class Bookings(ArrayTable):
    """A row per event; -1 where it does not say. Numbers name things within this room."""

    name: IntArray  # index in BOOKING_NAMES
    number: IntArray  # the event's own
    timestamp_us: IntArray
    sent_us: IntArray  # when it was written; costs are reported later
    user: IntArray
    subscription: IntArray
    plan: IntArray  # index in PLANS
    interval: IntArray  # index in INTERVALS
    value_cents: IntArray
    invoice: IntArray
    payment: IntArray
    status: IntArray  # index in STATUSES
    failure: IntArray  # index in FAILURES
    source: IntArray  # index in SOURCES
    clicks: IntArray
    impressions: IntArray

    @property
    def key(self) -> IntArray:
        """Give the keys of draws about the events."""
        return self.number + _BOOKING_KEYS

    @property
    def is_of_subscription(self) -> BoolArray:
        """Say which events change what a subscription costs."""
        return self.is_named("subscription_start", "subscription_change", "subscription_end")

    def is_named(self, *names: str) -> BoolArray:
        """Say which events have one of these names."""
        is_wanted = np.array([name in names for name in BOOKING_NAMES])
        return is_wanted[self.name]

    def sent_between(self, first_us: int, end_us: int) -> "Bookings":
        """Keep what is sent in a span of time."""
        return self.rows((self.sent_us >= first_us) & (self.sent_us < end_us))


def bookings(name: str, number: IntArray, timestamp_us: IntArray, **others: IntArray) -> Bookings:
    """Put events of one name together; what is not given, none of them says."""
    columns = {field.name: np.full(len(number), -1) for field in fields(Bookings)}
    columns |= {
        "name": np.full(len(number), BOOKING_NAMES.index(name)),
        "number": number,
        "timestamp_us": timestamp_us,
        "sent_us": timestamp_us,
    }
    return Bookings(**columns | others)


def moments_us(shop: Shop, keys: IntArray, days: IntArray, minutes: IntArray | int) -> IntArray:
    """Give a moment of a day: the hour that each key has, and so many minutes later, below 120."""
    hour_us = _EARLIEST_US + shop.rng.below(keys, "office hour", _CLOCK_MINUTES) * _MINUTE_US
    return (shop.calendar.epoch_day + days) * DAY_US + hour_us + minutes * _MINUTE_US


def booking_dirt(shop: Shop, booked: Bookings) -> Dirt:
    """Draw whose line is refused, and who lacks its ids; any number of one subscription's."""
    rng, options, keys = shop.rng, shop.options, booked.key
    corruption = np.full(len(keys), INTACT)
    refusing = [at for at, each in enumerate(RENAMED, len(MALFORMED)) if each.error_code]
    for purpose, share, choices in (
        ("booking renamed", options.renamed / 2, refusing),
        ("booking malformed", options.malformed, list(range(len(MALFORMED)))),
    ):
        hit = rng.chance(keys, purpose, share)
        corruption[hit] = np.array(choices)[rng.below(keys[hit], "fate", len(choices))]
    return Dirt(corruption, rng.chance(keys, "booking without ids", options.missing_ids))
