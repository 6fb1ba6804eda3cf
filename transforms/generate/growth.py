"""The truth of growth: subscriptions, payments, costs and MRR, told of some users at once."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from transforms.generate.back_office import of_users, slices
from transforms.generate.bookings import Bookings, booking_dirt
from transforms.generate.costs import costs_of
from transforms.generate.paid import cost_table, payment_table
from transforms.generate.recurring import SUMS, month_sums, months_of_days, mrr_month_table
from transforms.generate.shop import Shop
from transforms.generate.versions import subscription_table, versions_of


def growth_tables(shop: Shop) -> Iterator[tuple[str, pa.Table]]:
    """Lay out the tables of growth by name; those of subscriptions and payments come in parts."""
    last_day = shop.calendar.days - 1
    sums = np.zeros((len(SUMS), int(months_of_days(shop)[-1]) + 1), dtype=np.int64)
    for users in slices(shop.options.users):
        arrived = _arrived(shop, of_users(shop, users, 0, last_day))
        versions = versions_of(shop, arrived)
        yield "subscriptions", subscription_table(shop, versions)
        yield "payments", payment_table(shop, arrived)
        sums += month_sums(shop, versions)
    yield "mrr_months", mrr_month_table(shop, sums)
    yield "costs", cost_table(_arrived(shop, costs_of(shop, 0, last_day)))


def _arrived(shop: Shop, told: Bookings) -> Bookings:
    """Leave out what is refused, and the ids that are missing."""
    dirt = booking_dirt(shop, told)
    named = told.replaced(user=np.where(dirt.lacks_ids, -1, told.user))
    return named.rows(~dirt.is_refused)
