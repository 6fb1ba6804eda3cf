"""Subscriptions: who pays for a plan, how often, and from which day to which.

All of a subscription follows from its number, so that its events can be told month by month. It is
2 * user, or 2 * user + 1 for a second one of the same person.
"""

from dataclasses import dataclass

import numpy as np

from transforms.generate.arrays import ArrayTable, BoolArray, IntArray
from transforms.generate.shop import Shop

INTERVALS = ["week", "month", "quarter", "year"]
INTERVAL_DAYS = np.array([7, 30, 91, 365])
"""An invoice follows after so many days."""

PRICE_CENTS = np.array([[0, 0, 0, 0], [149, 499, 1_399, 4_999], [349, 1_299, 3_599, 12_999]])
"""What an interval costs, [PLANS, INTERVALS]."""

TRIAL_DAYS, PAUSE_DAYS, DUNNING_DAYS = 14, 30, 14
NEVER = 1 << 20
"""A day that no period reaches."""

_START_DELAY_QUANTILES = [0, 0, 1, 3, 7, 14, 30, 60, 120]
_IMPORT_DAYS = 14
"""Who subscribed before the period is told of in its first days."""


@dataclass(frozen=True)
class Subscriptions(ArrayTable):
    """A row per subscription that begins within the period; days are the period's, or NEVER."""

    number: IntArray
    user: IntArray
    first_plan: IntArray  # index in PLANS
    interval: IntArray  # index in INTERVALS
    start: IntArray
    paid_from: IntArray  # after a trial; else as `start`
    changed_on: IntArray  # to the other plan
    paused_on: IntArray
    cancelled_on: IntArray  # a wish to leave
    end: IntArray
    back: IntArray  # started again after the end
    back_end: IntArray
    failing_invoice: IntArray  # number of the one that is never paid, so that it ends; or -1

    def plans_on(self, days: IntArray) -> IntArray:
        """Give the plan of each subscription on its day, index in PLANS."""
        return np.where(days >= self.changed_on, 3 - self.first_plan, self.first_plan)

    def cents_on(self, days: IntArray) -> IntArray:
        """Give what an interval costs each on its day; trials and pauses cost 0."""
        is_paused = (days >= self.paused_on) & (days < self.paused_on + PAUSE_DAYS)
        cents = PRICE_CENTS[self.plans_on(days), self.interval]
        return np.where(is_paused | (days < self.paid_from), 0, cents)

    def are_active(self, days: IntArray) -> BoolArray:
        """Say which have begun and not ended on their day."""
        is_first_time = (days >= self.start) & (days < self.end)
        are_active: BoolArray = is_first_time | ((days >= self.back) & (days < self.back_end))
        return are_active


def subscriptions_of(shop: Shop, users: IntArray) -> Subscriptions:
    """Give the subscriptions of some users; most have none."""
    payers = users[shop.users.are_registered(users)]
    payers = payers[shop.users.plans(payers) > 0]
    firsts = _first_ones(shop, payers)
    return Subscriptions.concatenated([firsts, _second_ones(shop, firsts)])


def _first_ones(shop: Shop, users: IntArray) -> Subscriptions:
    """Begin some time after joining, and end when the person leaves."""
    rng = shop.rng
    joined = shop.calendar.joined_on(users)
    start = joined + rng.from_quantiles(users, "subscribes", _START_DELAY_QUANTILES)
    start = np.where(start < 0, rng.below(users, "imported", _IMPORT_DAYS), start)
    leaves = joined + shop.users.stay_days(users)
    has_trial = rng.chance(users, "trial", 0.25)
    paid_from = start + TRIAL_DAYS * has_trial
    return _lives(shop, users * 2, shop.users.plans(users), start, paid_from, leaves)


def _second_ones(shop: Shop, firsts: Subscriptions) -> Subscriptions:
    """Give some people another one; some begin on the very day on which the first ends."""
    rng = shop.rng
    of = firsts.rows(rng.chance(firsts.user, "second subscription", 0.15))
    number = of.number + 1
    plan = 1 + rng.below(number, "plan", 2)
    follows = rng.chance(number, "follows", 0.4)
    start = np.where(follows, of.end, of.start + 10 + rng.below(number, "later", 150))
    return _lives(shop, number, plan, start, start, start + 20 + rng.below(number, "stays", 250))


def _lives(
    shop: Shop,
    number: IntArray,
    plan: IntArray,
    start: IntArray,
    paid_from: IntArray,
    leaves: IntArray,
) -> Subscriptions:
    """Draw what becomes of subscriptions until their people leave; keep those that begin."""
    rng, days = shop.rng, shop.calendar.days

    def some(purpose: str, share: float, day: IntArray) -> IntArray:
        return np.where(rng.chance(number, purpose, share), day, NEVER)

    interval = rng.pick(number, "interval", [6, 66, 10, 18])
    end = np.where(leaves < days, leaves, NEVER)
    planned = Subscriptions(
        number=number,
        user=number // 2,
        first_plan=plan,
        interval=interval,
        start=start,
        paid_from=paid_from,
        changed_on=some("changes", 0.25, start + 14 + rng.below(number, "changed", 200)),
        paused_on=some("pauses", 0.08, start + 20 + rng.below(number, "paused", 150)),
        cancelled_on=np.full(len(number), NEVER),
        end=end,
        back=np.full(len(number), NEVER),
        back_end=np.full(len(number), NEVER),
        failing_invoice=np.full(len(number), -1),
    )
    begun = planned.rows((start < leaves) & (start < days))
    return _ended(shop, begun)


def _ended(shop: Shop, subscriptions: Subscriptions) -> Subscriptions:
    """Draw how each ends: by a payment that fails for good, or by a wish; some come back."""
    rng, number = shop.rng, subscriptions.number
    failing = _failing_invoices(shop, subscriptions)
    failed_on = subscriptions.paid_from + failing * INTERVAL_DAYS[subscriptions.interval]
    end = np.where(failing >= 0, failed_on + DUNNING_DAYS, subscriptions.end)
    wish = np.maximum(end - 1 - rng.below(number, "thinks it over", 28), subscriptions.start)
    wishes = (failing < 0) & (end < NEVER) & rng.chance(number, "says so", 0.7)
    away = rng.pick(number, "away", [1, 4]) * (30 + rng.below(number, "days away", 60))
    back = np.where((end < NEVER) & rng.chance(number, "comes back", 0.15), end + away, NEVER)
    return subscriptions.replaced(
        cancelled_on=np.where(wishes, wish, NEVER),
        end=end,
        back=back,
        back_end=back + 45 + rng.below(number, "stays again", 150),
        failing_invoice=failing,
    )


def _failing_invoices(shop: Shop, subscriptions: Subscriptions) -> IntArray:
    """Give some that end their last invoice, which is never paid; the others -1."""
    interval_days = INTERVAL_DAYS[subscriptions.interval]
    last = (subscriptions.end - subscriptions.paid_from - 1) // interval_days
    day = subscriptions.paid_from + last * interval_days
    can_fail = (subscriptions.end < NEVER) & (last >= 0) & (subscriptions.cents_on(day) > 0)
    fails = can_fail & shop.rng.chance(subscriptions.number, "fails for good", 0.25)
    return np.where(fails, last, -1)
