"""The items of events: lists that are shown, products that are looked at, carts and orders."""

from dataclasses import dataclass

import numpy as np

from transforms.generate.catalogue import DISCOUNT_SHARE, PROMOTIONS
from transforms.generate.events import Events, Shop
from transforms.generate.journeys import CODE, ROUNDS
from transforms.generate.random import Whole

CART_EVENTS = [CODE["begin_checkout"], CODE["add_payment_info"], CODE["purchase"]]
_ADDS = [CODE["add_to_cart"], CODE["remove_from_cart"]]
_SINGLE = [CODE["select_item"], CODE["view_item"], *_ADDS]
_OFFERED = [CODE["view_item"], *_ADDS, *CART_EVENTS]
_FREE_SHIPPING, _SHIPPING = 5_000, 499
_INSTALLMENTS = np.array([1, 3, 6, 12])


@dataclass(frozen=True)
class Items:
    """Items by event and position; amounts in cents, -1 or 0 where an item has none.

    A product from `shop.catalogue.products` on is a promotion.
    """

    count: Whole
    event: Whole
    position: Whole
    place: Whole
    product: Whole
    price: Whole
    quantity: Whole
    list: Whole
    cost: Whole
    campaign: Whole
    discount: Whole
    installments: Whole

    def variant(self, events: Events) -> Whole:
        """Give the variant whose code stands beside a campaign's, or -1."""
        seen = events.journeys.variant[events.visit[self.event]]
        return np.where(self.campaign >= 0, seen, -1)


@dataclass(frozen=True)
class Baskets:
    """Items, and what each event costs: `value`, in cents; the rest is the visit's choice."""

    items: Items
    value: Whole
    coupon: Whole
    installments: Whole


def fill(shop: Shop, events: Events) -> Baskets:
    """Give the events their items."""
    journeys, visit, round_ = events.journeys, events.visit, events.round
    carts = _carts(shop, events)
    is_list = events.name == CODE["view_item_list"]
    is_cart = np.isin(events.name, CART_EVENTS)
    has_one = np.isin(events.name, [*_SINGLE, CODE["view_promotion"]])
    count = np.select(
        [is_list, is_cart, has_one], [journeys.shown[visit, round_], carts.size[visit], 1]
    )
    event = np.repeat(np.arange(len(events)), count)
    position = np.arange(len(event)) - np.repeat(np.cumsum(count) - count, count)
    of, at = visit[event], round_[event]
    name = events.name[event]
    things = shop.catalogue.things
    place = np.where(is_list[event], position, journeys.clicked[of, at])
    product = (journeys.first_product[of, at] + place) % things
    quantity = np.where(np.isin(name, _ADDS), journeys.quantity[of, at], 0)
    in_cart = is_cart[event]
    slot = np.minimum(position, ROUNDS)
    product = np.where(in_cart, carts.product[of, slot], product)
    quantity = np.where(in_cart, carts.quantity[of, slot], quantity)
    promoted = shop.catalogue.products + journeys.visits.key[of] % len(PROMOTIONS)
    product = np.where(name == CODE["view_promotion"], promoted, product)
    is_product = product < shop.catalogue.products
    price = shop.catalogue.prices[np.where(is_product, product, 0), events.day[event]]
    price = np.where(is_product, price.astype(np.int64), -1)
    campaign = np.full(len(event), -1)
    offered = np.isin(name, _OFFERED)
    campaign[offered] = shop.catalogue.campaign_of(product[offered], events.day[event][offered])
    cost = np.maximum(price, 0) * np.maximum(quantity, 1)
    parts = _installments(shop, events)
    items = Items(
        count=count,
        event=event,
        position=position,
        place=place,
        product=product,
        price=price,
        quantity=quantity,
        list=np.where(is_list[event] | (name == CODE["select_item"]), journeys.lists[of, at], -1),
        cost=cost,
        campaign=campaign,
        discount=np.where(campaign >= 0, cost // DISCOUNT_SHARE, 0),
        installments=np.where(name == CODE["purchase"], parts[of], 0),
    )
    due = np.zeros(len(events), dtype=np.int64)
    np.add.at(due, event[in_cart], (cost - items.discount)[in_cart])
    coupon = _coupons(shop, events)
    value = np.where(coupon[visit] >= 0, due - due // 20, due)
    return Baskets(items, value, coupon, parts)


def tax_of(value: Whole) -> Whole:
    """Give the tax within an amount: 16 percent on top."""
    return value * 16 // 116


def shipping_of(value: Whole) -> Whole:
    """Give what sending an order costs."""
    return np.where(value < _FREE_SHIPPING, _SHIPPING, 0)


def refunded(events: Events, baskets: Baskets) -> Whole:
    """Give what each visit's order would be worth in a refund."""
    worth = np.zeros(len(events.visitor), dtype=np.int64)
    buys = events.name == CODE["purchase"]
    worth[events.visit[buys]] = baskets.value[buys]
    return worth


@dataclass(frozen=True)
class _Carts:
    """A row for each visit; the first `size` products of it are bought."""

    product: Whole
    quantity: Whole
    size: Whole


def _carts(shop: Shop, events: Events) -> _Carts:
    journeys = events.journeys
    clicked = (journeys.first_product + journeys.clicked) % shop.catalogue.things
    product = np.column_stack([clicked, shop.catalogue.things + np.maximum(journeys.membership, 0)])
    quantity = np.column_stack([journeys.quantity, np.ones(len(product), dtype=np.int64)])
    inside = np.column_stack([journeys.kept, journeys.membership >= 0])
    order = np.argsort(~inside, axis=1, kind="stable")
    return _Carts(
        product=np.take_along_axis(product, order, axis=1),
        quantity=np.take_along_axis(quantity, order, axis=1),
        size=inside.sum(axis=1),
    )


def _coupons(shop: Shop, events: Events) -> Whole:
    key = events.journeys.visits.key
    chosen = shop.dice.below(key, "which coupon", 3)
    return np.where(shop.dice.chance(key, "coupon", 0.12), chosen, -1)


def _installments(shop: Shop, events: Events) -> Whole:
    """Give the number of parts that each visit pays in; 0 where nothing is said of it."""
    key = events.journeys.visits.key
    said = shop.dice.chance(key, "says installments", 0.35)
    return np.where(said, _INSTALLMENTS[shop.dice.pick(key, "parts", [50, 25, 15, 10])], 0)
