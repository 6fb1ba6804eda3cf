"""The lines of events: text put together column by column, in the order of arrival."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.generate.baskets import CART_EVENTS, Baskets, refunded, shipping_of, tax_of
from transforms.generate.breakage import blank, broken, replaced, restyled
from transforms.generate.catalogue import COUPONS
from transforms.generate.dirt import NO_FATE, Arrival
from transforms.generate.events import Events, Shop, sources_of
from transforms.generate.ids import (
    event_ids,
    person_ids,
    transaction_ids,
    variant_codes,
    visitor_ids,
)
from transforms.generate.item_texts import items_of_events
from transforms.generate.journeys import CODE, NAMES
from transforms.generate.pages import page_of, pages
from transforms.generate.random import Truths, Whole
from transforms.generate.spellings import Dialect
from transforms.generate.texts import joined, money, numbers, placed, words
from transforms.generate.users import COUNTRIES, DEVICES, PLATFORMS, SOURCES

_PAYMENTS = ["card", "debit", "wallet", "cash"]
_STEPS = {"begin_checkout": 1, "add_payment_info": 2}


def lines(
    shop: Shop, dialects: Sequence[Dialect], events: Events, baskets: Baskets, arrival: Arrival
) -> pa.Array:
    """Write the lines in the order of arrival, each with its line end."""
    pieces = _pieces(shop, dialects, events, baskets)
    rows = pa.array(np.maximum(arrival.event, 0))
    texts = joined("{", *(piece.take(rows) for piece in pieces), "}\n")
    texts = replaced(texts, arrival.event < 0, blank)
    texts = replaced(texts, arrival.is_restyled, lambda mine: restyled(pieces, rows.take(mine)))
    fate = np.where(arrival.event < 0, NO_FATE, events.accidents.fate[arrival.event])
    return broken(texts, fate)


def _pieces(
    shop: Shop, dialects: Sequence[Dialect], events: Events, baskets: Baskets
) -> list[pa.Array]:
    """Write the fields of each event; each piece but the first begins with a comma."""
    return [
        words([f'"event_name":"{name}"' for name in NAMES], events.name),
        joined(',"event_timestamp":', numbers(events.moment)),
        joined(',"event_id":"', event_ids(shop, events.key), '"'),
        _people(shop, events),
        _visits(shop, events),
        words(pages(shop), page_of(shop, events)),
        _orders(shop, events, baskets),
        items_of_events(shop, dialects, events, baskets.items),
    ]


def _people(shop: Shop, events: Events) -> pa.Array:
    """Write who it was: the device, with the person from a login on, or nobody."""
    device = joined(',"user_pseudo_id":"', visitor_ids(shop, events), '"')
    names = person_ids(shop, events.journeys.visits.person)
    person = joined(device, ',"user_id":"', names, '"')
    nobody = (events.session < 0) | events.accidents.without_ids
    count = len(events.visitor)
    places = np.where(nobody, 2 * count, events.visit + count * events.has_user_id)
    return pa.concat_arrays([device, person, pa.array([""], pa.string())]).take(pa.array(places))


def _visits(shop: Shop, events: Events) -> pa.Array:
    """Write what is so of the whole visit; a server's event says nothing of it."""
    visits, people = events.journeys.visits, shop.people
    experiments = ["", *(f',"experiment_id":"{code}"' for code in variant_codes(shop))]
    texts = joined(
        ',"ga_session_id":"',
        numbers(visits.key),
        words([f'","platform":"{name}"' for name in PLATFORMS], people.platforms(events.visitor)),
        words([f',"device_category":"{n}"' for n in DEVICES], people.devices(events.visitor)),
        words([f',"country":"{name}"' for name in COUNTRIES], people.countries(visits.person)),
        words([_source(*source) for source in SOURCES], sources_of(shop, visits)),
        words(experiments, events.journeys.variant + 1),
    )
    places = np.where(events.session < 0, len(visits), events.visit)
    return pa.concat_arrays([texts, pa.array([""], pa.string())]).take(pa.array(places))


def _source(source: str | None, medium: str | None, campaign: str | None) -> str:
    if source is None:
        return ""
    last = "" if campaign is None else f',"campaign":"{campaign}"'
    return f',"traffic_source":{{"source":"{source}","medium":"{medium}"{last}}}'


def _orders(shop: Shop, events: Events, baskets: Baskets) -> pa.Array:
    """Write what carts and orders say; `value` comes last, right before the items."""
    rows = np.flatnonzero(np.isin(events.name, [*CART_EVENTS, CODE["refund"]]))
    name, visit = events.name[rows], events.visit[rows]
    buys, returns = name == CODE["purchase"], name == CODE["refund"]
    value = np.where(returns, refunded(events, baskets)[visit], baskets.value[rows])
    key = events.journeys.visits.key[visit]
    step = np.array([_STEPS.get(each, 0) for each in NAMES])[name]
    texts = joined(
        ',"currency":"USD"',
        words(["", *(f',"checkout_step":{number}' for number in (1, 2))], step),
        _where(buys | returns, joined(',"transaction_id":"', transaction_ids(shop, key), '"')),
        _where(buys, joined(',"tax":', money(tax_of(value)))),
        _where(buys, joined(',"shipping":', money(shipping_of(value)))),
        _chosen("payment_type", _PAYMENTS, np.where(buys, key % len(_PAYMENTS), -1)),
        _chosen("coupon", COUPONS, np.where(returns, -1, baskets.coupon[visit])),
        words(
            ["", *(f',"installments":{count}' for count in range(1, 13))],
            np.where(buys, baskets.installments[visit], 0),
        ),
        joined(',"value":', money(value)),
    )
    return placed(texts, rows, len(events))


def _chosen(field: str, names: Sequence[str], places: Whole) -> pa.Array:
    """Write a text field of which there are a few values; a place of -1 has none."""
    return words(["", *(f',"{field}":"{name}"' for name in names)], places + 1)


def _where(mask: Truths, texts: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(mask), texts, "")
