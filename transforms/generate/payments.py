"""Payments: the invoices of subscriptions, how often each is tried, and what comes back."""

from dataclasses import dataclass

import numpy as np

from transforms.generate.arrays import ArrayTable, BoolArray, IntArray, positions_within
from transforms.generate.bookings import (
    FAILURES,
    STATUSES,
    Bookings,
    bookings,
    moments_us,
)
from transforms.generate.shop import Shop
from transforms.generate.subscriptions import INTERVAL_DAYS, Subscriptions

_SUCCEEDED, _FAILED, _REFUNDED, _CHARGED_BACK = range(len(STATUSES))
_ATTEMPT_DAYS = [0, 3, 10, 35]
"""So many days after an invoice it is tried, until it is paid; the last comes too late to count."""

_FAIL_SHARES = [0.08, 0.4, 0.25, 0.0]
"""How many of the attempts fail, where nobody fails for good."""

_LAST_OF_DUNNING = 2
"""What is never paid is tried no more after this attempt: the subscription ends."""

DAYS_AFTER = 60
"""No longer after the invoice is anything told of it."""

_MOST_INVOICES = 1_024
_NUMBERS_OF_INVOICE = 8
_NUMBERS = 4


@dataclass(frozen=True)
class _Invoices(ArrayTable):
    """A row per invoice."""

    number: IntArray
    subscription: IntArray
    user: IntArray
    day: IntArray
    value_cents: IntArray
    fails_for_good: BoolArray


def payments_of(
    shop: Shop, subscriptions: Subscriptions, first_day: int, last_day: int
) -> Bookings:
    """Tell of all that becomes of the invoices between two days, both included."""
    invoices = _invoices(subscriptions, first_day, last_day)
    told, is_open = [], np.ones(len(invoices), dtype=bool)
    paid = np.full(len(invoices), -1)
    for attempt, (delay, share) in enumerate(zip(_ATTEMPT_DAYS, _FAIL_SHARES, strict=True)):
        keys = invoices.number * _NUMBERS_OF_INVOICE + attempt
        fails = invoices.fails_for_good | shop.rng.chance(keys, "payment fails", share)
        told.append(_attempt(shop, invoices.rows(is_open), fails[is_open], attempt, delay))
        paid[is_open & ~fails] = attempt
        is_open &= fails & ~(invoices.fails_for_good & (attempt == _LAST_OF_DUNNING))
    told.append(_paid_back(shop, invoices, paid))
    return Bookings.concatenated(told)


def _invoices(subscriptions: Subscriptions, first_day: int, last_day: int) -> _Invoices:
    """List invoices: one each interval, where there is something to pay."""
    interval = INTERVAL_DAYS[subscriptions.interval]
    before = np.maximum(-((subscriptions.paid_from - first_day) // interval), 0)
    until = np.maximum((last_day - subscriptions.paid_from) // interval + 1, before)
    counts = until - before
    place = np.repeat(before, counts) + positions_within(counts)
    due = subscriptions.rows(np.repeat(np.arange(len(counts)), counts))
    day = due.paid_from + place * INTERVAL_DAYS[due.interval]
    is_dunned = (due.failing_invoice >= 0) & (place > due.failing_invoice) & (day < due.end)
    cents = due.cents_on(day)
    invoices = _Invoices(
        number=due.number * _MOST_INVOICES + place,
        subscription=due.number,
        user=due.user,
        day=day,
        value_cents=cents,
        fails_for_good=place == due.failing_invoice,
    )
    return invoices.rows(due.are_active(day) & ~is_dunned & (cents > 0))


def _attempt(
    shop: Shop, invoices: _Invoices, fails: BoolArray, attempt: int, delay: int
) -> Bookings:
    keys = invoices.number * _NUMBERS_OF_INVOICE + attempt
    reason = shop.rng.below(keys, "failure", len(FAILURES))
    return _told(
        shop,
        invoices,
        attempt,
        delay,
        payment=_payments(shop, invoices, np.full(len(invoices), attempt)),
        status=np.where(fails, _FAILED, _SUCCEEDED),
        failure=np.where(fails, reason, -1),
        value_cents=invoices.value_cents,
    )


def _payments(shop: Shop, invoices: _Invoices, attempt: IntArray) -> IntArray:
    """Give the number of the payment that an attempt belongs to: some shops try one again."""
    tries_again = shop.rng.chance(invoices.subscription, "same payment", 0.3)
    number: IntArray = invoices.number * _NUMBERS_OF_INVOICE + np.where(tries_again, 0, attempt)
    return number


def _paid_back(shop: Shop, invoices: _Invoices, paid: IntArray) -> Bookings:
    """Pay some back: half of it, all of it, all without a word how much, or by a charge back."""
    how = shop.rng.pick(invoices.number, "paid back", [950, 15, 15, 10, 10])
    is_back = (how > 0) & (paid >= 0)
    invoices, how, paid = invoices.rows(is_back), how[is_back], paid[is_back]
    half = invoices.value_cents // 2
    delay = np.array(_ATTEMPT_DAYS)[paid] + 4 + shop.rng.below(invoices.number, "back", 16)
    return _told(
        shop,
        invoices,
        len(_ATTEMPT_DAYS),
        delay,
        payment=_payments(shop, invoices, paid),
        status=np.where(how == 4, _CHARGED_BACK, _REFUNDED),
        value_cents=np.select([how == 1, how == 3], [half, -1], invoices.value_cents),
    )


def _told(
    shop: Shop, invoices: _Invoices, event: int, delay: IntArray | int, **columns: IntArray
) -> Bookings:
    day = invoices.day + delay
    told = bookings(
        "payment",
        (invoices.number * _NUMBERS_OF_INVOICE + event) * _NUMBERS + 1,
        moments_us(shop, invoices.subscription, day, 60),
        user=invoices.user,
        subscription=invoices.subscription,
        invoice=invoices.number,
        **columns,
    )
    return told.rows(day < shop.calendar.days)
