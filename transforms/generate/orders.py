"""The truth of orders and their lines."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from transforms.generate.arrays import (
    IntArray,
    group_starts,
    positions_within,
    starts_of,
    sums_by_group,
)
from transforms.generate.baskets import Baskets, shipping_cents, tax_cents
from transforms.generate.catalogue import COUPONS
from transforms.generate.columns import exact_money, money, take, timestamps
from transforms.generate.events import Events
from transforms.generate.ids import transaction_ids, variant_ids, visitor_ids
from transforms.generate.sessions import Sessions, platforms_of_visits
from transforms.generate.shop import Shop


@dataclass(frozen=True)
class Orders:
    """A row per order whose purchase arrived, and in the last arrays a row per order line."""

    visit: IntArray  # [orders], row in Visits
    event: IntArray  # [orders], the purchase that counts: the first that arrived
    session_event: IntArray  # [orders], the first purchase that is in a session, or -1
    purchases: IntArray  # [orders], how many arrived
    item: IntArray  # [lines], row in Items
    order: IntArray  # [lines], row of the order
    allocated: IntArray  # [lines], share of the revenue in ten-thousandths of a dollar

    @property
    def credited_event(self) -> IntArray:
        """Give the purchase of each order that a list may have earned, [orders]."""
        return np.where(self.session_event >= 0, self.session_event, self.event)


def orders_of(events: Events, baskets: Baskets) -> Orders:
    """Find the orders of a chunk, and share the revenue of each out to its lines."""
    arrived = np.flatnonzero(events.is_named("purchase") & events.is_accepted)
    starts = group_starts(events.visit[arrived])
    purchases = np.diff(np.append(starts, len(arrived)))
    first, last = arrived[starts], arrived[starts + purchases - 1]
    is_in_session = events.is_in_session
    later = np.where(is_in_session[last], last, -1)
    counts = baskets.item_count[first]
    order = np.repeat(np.arange(len(first)), counts)
    item = starts_of(baskets.item_count)[first][order] + positions_within(counts)
    revenue = baskets.value_cents[first] * 100
    return Orders(
        visit=events.visit[first],
        event=first,
        session_event=np.where(is_in_session[first], first, later),
        purchases=purchases,
        item=item,
        order=order,
        allocated=_allocated(revenue, baskets.items.cost_cents[item], order),
    )


def revenue_by_session(baskets: Baskets, sessions: Sessions, orders: Orders) -> IntArray:
    """Give the cents of each session's order, or -1 where it has none."""
    revenue = np.full(len(sessions.visit), -1)
    session = _session_rows(sessions, orders)
    has_session = session >= 0
    revenue[session[has_session]] = baskets.value_cents[orders.event[has_session]]
    return revenue


def order_table(
    shop: Shop, events: Events, baskets: Baskets, sessions: Sessions, orders: Orders
) -> pa.Table:
    """Lay out `orders`."""
    visit, visits = orders.visit, events.visits
    value = baskets.value_cents[orders.event]
    session = _session_rows(sessions, orders)
    is_refunded = np.isin(visit, events.visit[events.is_named("refund") & events.is_accepted])
    visitor_row = np.where(session >= 0, np.arange(len(visit)), -1)
    return pa.table(
        {
            "order_id": transaction_ids(shop, visits.key[visit]),
            "visitor_id": take(visitor_ids(shop, visits.visitor[visit]), visitor_row),
            "platform_id": platforms_of_visits(shop, events, visit),
            "session_id": take(sessions.id, session),
            "coupon": take(COUPONS, events.journeys.coupon[visit]),
            "revenue": money(value),
            "tax": money(tax_cents(value)),
            "shipping": money(shipping_cents(value)),
            "discount_value": money(_discounts_cents(baskets, orders)),
            "item_count": baskets.item_count[orders.event],
            "installments": _installments(events.journeys.installments[visit]),
            "purchase_event_count": orders.purchases,
            "is_refunded": is_refunded,
            "refunded_value": money(np.where(is_refunded, baskets.order_cents[visit], 0)),
            "ordered_at": timestamps(events.timestamp_us[orders.event]),
        }
    )


def line_table(shop: Shop, events: Events, baskets: Baskets, orders: Orders) -> pa.Table:
    """Lay out `order_lines`."""
    items, item = baskets.items, orders.item
    visit = orders.visit[orders.order]
    campaign = items.campaign[item]
    return pa.table(
        {
            "order_id": transaction_ids(shop, events.visits.key[visit]),
            "item_position": items.position[item] + 1,
            "product_id": take(shop.catalogue.ids(), items.product[item]),
            "campaign_id": take([each.code for each in shop.catalogue.campaigns], campaign),
            "experiment_id": take(variant_ids(shop), items.variant[item]),
            "quantity": items.quantity[item],
            "price": money(items.price_cents[item]),
            "item_value": money(items.cost_cents[item]),
            "allocated_revenue": exact_money(orders.allocated),
            "discount_value": money(items.discount_cents[item], null=campaign < 0),
            "installments": _installments(items.installments[item]),
        }
    )


def _installments(counts: IntArray) -> pa.Array:
    """Give numbers of installments; where an order says none, null."""
    return pa.array(counts, mask=counts == 0)


def _discounts_cents(baskets: Baskets, orders: Orders) -> IntArray:
    """Add up what the lines of each order are discounted by."""
    discounts = baskets.items.discount_cents[orders.item]
    return sums_by_group(orders.order, discounts, len(orders.event))


def _session_rows(sessions: Sessions, orders: Orders) -> IntArray:
    """Give the row of each order's session, or -1."""
    event = orders.session_event
    return np.where(event >= 0, sessions.row_of_event[event], -1)


def _allocated(revenue: IntArray, cost: IntArray, order: IntArray) -> IntArray:
    """Share each order's revenue out to its lines by their cost, rounded half up.

    What rounding leaves goes to the line that costs most, the first of several.
    """
    total = sums_by_group(order, cost, len(revenue))[order]
    share = (2 * revenue[order] * cost + total) // (2 * total)
    rest = revenue - sums_by_group(order, share, len(revenue))
    by_cost = np.lexsort((-cost, order))
    share[by_cost[group_starts(order)]] += rest
    return share
