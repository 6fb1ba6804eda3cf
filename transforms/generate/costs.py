"""Costs: what paid sources cost, day by day, as they report it and correct it later."""

import numpy as np

from transforms.generate.arrays import IntArray
from transforms.generate.bookings import Bookings, bookings
from transforms.generate.calendar import DAY_US
from transforms.generate.shop import Shop
from transforms.generate.users import SOURCES

PAID_SOURCES = [
    index for index, each in enumerate(SOURCES) if each.medium in ("cpc", "paid_social")
]
LATEST_REPORT_DAYS = 11
_REPORT_DAYS = np.array([1, 4, LATEST_REPORT_DAYS])
"""Reports of a day follow after so many days; the later ones correct some of them."""

_REPORT_SHARES = [1.0, 0.3, 0.1]
_NOON_US = DAY_US // 2
_REPORTED_US = 6 * DAY_US // 24
_EVENTS_A_VISIT = 5
_CLICKS_A_THOUSAND_VISITS = 50
_CENTS_A_CLICK = np.array([18, 42])
"""From and to."""

_REPORTS_A_DAY = 6
_EVENTS_A_REPORT = 20
"""Small shops have reports of every so many days alone, to hold no more than these."""

_NUMBERS = 4


def costs_of(shop: Shop, first_day: int, last_day: int) -> Bookings:
    """Tell of the costs of the days between two, both included, that are reported in time."""
    day = np.arange(max(first_day, 0), min(last_day + 1, shop.calendar.days))
    day = day[day % _days_apart(shop) == 0]
    place = np.repeat(day, len(PAID_SOURCES)) * len(PAID_SOURCES)
    place += np.tile(np.arange(len(PAID_SOURCES)), len(day))
    told = [_report(shop, place, report) for report in range(len(_REPORT_DAYS))]
    return Bookings.concatenated(told)


def _report(shop: Shop, place: IntArray, report: int) -> Bookings:
    """Report the costs of places: days by sources."""
    rng = shop.rng
    keys = place * len(_REPORT_DAYS) + report
    day, source = place // len(PAID_SOURCES), place % len(PAID_SOURCES)
    is_sent = rng.chance(keys, "reported", _REPORT_SHARES[report])
    is_sent &= day + _REPORT_DAYS[report] < shop.calendar.days
    clicks = _clicks(shop, place, day) * (100 + report * rng.below(keys, "more clicks", 4)) // 100
    low, high = _CENTS_A_CLICK
    cents = clicks * (low + rng.below(place, "click price", high - low))
    midnight = (shop.calendar.epoch_day + day) * DAY_US
    told = bookings(
        "marketing_cost",
        keys * _NUMBERS + 3,
        midnight + _NOON_US,
        sent_us=midnight + _REPORT_DAYS[report] * DAY_US + _REPORTED_US,
        value_cents=cents,
        source=np.array(PAID_SOURCES)[source],
        clicks=clicks,
        impressions=clicks * (20 + rng.below(place, "impressions", 60)),
    )
    return told.rows(is_sent)


def _clicks(shop: Shop, place: IntArray, day: IntArray) -> IntArray:
    """Give clicks by the visits that a day should have, some more or less."""
    weights = shop.calendar.day_weights
    visits = shop.options.events * weights[day] // int(weights.sum()) // _EVENTS_A_VISIT
    percent = 70 + shop.rng.below(place, "clicks", 60)
    clicks: IntArray = 1 + visits * _CLICKS_A_THOUSAND_VISITS * percent // 100_000
    return clicks


def _days_apart(shop: Shop) -> int:
    """Say of every how many days costs are reported."""
    return max(1, shop.calendar.days * _REPORTS_A_DAY * _EVENTS_A_REPORT // shop.options.events)
