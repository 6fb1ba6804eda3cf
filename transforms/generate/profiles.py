"""What is true for the whole time: prices as they were seen, campaigns, and the people."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from transforms.generate.columns import cents, named
from transforms.generate.events import Shop
from transforms.generate.ids import person_ids
from transforms.generate.random import Truths, Whole
from transforms.generate.users import COUNTRIES, PLANS, SEGMENTS, SOURCES

_BLOCK = 100_000


def price_history(shop: Shop, seen: Truths) -> pa.Table:
    """Lay out each product's versions: a new one on the first day seen with a new price."""
    days = shop.catalogue.prices.shape[1]
    sightings = np.flatnonzero(seen)
    product, day = sightings // days, sightings % days
    price = shop.catalogue.prices[product, day].astype(np.int64)
    is_other = np.diff(product, prepend=-1) != 0
    changes = np.flatnonzero(is_other | (np.diff(price, prepend=-1) != 0))
    product, day, price = product[changes], day[changes], price[changes]
    is_current = np.append(np.diff(product) != 0, True)[: len(product)]
    until = np.append(day[1:], 0)[: len(day)]
    return pa.table(
        {
            "product_id": named(shop.catalogue.ids(), product),
            "product_name": named(shop.catalogue.names(), product),
            "brand": named(shop.catalogue.brands(), product),
            "category": named(shop.catalogue.categories(), product),
            "price": cents(price),
            "valid_from": _dates(shop, day),
            "valid_to": _dates(shop, until, is_current),
            "is_current": is_current,
        }
    )


def campaign_table(shop: Shop) -> pa.Table:
    """Lay out the discount codes and their days, both included."""
    found = shop.catalogue.campaigns
    first = shop.options.first_day
    return pa.table(
        {
            "campaign_id": [each.code for each in found],
            "first_day": [_day(first, each.first_day) for each in found],
            "last_day": [_day(first, each.last_day) for each in found],
        }
    )


def user_tables(shop: Shop) -> Iterator[pa.Table]:
    """Lay out the people who know the shop, a block at a time; not all of them ever come."""
    for start in range(0, shop.options.users, _BLOCK):
        persons = np.arange(start, min(start + _BLOCK, shop.options.users))
        people = shop.people
        source = people.first_sources(persons)
        joined_on = shop.calendar.joined_on(persons)
        yield pa.table(
            {
                "user_id": person_ids(shop, persons),
                "segment": named(SEGMENTS, people.segments(persons)),
                "plan": named(PLANS, people.plans(persons)),
                "country": named(COUNTRIES, people.countries(persons)),
                "source": named([each[0] for each in SOURCES], source),
                "medium": named([each[1] for each in SOURCES], source),
                "campaign": named([each[2] for each in SOURCES], source),
                "is_registered": people.registered(persons),
                "joined_on": _dates(shop, joined_on),
                "leaves_on": _dates(shop, joined_on + people.stays(persons)),
            }
        )


def _dates(shop: Shop, days: Whole, missing: Truths | None = None) -> pa.Array:
    since = (days + shop.calendar.epoch_day).astype(np.int32)
    return pa.array(since, pa.date32(), mask=missing)


def _day(first: date, number: int) -> date:
    return first + timedelta(days=number)
