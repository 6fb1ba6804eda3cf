"""The truth of what outlasts a chunk: product prices as events show them, campaigns, users."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pyarrow as pa

from transforms.generate.arrays import BoolArray, IntArray
from transforms.generate.columns import dates, money, take
from transforms.generate.events import Events
from transforms.generate.ids import user_ids
from transforms.generate.items import Items
from transforms.generate.sessions import source_columns
from transforms.generate.shop import Shop
from transforms.generate.users import COUNTRIES, PLANS, SEGMENTS

_ROWS_AT_ONCE = 100_000


def is_price_shown(shop: Shop, events: Events, items: Items) -> BoolArray:
    """Say which products show their price on which day, [products, days]."""
    is_shown = np.zeros(shop.catalogue.price_cents.shape, dtype=bool)
    item = np.flatnonzero((items.price_cents >= 0) & events.is_accepted[items.event])
    is_shown[items.product[item], events.day[items.event[item]]] = True
    return is_shown


def price_history_table(shop: Shop, is_shown: BoolArray) -> pa.Table:
    """Lay out `price_history`: a row per product and price, from the first day it was shown."""
    catalogue = shop.catalogue
    product, day = np.nonzero(is_shown)
    price = catalogue.price_cents[product, day].astype(np.int64)
    is_change = (np.diff(product, prepend=-1) != 0) | (np.diff(price, prepend=-1) != 0)
    product, day, price = product[is_change], day[is_change], price[is_change]
    is_current = np.diff(product, append=-1) != 0
    next_day = np.append(day[1:], 0)[: len(day)]
    return pa.table(
        {
            "product_id": take(catalogue.ids(), product),
            "product_name": take(catalogue.names(), product),
            "brand": take(catalogue.brands(), product),
            "category": take(catalogue.categories(), product),
            "price": money(price),
            "valid_from": _dates(shop, day),
            "valid_to": _dates(shop, next_day, null=is_current),
            "is_current": is_current,
        }
    )


def campaign_table(shop: Shop) -> pa.Table:
    """Lay out `campaigns`: the discount codes and their days, both included."""
    campaigns = shop.catalogue.campaigns
    day_0 = shop.options.first_day
    return pa.table(
        {
            "campaign_id": [each.code for each in campaigns],
            "first_day": [day_0 + timedelta(days=each.first_day) for each in campaigns],
            "last_day": [day_0 + timedelta(days=each.last_day) for each in campaigns],
        }
    )


def user_tables(shop: Shop) -> Iterator[pa.Table]:
    """Lay out `users`, some rows at once; not all of them ever come."""
    for start in range(0, shop.options.users, _ROWS_AT_ONCE):
        users = np.arange(start, min(start + _ROWS_AT_ONCE, shop.options.users))
        joined_on = shop.calendar.joined_on(users)
        leaves_on = joined_on + shop.users.stay_days(users)
        yield pa.table(
            {
                "user_id": user_ids(shop, users),
                "segment": take(SEGMENTS, shop.users.segments(users)),
                "plan": take(PLANS, shop.users.plans(users)),
                "country": take(COUNTRIES, shop.users.countries(users)),
                **source_columns(shop.users.first_sources(users)),
                "is_registered": shop.users.are_registered(users),
                "joined_on": _dates(shop, joined_on),
                "fades_on": _dates(shop, leaves_on - shop.users.fade_days(users)),
                "leaves_on": _dates(shop, leaves_on),
            }
        )


def _dates(shop: Shop, days: IntArray, null: BoolArray | None = None) -> pa.Array:
    return dates(shop.calendar.epoch_day + days, null)
