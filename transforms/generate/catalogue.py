"""What the shop sells: products with prices that change, lists, promotions, discount codes."""

from dataclasses import dataclass

import numpy as np

from transforms.generate.calendar import Calendar
from transforms.generate.random import Dice, Whole

BRANDS = ["Nopal", "Sierra", "Lumen", "Río & Co", "Öko", "Atlas", "Kite", "Marea"]
CATEGORIES = ["Apparel", "Shoes", "Home", "Kitchen", "Garden", "Sports", "Toys", "Electronics"]
THINGS = ["Camisa, talla M", "Trail shoe", "Lámpara", "Sartén (28 cm)", "Maceta", "Yoga mat"]
THINGS += ["Rompecabezas", "Auriculares", "Mochila", "Olive oil = 1 l", 'Monitor 24"', "Men's tee"]
COLOURS = ["rojo", "azul", "verde", "black", "white", "café", "grey", "sand"]
MEMBERSHIPS = [("plan_plus", "Plus membership", 499), ("plan_pro", "Pro membership", 1299)]
LISTS: list[tuple[str | None, str, str]] = [
    ("home_recommended", "Recommended for you", "home_recommended"),
    ("best_sellers", "Más vendidos", "best_sellers"),
    ("new_in", "New in", "new_in"),
    (None, "Search Results", "search_results"),
    ("category_apparel", "Apparel", "category_apparel"),
    ("category_home", "Home", "category_home"),
    ("related", "Related products", "related"),
    ("sale", "Sale, up to 50 %", "sale"),
]
"""The id as it is sent (one list sends none), the name, and the id that the list is known by."""

PROMOTIONS = [("spring", "Spring, now"), ("free_shipping", "Free shipping"), ("app", "The app")]
CODES = ["HOT10", "BUENFIN", "VERANO", "ENVIOGRATIS", "VUELTA", "NIGHT", "MAMA15", "CYBER"]
COUPONS = ["WELCOME5", "VIP5", "FRIENDS5"]
EXPERIMENT = "NELO_XP_"
DISCOUNT_SHARE = 10
"""A discount code takes one part of so many off."""

_LIST_WEIGHTS = [24, 18, 10, 20, 9, 7, 8, 4]
_PRICES = [299, 599, 899, 1_299, 1_799, 2_499, 3_299, 4_499, 6_499, 9_999, 24_999]
_CHANGES = [0, 0, 1, 1, 2, 3, 4, 6]
_STEPS = [70, 80, 85, 90, 95, 105, 110, 115, 120, 130]


@dataclass(frozen=True)
class Campaign:
    """A discount code, on some products from one day to another, both included."""

    code: str
    first_day: int
    last_day: int
    group: int


class Catalogue:
    """Products are numbered from 0; memberships come behind the things, promotions behind them."""

    def __init__(self, dice: Dice, calendar: Calendar, events: int) -> None:
        self.things = min(2_000, max(60, events // 500))
        self.products = self.things + len(MEMBERSHIPS)
        self.prices = self._prices(dice, calendar.days + 1)
        self.campaigns = _campaigns(dice, calendar.days)

    def ids(self) -> list[str]:
        """List the id of each product."""
        return [f"p{number:05}" for number in range(self.things)] + [
            plan[0] for plan in MEMBERSHIPS
        ]

    def names(self) -> list[str]:
        """List the name of each product."""
        things = [
            f"{THINGS[number % len(THINGS)]} {COLOURS[number // len(THINGS) % len(COLOURS)]}"
            f" {number}"
            for number in range(self.things)
        ]
        return things + [plan[1] for plan in MEMBERSHIPS]

    def brands(self) -> list[str | None]:
        """List the brand of each product; some have none."""
        things = [None if n % 17 == 16 else BRANDS[n * 5 % 8] for n in range(self.things)]
        return things + ["Nelo"] * len(MEMBERSHIPS)

    def categories(self) -> list[str]:
        """List the category of each product."""
        things = [CATEGORIES[number * 3 % 8] for number in range(self.things)]
        return things + ["Membership"] * len(MEMBERSHIPS)

    def lists(self, dice: Dice, keys: Whole) -> Whole:
        """Choose lists, as places in LISTS."""
        return dice.pick(keys, "list", _LIST_WEIGHTS)

    def campaign_of(self, products: Whole, days: Whole) -> Whole:
        """Give the place in `campaigns` of the code that a product carries on a day, or -1."""
        found = np.full(len(products), -1)
        for place, campaign in enumerate(self.campaigns):
            running = (days >= campaign.first_day) & (days <= campaign.last_day)
            found[running & (products % 8 == campaign.group) & (products < self.things)] = place
        return found

    def _prices(self, dice: Dice, days: int) -> Whole:
        """Give the price of each product on each day, in cents."""
        numbers = np.arange(self.products)
        first = dice.spread(numbers, "price", _PRICES)
        first[self.things :] = [plan[2] for plan in MEMBERSHIPS]
        changes = dice.spread(numbers, "price changes", _CHANGES)
        changes[self.things :] = 0
        prices = np.repeat(first[:, None], days, axis=1)
        for change in range(max(_CHANGES)):
            keys = numbers * 8 + change
            from_day = dice.below(keys, "price change", days)
            step = np.array(_STEPS)[dice.below(keys, "price step", len(_STEPS))]
            step[changes <= change] = 100
            later = np.arange(days)[None, :] >= from_day[:, None]
            prices = np.where(later, np.maximum(prices * step[:, None] // 100, 99), prices)
        return prices.astype(np.int32)


def _campaigns(dice: Dice, days: int) -> list[Campaign]:
    """Run a code about every six weeks, for one to two weeks, on an eighth of the things."""
    count = max(1, days // 42)
    numbers = np.arange(count)
    starts = numbers * days // count + dice.below(numbers, "campaign starts", 14)
    lengths = 7 + dice.below(numbers, "campaign lasts", 8)
    return [
        Campaign(CODES[n % len(CODES)], int(starts[n]), int(starts[n] + lengths[n]), n % 8)
        for n in range(count)
    ]
