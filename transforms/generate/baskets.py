"""The items of events, and what each event costs."""

from dataclasses import dataclass

import numpy as np

from transforms.generate.arrays import IntArray, sums_by_group
from transforms.generate.carts import carts_of
from transforms.generate.events import Events
from transforms.generate.items import CART_EVENTS, Items, item_counts, items_of
from transforms.generate.shop import Shop

_FREE_SHIPPING_CENTS, _SHIPPING_CENTS = 5_000, 499


@dataclass(frozen=True)
class Baskets:
    """The items, and what they are together; values are less discounts and coupon."""

    items: Items  # a row per item
    item_count: IntArray  # [events]
    value_cents: IntArray  # [events], of the cart; 0 where the event has none
    order_cents: IntArray  # [visits], of the order; 0 where the visit has none


def fill_baskets(shop: Shop, events: Events) -> Baskets:
    """Give the events their items, and add up what they cost."""
    carts = carts_of(shop, events.journeys)
    counts = item_counts(events, carts)
    items = items_of(shop, events, carts, counts)
    value = _value_cents(events, items)
    is_purchase = events.is_named("purchase")
    order = np.zeros(len(events.visits), dtype=np.int64)
    order[events.visit[is_purchase]] = value[is_purchase]
    return Baskets(items, counts, value, order)


def tax_cents(value: IntArray) -> IntArray:
    """Give the tax within an amount: 16 percent on top."""
    return value * 16 // 116


def shipping_cents(value: IntArray) -> IntArray:
    """Give what it costs to send an order."""
    return np.where(value < _FREE_SHIPPING_CENTS, _SHIPPING_CENTS, 0)


def _value_cents(events: Events, items: Items) -> IntArray:
    """Add up each event's cart; a coupon takes 5 percent off."""
    is_in_cart = events.is_named(*CART_EVENTS)[items.event]
    due = (items.cost_cents - items.discount_cents)[is_in_cart]
    value = sums_by_group(items.event[is_in_cart], due, len(events))
    has_coupon = events.journeys.coupon[events.visit] >= 0
    return np.where(has_coupon, value - value // 20, value)
