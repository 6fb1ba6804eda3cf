"""The items of events: products on a list, a product looked at, a cart, an order, a promotion."""

from dataclasses import dataclass

import numpy as np

from transforms.generate.arrays import BoolArray, IntArray, positions_within
from transforms.generate.carts import Carts
from transforms.generate.catalogue import DISCOUNT_PERCENT, PROMOTIONS
from transforms.generate.events import Events
from transforms.generate.shop import Shop
from transforms.generate.steps import ROUNDS, is_named

CART_EVENTS = ["begin_checkout", "add_payment_info", "purchase"]
_CART_CHANGES = ["add_to_cart", "remove_from_cart"]
_ONE_PRODUCT = ["select_item", "view_item", *_CART_CHANGES]
_DISCOUNTED = ["view_item", *_CART_CHANGES, *CART_EVENTS]


@dataclass(frozen=True)
class _ItemRows:
    """A row per item: its event and position, and what it has from its event."""

    event: IntArray
    position: IntArray
    visit: IntArray
    round: IntArray
    name: IntArray
    day: IntArray

    def is_named(self, *names: str) -> BoolArray:
        """Say which items' events have one of these names."""
        return is_named(self.name, *names)


@dataclass(frozen=True)
class Items:
    """A row per item, by event and position."""

    event: IntArray  # row in Events
    position: IntArray  # in the event, from 0
    product: IntArray  # number; from `catalogue.products` on it is a promotion
    item_list: IntArray  # index in LISTS, or -1
    list_position: IntArray  # from 0, where the product stands on its round's list
    price_cents: IntArray  # of one; -1 for a promotion
    quantity: IntArray  # 0 where the item does not say
    cost_cents: IntArray  # price by quantity, at least 1
    campaign: IntArray  # index in `catalogue.campaigns`, or -1
    variant: IntArray  # of the experiment, where there is a campaign, or -1
    discount_cents: IntArray  # by the campaign, on all of the quantity
    installments: IntArray  # 0 except in a purchase that says so


def item_counts(events: Events, carts: Carts) -> IntArray:
    """Count the items of each event."""
    list_size = events.journeys.list_size[events.visit, events.round]
    has_one = events.is_named(*_ONE_PRODUCT, "view_promotion")
    kinds = [events.is_named("view_item_list"), events.is_named(*CART_EVENTS), has_one]
    return np.select(kinds, [list_size, carts.size[events.visit], 1])


def items_of(shop: Shop, events: Events, carts: Carts, counts: IntArray) -> Items:
    """Give the events their items, so many each."""
    rows = _item_rows(events, counts)
    at = rows.visit, rows.round
    journeys = events.journeys
    is_in_list = rows.is_named("view_item_list")
    list_position = np.where(is_in_list, rows.position, journeys.clicked_position[at])
    product = _products(shop, events, carts, rows, list_position)
    price = _price_cents(shop, product, rows.day)
    quantity = _quantities(events, carts, rows)
    cost = np.maximum(price, 0) * np.maximum(quantity, 1)
    campaign = _campaigns(shop, product, rows)
    return Items(
        event=rows.event,
        position=rows.position,
        product=product,
        item_list=np.where(is_in_list | rows.is_named("select_item"), journeys.item_list[at], -1),
        list_position=list_position,
        price_cents=price,
        quantity=quantity,
        cost_cents=cost,
        campaign=campaign,
        variant=np.where(campaign >= 0, journeys.variant[rows.visit], -1),
        discount_cents=np.where(campaign >= 0, cost * DISCOUNT_PERCENT // 100, 0),
        installments=np.where(rows.is_named("purchase"), journeys.installments[rows.visit], 0),
    )


def _item_rows(events: Events, counts: IntArray) -> _ItemRows:
    event = np.repeat(np.arange(len(events)), counts)
    return _ItemRows(
        event=event,
        position=positions_within(counts),
        visit=events.visit[event],
        round=events.round[event],
        name=events.name[event],
        day=events.day[event],
    )


def _products(
    shop: Shop, events: Events, carts: Carts, rows: _ItemRows, list_position: IntArray
) -> IntArray:
    """Give what is in the cart, a promotion, or what stands on the list."""
    first_of_list = events.journeys.first_product[rows.visit, rows.round]
    promotion = events.visits.key[rows.visit] % len(PROMOTIONS)
    return np.select(
        [rows.is_named(*CART_EVENTS), rows.is_named("view_promotion")],
        [carts.product[rows.visit, _cart_column(rows)], shop.catalogue.products + promotion],
        (first_of_list + list_position) % shop.catalogue.goods,
    )


def _quantities(events: Events, carts: Carts, rows: _ItemRows) -> IntArray:
    return np.select(
        [rows.is_named(*CART_EVENTS), rows.is_named(*_CART_CHANGES)],
        [
            carts.quantity[rows.visit, _cart_column(rows)],
            events.journeys.quantity[rows.visit, rows.round],
        ],
        0,
    )


def _cart_column(rows: _ItemRows) -> IntArray:
    """Give each item's column of the cart; lists are longer, and are in none."""
    return np.minimum(rows.position, ROUNDS)


def _price_cents(shop: Shop, product: IntArray, day: IntArray) -> IntArray:
    is_product = product < shop.catalogue.products
    price = shop.catalogue.price_cents[np.where(is_product, product, 0), day]
    return np.where(is_product, price.astype(np.int64), -1)


def _campaigns(shop: Shop, product: IntArray, rows: _ItemRows) -> IntArray:
    campaign = np.full(len(product), -1)
    can_have = rows.is_named(*_DISCOUNTED)
    campaign[can_have] = shop.catalogue.campaign_of(product[can_have], rows.day[can_have])
    return campaign
