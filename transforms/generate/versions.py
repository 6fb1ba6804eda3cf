"""The truth of subscriptions: what each costs from day to day, by the events that arrived."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from transforms.generate.arrays import ArrayTable, BoolArray, IntArray, latest_rows
from transforms.generate.bookings import Bookings
from transforms.generate.calendar import DAY_US
from transforms.generate.columns import dates, exact_money, money, take
from transforms.generate.ids import subscription_ids, user_ids
from transforms.generate.shop import Shop
from transforms.generate.subscriptions import INTERVALS
from transforms.generate.users import PLANS

_INTERVALS_A_YEAR = np.array([52, 12, 4, 1])


@dataclass(frozen=True)
class Versions(ArrayTable):
    """A row per subscription and the days in which it costs the same."""

    subscription: IntArray
    user: IntArray  # -1 where no event that arrived names one
    plan: IntArray  # index in PLANS
    interval: IntArray  # index in INTERVALS
    value_cents: IntArray  # an interval
    first_day: IntArray
    next_day: IntArray  # the first that it holds no more; -1 while it holds

    @property
    def mrr(self) -> IntArray:
        """Give what it is in a month, in ten-thousandths of a dollar, rounded half up."""
        a_year: IntArray = self.value_cents * 100 * _INTERVALS_A_YEAR[self.interval]
        return (2 * a_year + 12) // 24


def versions_of(shop: Shop, arrived: Bookings) -> Versions:
    """Tell the versions of subscriptions by their events: the state of a day is that at its end."""
    told = arrived.rows(arrived.is_of_subscription)
    told = told.rows(np.lexsort((told.timestamp_us, told.subscription)))
    day = told.timestamp_us // DAY_US - shop.calendar.epoch_day
    group = told.subscription
    turn = latest_rows(group, ~told.is_named("subscription_change"))
    terms = latest_rows(group, told.value_cents >= 0)
    is_active = (turn < 0) | told.is_named("subscription_start")[turn]
    state = np.column_stack([told.plan[terms], told.interval[terms], told.value_cents[terms]])
    state[~is_active] = -1
    at_end = np.flatnonzero((np.diff(group, append=-1) != 0) | (np.diff(day, append=-1) != 0))
    group, day, state = group[at_end], day[at_end], state[at_end]
    is_other = np.any(np.diff(state, axis=0, prepend=-2), axis=1)
    is_change = is_other | (np.diff(group, prepend=-1) != 0)
    group, day, state = group[is_change], day[is_change], state[is_change]
    is_last = np.diff(group, append=-1) != 0
    versions = Versions(
        subscription=group,
        user=_owners(told, group),
        plan=state[:, 0],
        interval=state[:, 1],
        value_cents=state[:, 2],
        first_day=day,
        next_day=np.where(is_last, -1, np.roll(day, -1)),
    )
    return versions.rows(versions.value_cents >= 0)


def subscription_table(shop: Shop, versions: Versions) -> pa.Table:
    """Lay out `subscriptions`."""
    is_current = versions.next_day < 0
    epoch_day = shop.calendar.epoch_day
    return pa.table(
        {
            "subscription_id": subscription_ids(shop, versions.subscription),
            "user_id": users_or_none(shop, versions.user),
            "plan_id": take(PLANS, versions.plan),
            "interval": take(INTERVALS, versions.interval),
            "amount": money(versions.value_cents),
            "mrr": exact_money(versions.mrr),
            "valid_from": dates(versions.first_day + epoch_day),
            "valid_to": dates(versions.next_day + epoch_day, null=is_current),
            "is_current": is_current,
        }
    )


def users_or_none(shop: Shop, users: IntArray) -> pa.Array:
    """Name users; -1 is nobody."""
    return take(user_ids(shop, users), np.where(users >= 0, np.arange(len(users)), -1))


def _owners(told: Bookings, subscriptions: IntArray) -> IntArray:
    """Give the user of each subscription, where one of its events names them."""
    is_named: BoolArray = told.user >= 0
    is_owned = np.isin(subscriptions, told.subscription[is_named])
    return np.where(is_owned, subscriptions // 2, -1)
