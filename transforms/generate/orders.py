"""The orders that a part's visits placed, and what each line of them brought."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from transforms.generate.baskets import Baskets, refunded, shipping_of, tax_of
from transforms.generate.catalogue import COUPONS
from transforms.generate.columns import amounts, cents, named, rows_of, times
from transforms.generate.events import Events, Shop
from transforms.generate.ids import transaction_ids, variant_codes, visitor_ids
from transforms.generate.journeys import CODE
from transforms.generate.random import Whole
from transforms.generate.sessions import Sessions, platforms


@dataclass(frozen=True)
class Orders:
    """One row per order: its visit, the event that counts, and how often it was reported.

    `known` is the event that tells its session, or -1; `item` are its lines, each of order `of`.
    """

    visit: Whole
    event: Whole
    known: Whole
    reports: Whole
    item: Whole
    of: Whole
    allocated: Whole


def orders_of(events: Events, baskets: Baskets) -> Orders:
    """Find the orders whose purchase arrived, and share their value out to their lines."""
    rows = np.flatnonzero((events.name == CODE["purchase"]) & events.is_accepted)
    visits = events.visit[rows]
    firsts = np.flatnonzero(np.diff(visits, prepend=-1))
    reports = np.diff(np.append(firsts, len(rows)))
    event, last = rows[firsts], rows[firsts + reports - 1]
    inside = events.is_in_session
    known = np.where(inside[event], event, np.where(inside[last], last, -1))
    starts = np.cumsum(baskets.items.count) - baskets.items.count
    sizes = baskets.items.count[event]
    of = np.repeat(np.arange(len(event)), sizes)
    item = starts[event][of] + np.arange(len(of)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    allocated = _shared(baskets.value[event] * 100, baskets.items.cost[item], of)
    return Orders(events.visit[event], event, known, reports, item, of, allocated)


def _shared(revenue: Whole, worth: Whole, of: Whole) -> Whole:
    """Share revenue (in ten-thousandths) out by worth, half up; the dearest line takes the rest."""
    total = np.zeros(len(revenue), dtype=np.int64)
    np.add.at(total, of, worth)
    share = (2 * revenue[of] * worth + total[of]) // (2 * total[of])
    rest = revenue.copy()
    np.subtract.at(rest, of, share)
    dearest = np.lexsort((np.arange(len(of)), -worth, of))
    firsts = dearest[np.flatnonzero(np.diff(of, prepend=-1))]
    share[firsts] += rest
    return share


def revenue_by_session(
    events: Events, baskets: Baskets, sessions: Sessions, orders: Orders
) -> Whole:
    """Give the cents of each session's order, or -1 where it has none."""
    revenue = np.full(len(sessions.number), -1)
    known = orders.known >= 0
    row = sessions.row[events.session[orders.known[known]]]
    revenue[row] = baskets.value[orders.event[known]]
    return revenue


def order_table(
    shop: Shop, events: Events, baskets: Baskets, sessions: Sessions, orders: Orders
) -> pa.Table:
    """Lay out the truth of orders."""
    visit, value = orders.visit, baskets.value[orders.event]
    known = orders.known >= 0
    session = np.where(known, sessions.row[events.session[orders.known]], -1)
    discount = np.zeros(len(visit), dtype=np.int64)
    np.add.at(discount, orders.of, baskets.items.discount[orders.item])
    sent_back = (events.name == CODE["refund"]) & events.is_accepted
    is_refunded = np.isin(visit, events.visit[sent_back])
    parts = baskets.installments[visit]
    ids = transaction_ids(shop, events.journeys.visits.key[visit])
    return pa.table(
        {
            "order_id": ids,
            "visitor_id": rows_of(visitor_ids(shop, events), np.where(known, visit, -1)),
            "platform_id": platforms(shop, events, visit),
            "session_id": rows_of(sessions.id, session),
            "coupon": named(COUPONS, baskets.coupon[visit]),
            "revenue": cents(value),
            "tax": cents(tax_of(value)),
            "shipping": cents(shipping_of(value)),
            "discount_value": cents(discount),
            "item_count": baskets.items.count[orders.event],
            "installments": pa.array(parts, mask=parts == 0),
            "purchase_event_count": orders.reports,
            "is_refunded": is_refunded,
            "refunded_value": cents(np.where(is_refunded, refunded(events, baskets)[visit], 0)),
            "ordered_at": times(events.moment[orders.event]),
        }
    )


def line_table(shop: Shop, events: Events, baskets: Baskets, orders: Orders) -> pa.Table:
    """Lay out the truth of order lines."""
    items, item = baskets.items, orders.item
    visit = orders.visit[orders.of]
    campaign, parts = items.campaign[item], items.installments[item]
    ids = transaction_ids(shop, events.journeys.visits.key[visit])
    return pa.table(
        {
            "order_id": ids,
            "item_position": items.position[item] + 1,
            "product_id": named(shop.catalogue.ids(), items.product[item]),
            "campaign_id": named([each.code for each in shop.catalogue.campaigns], campaign),
            "experiment_id": named(variant_codes(shop), items.variant(events)[item]),
            "quantity": items.quantity[item],
            "price": cents(items.price[item]),
            "item_value": cents(items.cost[item]),
            "allocated_revenue": amounts(orders.allocated),
            "discount_value": cents(items.discount[item], campaign < 0),
            "installments": pa.array(parts, mask=parts == 0),
        }
    )
