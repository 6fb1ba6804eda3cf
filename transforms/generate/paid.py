"""The truth of payments and of costs, by the events that arrived."""

import numpy as np
import pyarrow as pa

from transforms.generate.arrays import IntArray, first_rows, group_starts, last_rows, sums_by_group
from transforms.generate.bookings import FAILURES, STATUSES, Bookings
from transforms.generate.calendar import DAY_US
from transforms.generate.columns import dates, money, take, timestamps
from transforms.generate.ids import invoice_ids, payment_ids, subscription_ids
from transforms.generate.sessions import source_columns
from transforms.generate.shop import Shop
from transforms.generate.versions import users_or_none


def payment_table(shop: Shop, arrived: Bookings) -> pa.Table:
    """Lay out `payments`: each of all its events that arrived."""
    told = arrived.rows(arrived.is_named("payment"))
    told = told.rows(np.lexsort((told.timestamp_us, told.payment)))
    starts = group_starts(told.payment)
    group = np.cumsum(np.diff(told.payment, prepend=-1) != 0) - 1
    count = len(starts)
    first = told.rows(starts)
    last = last_rows(group, np.ones(len(group), dtype=bool), count)
    paid = first_rows(group, told.status == STATUSES.index("succeeded"), count)
    failed = last_rows(group, told.failure >= 0, count)
    named = first_rows(group, told.user >= 0, count)
    amount, refunded = _amounts(told, group, count)
    return pa.table(
        {
            "payment_id": payment_ids(shop, first.payment),
            "invoice_id": invoice_ids(shop, first.invoice),
            "subscription_id": subscription_ids(shop, first.subscription),
            "user_id": users_or_none(shop, np.where(named >= 0, told.user[named], -1)),
            "status": take(STATUSES, told.status[last]),
            "first_status": take(STATUSES, first.status),
            "failure_code": take(FAILURES, np.where(failed >= 0, told.failure[failed], -1)),
            "amount": money(amount),
            "refunded_value": money(refunded),
            "attempted_at": timestamps(first.timestamp_us),
            "paid_at": timestamps(told.timestamp_us[paid], null=paid < 0),
        }
    )


def cost_table(arrived: Bookings) -> pa.Table:
    """Lay out `costs`: the last report of each day and source."""
    told = arrived.rows(arrived.is_named("marketing_cost"))
    told = told.rows(np.lexsort((told.sent_us, told.source, told.timestamp_us)))
    day = told.timestamp_us // DAY_US
    is_last = (np.diff(day, append=-1) != 0) | (np.diff(told.source, append=-1) != 0)
    told = told.rows(is_last)
    return pa.table(
        {
            "cost_date": dates(day[is_last]),
            **source_columns(told.source),
            "cost": money(told.value_cents),
            "clicks": told.clicks,
            "impressions": told.impressions,
            "reported_at": timestamps(told.sent_us),
        }
    )


def _amounts(told: Bookings, group: IntArray, count: int) -> tuple[IntArray, IntArray]:
    """Give the cents of each payment, and those that came back.

    What came back tells the amount where nothing else arrived; without a value it is all.
    """
    comes_back = told.status >= STATUSES.index("refunded")
    says = told.value_cents >= 0
    claimed = sums_by_group(group, np.where(comes_back & says, told.value_cents, 0), count)
    tried = first_rows(group, ~comes_back & says, count)
    amount = np.where(tried >= 0, told.value_cents[tried], claimed)
    is_whole = first_rows(group, comes_back & ~says, count) >= 0
    return amount, np.where(is_whole, amount, np.minimum(claimed, amount))
