"""The lines of events in the order of arrival: fields put together, then some made dirty."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from transforms.generate.arrival import Arrival
from transforms.generate.baskets import Baskets, shipping_cents, tax_cents
from transforms.generate.breakage import blank, corrupted, replaced, rewritten
from transforms.generate.catalogue import COUPONS
from transforms.generate.columns import joined, number_texts, only_where, scattered, take
from transforms.generate.events import Events
from transforms.generate.fields import (
    choice_field,
    money_field,
    number_field,
    person_fields,
    source_field,
    text_field,
)
from transforms.generate.ids import event_ids, transaction_ids, user_ids, variant_ids, visitor_ids
from transforms.generate.incidents import is_hit
from transforms.generate.item_texts import item_fields
from transforms.generate.items import CART_EVENTS
from transforms.generate.pages import page_fields
from transforms.generate.shop import Shop
from transforms.generate.spellings import ItemTemplate
from transforms.generate.steps import EVENT_NAMES, is_named
from transforms.generate.users import COUNTRIES, DEVICES, PLATFORMS

_PAYMENT_TYPES = ["card", "debit", "wallet", "cash"]


def write_lines(fields: Sequence[pa.Array], arrival: Arrival) -> pa.Array:
    """Write lines of events, given by their fields, in the order of arrival, with line ends."""
    event = np.maximum(arrival.event, 0)
    lines = joined("{", *(take(field, event) for field in fields), "}\n")
    lines = replaced(lines, arrival.is_blank, blank)
    lines = replaced(lines, arrival.is_rewritten, lambda rows: rewritten(fields, event[rows]))
    return corrupted(lines, arrival.corruption)


def event_fields(
    shop: Shop, templates: Sequence[ItemTemplate], events: Events, baskets: Baskets
) -> list[pa.Array]:
    """Write the fields of each event of visits; all but the first begin with a comma."""
    return [
        take([f'"event_name":"{name}"' for name in EVENT_NAMES], events.name),
        number_field("event_timestamp", events.timestamp_us),
        text_field("event_id", event_ids(shop, events.key)),
        _visitor_fields(shop, events),
        _visit_fields(shop, events),
        _sign_up_fields(shop, events),
        page_fields(shop, events),
        _order_fields(shop, events, baskets),
        item_fields(shop, templates, events, baskets),
    ]


def _visitor_fields(shop: Shop, events: Events) -> pa.Array:
    """Write the visitor, with the user from a login on, or nobody."""
    visits = events.visits
    visitor = text_field("user_pseudo_id", visitor_ids(shop, visits.visitor))
    visitor_and_user = joined(visitor, text_field("user_id", user_ids(shop, visits.user)))
    index = events.visit + len(visits) * events.has_user_id
    return take(
        pa.concat_arrays([visitor, visitor_and_user]), np.where(events.has_visitor, index, -1)
    )


def _visit_fields(shop: Shop, events: Events) -> pa.Array:
    """Write what is so of the whole visit; the server's refunds say nothing of it."""
    visits, users = events.visits, shop.users
    is_lost = is_hit(shop.incidents, "field", visits.day)
    fields = joined(
        only_where(~is_lost, text_field("ga_session_id", number_texts(visits.key))),
        choice_field("platform", PLATFORMS, users.platforms(visits.visitor)),
        choice_field("device_category", DEVICES, users.devices(visits.visitor)),
        choice_field("country", COUNTRIES, users.countries(visits.user)),
        source_field(visits.source),
        choice_field("experiment_id", variant_ids(shop), events.journeys.variant),
    )
    return take(fields, np.where(events.session >= 0, events.visit, -1))


def _sign_up_fields(shop: Shop, events: Events) -> pa.Array:
    """Write what somebody says of themselves."""
    rows = np.flatnonzero(events.is_named("sign_up"))
    user = events.visits.user[events.visit[rows]]
    return scattered(person_fields(shop, user), rows, len(events))


def _order_fields(shop: Shop, events: Events, baskets: Baskets) -> pa.Array:
    """Write the fields; `value` comes last, right before the items."""
    rows = np.flatnonzero(events.is_named(*CART_EVENTS, "refund"))
    name, visit = events.name[rows], events.visit[rows]
    is_purchase, is_refund = is_named(name, "purchase"), is_named(name, "refund")
    key, coupon = events.visits.key[visit], events.journeys.coupon[visit]
    installments = events.journeys.installments[visit]
    value = np.where(is_refund, baskets.order_cents[visit], baskets.value_cents[rows])
    step = np.select([is_named(name, "begin_checkout"), is_named(name, "add_payment_info")], [1, 2])
    transaction = text_field("transaction_id", transaction_ids(shop, key))
    payment = np.where(is_purchase, key % len(_PAYMENT_TYPES), -1)
    fields = joined(
        ',"currency":"USD"',
        only_where(step > 0, number_field("checkout_step", step)),
        only_where(is_purchase | is_refund, transaction),
        only_where(is_purchase, money_field("tax", tax_cents(value))),
        only_where(is_purchase, money_field("shipping", shipping_cents(value))),
        choice_field("payment_type", _PAYMENT_TYPES, payment),
        choice_field("coupon", COUPONS, np.where(is_refund, -1, coupon)),
        only_where(is_purchase & (installments > 0), number_field("installments", installments)),
        money_field("value", value),
    )
    return scattered(fields, rows, len(events))
