"""The truth of monthly recurring revenue: how it moved from the start of each month to its end."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa

from transforms.generate.arrays import ArrayTable, BoolArray, IntArray, group_starts
from transforms.generate.columns import exact_money
from transforms.generate.shop import Shop
from transforms.generate.versions import Versions

_MOVEMENTS = ["new", "reactivation", "expansion", "contraction", "churn"]
_NEW, _REACTIVATION, _EXPANSION, _CONTRACTION, _CHURN = range(5)
_MONEY = ["new_mrr", "reactivation_mrr", "expansion_mrr", "contraction_mrr", "churned_mrr"]
_KEPT = ["kept_change", "kept_at_most_change"]
_COUNTS = ["customers_new", "customers_reactivated", "customers_churned", "customers_lost"]
SUMS = [*_MONEY, *_KEPT, *_COUNTS, "movements"]


@dataclass(frozen=True)
class _Movements(ArrayTable):
    """A row per customer and day on which their MRR moved, in that order."""

    customer: IntArray
    day: IntArray
    change: IntArray
    after: IntArray
    is_first: BoolArray

    @property
    def before(self) -> IntArray:
        """Give the MRR of the day before."""
        return self.after - self.change

    @property
    def kind(self) -> IntArray:
        """Give the index in _MOVEMENTS."""
        conditions = [self.is_first, self.before == 0, self.after == 0, self.change > 0]
        return np.select(conditions, [_NEW, _REACTIVATION, _CHURN, _EXPANSION], _CONTRACTION)


def month_sums(shop: Shop, versions: Versions) -> IntArray:
    """Add up the movements of some customers, [SUMS, months]; MRR in ten-thousandths."""
    moves = _movements(shop, versions)
    months = months_of_days(shop)
    month = months[moves.day]
    sums = np.zeros((len(SUMS), int(months[-1]) + 1), dtype=np.int64)
    np.add.at(sums, (moves.kind, month), moves.change)
    counted = [(_NEW, "customers_new"), (_REACTIVATION, "customers_reactivated")]
    for kind, name in [*counted, (_CHURN, "customers_churned")]:
        np.add.at(sums[SUMS.index(name)], month[moves.kind == kind], 1)
    np.add.at(sums[SUMS.index("movements")], month, 1)
    _add_kept(sums, moves, month)
    return sums


def mrr_month_table(shop: Shop, sums: IntArray) -> pa.Table:
    """Lay out `mrr_months`: a row per month, from the first in which MRR moved."""
    of = dict(zip(SUMS, sums, strict=True))
    change = sums[: len(_MONEY)].sum(axis=0)
    came = of["customers_new"] + of["customers_reactivated"]
    customers = np.cumsum(came - of["customers_churned"])
    start, end = np.cumsum(change) - change, np.cumsum(change)
    first = len(end) if not of["movements"].any() else int(np.argmax(of["movements"] > 0))
    amounts = {
        "mrr_start": start,
        **{name: of[name] for name in _MONEY},
        "mrr_end": end,
        "mrr_kept": start + of["kept_change"],
        "mrr_kept_at_most": start + of["kept_at_most_change"],
    }
    counts = {
        "customers_start": customers - came + of["customers_churned"],
        **{name: of[name] for name in _COUNTS},
        "customers_end": customers,
    }
    first_days = np.flatnonzero(np.diff(months_of_days(shop), prepend=-1))
    starts = [shop.options.first_day + timedelta(days=day) for day in first_days.tolist()]
    columns = {"month_start": pa.array([each.replace(day=1) for each in starts], pa.date32())}
    columns |= {name: exact_money(amount) for name, amount in amounts.items()}
    return pa.table(columns | counts).slice(first)


def months_of_days(shop: Shop) -> IntArray:
    """Give the month of each day of the period, from 0."""
    epoch_days = np.arange(shop.calendar.days) + shop.calendar.epoch_day
    months = epoch_days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    from_first: IntArray = months - months[0]
    return from_first


def _movements(shop: Shop, versions: Versions) -> _Movements:
    """Net what begins and ends of each customer by day; who is not known is one for each."""
    paid = versions.rows(versions.mrr > 0)
    customer = np.where(paid.user >= 0, paid.user, shop.options.users + paid.subscription)
    ended = np.flatnonzero(paid.next_day >= 0)
    customers = np.concatenate([customer, customer[ended]])
    days = np.concatenate([paid.first_day, paid.next_day[ended]])
    changes = np.concatenate([paid.mrr, -paid.mrr[ended]])
    place, row = np.unique(customers * shop.calendar.days + days, return_inverse=True)
    change = np.zeros(len(place), dtype=np.int64)
    np.add.at(change, row, changes)
    place, change = place[change != 0], change[change != 0]
    customer, day = place // shop.calendar.days, place % shop.calendar.days
    is_first = np.diff(customer, prepend=-1) != 0
    return _Movements(customer, day, change, _running_sums(change, is_first), is_first)


def _running_sums(values: IntArray, is_first: BoolArray) -> IntArray:
    """Add values up, anew from each first one."""
    sums = np.cumsum(values)
    before = (sums - values)[is_first]
    running: IntArray = sums - before[np.cumsum(is_first) - 1]
    return running


def _add_kept(sums: IntArray, moves: _Movements, month: IntArray) -> None:
    """Add what the customers of a month's start pay more or less at its end."""
    starts = group_starts(moves.customer * sums.shape[1] + month)
    if not len(starts):
        return
    change = np.add.reduceat(moves.change, starts)
    month, was_paying = month[starts], moves.before[starts] > 0
    after = moves.before[starts] + change
    for name, values in (
        ("kept_change", change),
        ("kept_at_most_change", np.minimum(change, 0)),
        ("customers_lost", (after == 0).astype(np.int64)),
    ):
        np.add.at(sums[SUMS.index(name)], month[was_paying], values[was_paying])
