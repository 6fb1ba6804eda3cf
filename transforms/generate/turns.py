"""Turns: the events of subscriptions, and the profiles of people."""

import numpy as np

from transforms.generate.arrays import IntArray
from transforms.generate.bookings import Bookings, bookings, moments_us
from transforms.generate.shop import Shop
from transforms.generate.subscriptions import NEVER, PAUSE_DAYS, Subscriptions

_PROFILE_DAYS = 30
_NUMBERS = 4
"""The numbers of events are 0 of 4 for turns, 1 for payments, 2 for profiles, 3 for costs."""

_MOST_TURNS = 16


def turns_of(shop: Shop, subscriptions: Subscriptions) -> Bookings:
    """Tell of all turns of subscriptions within the period."""
    resumed_on = np.minimum(subscriptions.paused_on + PAUSE_DAYS, NEVER)
    days_by_turn = [
        ("subscription_start", subscriptions.start),
        ("subscription_change", subscriptions.paid_from),
        ("subscription_change", subscriptions.changed_on),
        ("subscription_change", subscriptions.paused_on),
        ("subscription_change", resumed_on),
        ("subscription_cancel", subscriptions.cancelled_on),
        ("subscription_end", subscriptions.end),
        ("subscription_start", subscriptions.back),
        ("subscription_end", subscriptions.back_end),
    ]
    return Bookings.concatenated(
        [
            _turn(shop, subscriptions, name, days, turn)
            for turn, (name, days) in enumerate(days_by_turn)
        ]
    )


def profiles_of(shop: Shop, users: IntArray) -> Bookings:
    """Tell of each person with an account, within a month of joining or of the first day."""
    people = users[shop.users.are_registered(users)]
    first = np.maximum(shop.calendar.joined_on(people), 0)
    days = first + shop.rng.below(people, "profile", _PROFILE_DAYS)
    is_told = days < shop.calendar.days
    people, days = people[is_told], days[is_told]
    number = people * _NUMBERS + 2
    at = moments_us(shop, people, days, 0)
    return bookings("profile", number, at, user=people, plan=shop.users.plans(people))


def _turn(
    shop: Shop, subscriptions: Subscriptions, name: str, days: IntArray, turn: int
) -> Bookings:
    """Tell of one turn; a later one of the same day comes some minutes later."""
    is_told = days < shop.calendar.days
    if name == "subscription_change":
        is_told &= subscriptions.are_active(days) & (days > subscriptions.start)
    subscriptions, days = subscriptions.rows(is_told), days[is_told]
    says = name in ("subscription_start", "subscription_change")
    terms = {
        "plan": subscriptions.plans_on(days),
        "interval": subscriptions.interval,
        "value_cents": subscriptions.cents_on(days),
    }
    number = subscriptions.number
    return bookings(
        name,
        (number * _MOST_TURNS + turn) * _NUMBERS,
        moments_us(shop, number, days, turn),
        user=subscriptions.user,
        subscription=number,
        **(terms if says else {}),
    )
