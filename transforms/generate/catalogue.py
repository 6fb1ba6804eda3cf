"""What the shop sells: products and their prices, item lists, promotions, discount codes."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from transforms.generate.arrays import BoolArray, IntArray
from transforms.generate.calendar import Calendar
from transforms.generate.random import KeyedRandom


class Membership(NamedTuple):
    """A plan that is sold like a product."""

    product_id: str
    name: str
    price_cents: int


class ItemList(NamedTuple):
    """A list of products: the id that events send (one list sends none), and the lake's id."""

    sent_id: str | None
    name: str
    known_id: str


_BRANDS = ["Nopal", "Sierra", "Lumen", "Río & Co", "Öko", "Atlas", "Kite", "Marea"]
_CATEGORIES = ["Apparel", "Shoes", "Home", "Kitchen", "Garden", "Sports", "Toys", "Electronics"]
_GOODS = ["Camisa, talla M", "Trail shoe", "Lámpara", "Sartén (28 cm)", "Maceta", "Yoga mat"]
_GOODS += ["Rompecabezas", "Auriculares", "Mochila", "Olive oil = 1 l", 'Monitor 24"', "Men's tee"]
_COLOURS = ["rojo", "azul", "verde", "black", "white", "café", "grey", "sand"]
MEMBERSHIPS = [
    Membership("plan_plus", "Plus membership", 499),
    Membership("plan_pro", "Pro membership", 1299),
]
LISTS = [
    ItemList("home_recommended", "Recommended for you", "home_recommended"),
    ItemList("best_sellers", "Más vendidos", "best_sellers"),
    ItemList("new_in", "New in", "new_in"),
    ItemList(None, "Search Results", "search_results"),
    ItemList("category_apparel", "Apparel", "category_apparel"),
    ItemList("category_home", "Home", "category_home"),
    ItemList("related", "Related products", "related"),
    ItemList("sale", "Sale, up to 50 %", "sale"),
]
LIST_WEIGHTS = [24, 18, 10, 20, 9, 7, 8, 4]
PROMOTIONS = [("spring", "Spring, now"), ("free_shipping", "Free shipping"), ("app", "The app")]
"""The id and the name of each."""

COUPONS = ["WELCOME5", "VIP5", "FRIENDS5"]
DISCOUNT_PERCENT = 10
"""What a campaign's code takes off."""

_DISCOUNT_CODES = ["HOT10", "BUENFIN", "VERANO", "ENVIOGRATIS"]
_DISCOUNT_CODES += ["VUELTA", "NIGHT", "MAMA15", "CYBER"]
_CAMPAIGN_GROUPS = 8
_PRICE_QUANTILES = [299, 599, 899, 1_299, 1_799, 2_499, 3_299, 4_499, 6_499, 9_999, 24_999]
_CHANGE_COUNT_QUANTILES = [0, 0, 1, 1, 2, 3, 4, 6]
_CHANGE_PERCENTS = [70, 80, 85, 90, 95, 105, 110, 115, 120, 130]
_LOWEST_CENTS = 99


@dataclass(frozen=True)
class Campaign:
    """A discount code from one day to another, both included, on a group of the goods.

    These are the goods with `product % 8 == group`.
    """

    code: str
    first_day: int
    last_day: int
    group: int


class Catalogue:
    """Products are numbered from 0: the goods first, then the memberships.

    `price_cents[product, day]` reaches to the day after the period, when its last visits end.
    """

    def __init__(self, rng: KeyedRandom, calendar: Calendar, events: int) -> None:
        self.goods = min(2_000, max(60, events // 500))
        self.products = self.goods + len(MEMBERSHIPS)
        self.price_cents = self._price_cents(rng, calendar.days + 1)
        self.campaigns = _campaigns(rng, calendar.days)

    def ids(self) -> list[str]:
        """List the id of each product."""
        goods = [f"p{number:05}" for number in range(self.goods)]
        return goods + [membership.product_id for membership in MEMBERSHIPS]

    def names(self) -> list[str]:
        """List the name of each product."""
        goods = [
            f"{_GOODS[n % len(_GOODS)]} {_COLOURS[n // len(_GOODS) % len(_COLOURS)]} {n}"
            for n in range(self.goods)
        ]
        return goods + [membership.name for membership in MEMBERSHIPS]

    def brands(self) -> list[str | None]:
        """List the brand of each product; some have none."""
        goods = [None if n % 17 == 16 else _BRANDS[n * 5 % 8] for n in range(self.goods)]
        return goods + ["Nelo"] * len(MEMBERSHIPS)

    def categories(self) -> list[str]:
        """List the category of each product."""
        goods = [_CATEGORIES[n * 3 % 8] for n in range(self.goods)]
        return goods + ["Membership"] * len(MEMBERSHIPS)

    def campaign_of(self, products: IntArray, days: IntArray) -> IntArray:
        """Give the index of the campaign that discounts a product on a day, or -1."""
        found = np.full(len(products), -1)
        for index, campaign in enumerate(self.campaigns):
            is_running = (days >= campaign.first_day) & (days <= campaign.last_day)
            is_in_group = (products % _CAMPAIGN_GROUPS == campaign.group) & (products < self.goods)
            found[is_running & is_in_group] = index
        return found

    def _price_cents(self, rng: KeyedRandom, days: int) -> IntArray:
        products = np.arange(self.products)
        is_membership = products >= self.goods
        first = rng.from_quantiles(products, "price", _PRICE_QUANTILES)
        first[is_membership] = [membership.price_cents for membership in MEMBERSHIPS]
        changes = rng.from_quantiles(products, "price changes", _CHANGE_COUNT_QUANTILES)
        changes[is_membership] = 0
        prices = np.repeat(first[:, None], days, axis=1)
        for change in range(max(_CHANGE_COUNT_QUANTILES)):
            prices = _changed(rng, prices, change, changes > change)
        return prices.astype(np.int32)


def _changed(rng: KeyedRandom, prices: IntArray, change: int, has_change: BoolArray) -> IntArray:
    """Change prices by some percent, from a day of each product's own."""
    products, days = prices.shape
    keys = np.arange(products) * 8 + change
    from_day = rng.below(keys, "price change", days)
    percent = np.array(_CHANGE_PERCENTS)[rng.below(keys, "price step", len(_CHANGE_PERCENTS))]
    percent[~has_change] = 100
    is_later = np.arange(days)[None, :] >= from_day[:, None]
    return np.where(is_later, np.maximum(prices * percent[:, None] // 100, _LOWEST_CENTS), prices)


def _campaigns(rng: KeyedRandom, days: int) -> list[Campaign]:
    """Run a code about every six weeks, for one to two weeks, on an eighth of the goods."""
    count = max(1, days // 42)
    numbers = np.arange(count)
    first_days = numbers * days // count + rng.below(numbers, "campaign starts", 14)
    last_days = first_days + 7 + rng.below(numbers, "campaign lasts", 8)
    return [
        Campaign(_DISCOUNT_CODES[n % len(_DISCOUNT_CODES)], first, last, n % _CAMPAIGN_GROUPS)
        for n, (first, last) in enumerate(zip(first_days.tolist(), last_days.tolist(), strict=True))
    ]
