"""What happens on each visit: the steps of a funnel, each taken by some, and what is looked at."""

from dataclasses import dataclass

import numpy as np

from transforms.generate.arrays import ArrayTable, BoolArray, IntArray, UInt64Array
from transforms.generate.catalogue import COUPONS, LIST_WEIGHTS
from transforms.generate.incidents import CHECKOUT_SHARE, is_hit
from transforms.generate.random import KeyedRandom
from transforms.generate.shop import Shop
from transforms.generate.steps import ROUND_STEPS, ROUNDS
from transforms.generate.users import SEGMENTS
from transforms.generate.visits import Visits

REFUND_DAYS = 10
"""A refund follows after so many days at most."""

_ADD_MILLIONTHS = {"casual": 260_000, "regular": 360_000, "power": 480_000}
_PURCHASE_MILLIONTHS = 450_000
_INSTALLMENTS = np.array([1, 3, 6, 12])


@dataclass(frozen=True)
class Journeys(ArrayTable):
    """A row per visit, and in the arrays of steps and rounds a column for each.

    Every round has all its choices, also where no step comes to them. Its list shows the products
    from `first_product` on, one number after the other.
    """

    takes_step: BoolArray  # [visits, STEPS]
    item_list: IntArray  # [visits, ROUNDS], index in LISTS
    list_size: IntArray  # [visits, ROUNDS], how many products the list shows
    first_product: IntArray  # [visits, ROUNDS], the product at position 0 of the list
    clicked_position: IntArray  # [visits, ROUNDS], which one is clicked, viewed and added
    quantity: IntArray  # [visits, ROUNDS], how many are added
    is_in_cart: BoolArray  # [visits, ROUNDS], added and not removed
    membership: IntArray  # [visits], index in MEMBERSHIPS that is in the cart too, or -1
    variant: IntArray  # [visits], of the experiment; -1 outside its days
    coupon: IntArray  # [visits], index in COUPONS, or -1
    installments: IntArray  # [visits], how many; 0 where the order does not say

    def event_counts(self) -> IntArray:
        """Count the events of each visit."""
        counts: IntArray = self.takes_step.sum(axis=1)
        return counts


def sample_journeys(shop: Shop, visits: Visits) -> Journeys:
    """Draw what happens on each visit."""
    rng, keys = shop.rng, visits.key
    round_keys = keys[:, None] * ROUNDS + np.arange(ROUNDS)
    list_size = 4 + rng.below(round_keys, "shown", 6)
    variant = _variants(shop, visits)
    rounds = _round_steps(shop, visits, round_keys)
    is_in_cart = rounds["add_to_cart"] & ~rounds["remove_from_cart"]
    has_cart = np.any(is_in_cart, axis=1)
    opening = _opening_steps(shop, visits)
    closing = _closing_steps(shop, visits, has_cart, variant)
    return Journeys(
        takes_step=np.column_stack([*opening, *_in_order(rounds), *closing]),
        item_list=rng.pick(round_keys, "list", LIST_WEIGHTS),
        list_size=list_size,
        first_product=_liked_products(rng, round_keys, shop.catalogue.goods),
        clicked_position=rng.below(round_keys, "clicked", list_size),
        quantity=1 + rng.pick(round_keys, "quantity", [80, 15, 5]),
        is_in_cart=is_in_cart,
        membership=_memberships(shop, visits, has_cart),
        variant=variant,
        coupon=_coupons(rng, keys),
        installments=_installments(rng, keys),
    )


def purchase_millionths(effects: tuple[float, ...]) -> list[int]:
    """Give for each variant, the control first, how many of those at the checkout buy."""
    return [int(_PURCHASE_MILLIONTHS * (1 + effect)) for effect in (0.0, *effects)]


def _variants(shop: Shop, visits: Visits) -> IntArray:
    """Give the variant of each visit; the experiment runs in the middle three fifths."""
    days = shop.calendar.days
    is_running = (visits.day >= days // 5) & (visits.day <= days - days // 5 - 1)
    variants = shop.users.variants(visits.user, len(shop.options.effects) + 1)
    return np.where(is_running, variants, -1)


def _opening_steps(shop: Shop, visits: Visits) -> list[BoolArray]:
    """Open with a page; who has an account signs up on the first visit, and logs in later."""
    rng, keys = shop.rng, visits.key
    are_registered = shop.users.are_registered(visits.user)
    signs_up = are_registered & visits.is_first & shop.options.growth
    return [
        rng.chance(keys, "starts", 0.6),
        np.ones(len(keys), dtype=bool),
        signs_up,
        are_registered & ~signs_up & rng.chance(keys, "logs in", 0.4),
        rng.chance(keys, "promotion", 0.08),
    ]


def _round_steps(shop: Shop, visits: Visits, round_keys: IntArray) -> dict[str, BoolArray]:
    """Say of each of ROUND_STEPS in which rounds it happens, [visits, ROUNDS]."""
    rng = shop.rng
    rounds = rng.pick(visits.key, "rounds", [34, 25, 19, 12, 10])
    browses = np.arange(ROUNDS) < rounds[:, None]
    clicks = browses & rng.chance(round_keys, "clicks", 0.55)
    add_millionths = np.array([_ADD_MILLIONTHS[segment] for segment in SEGMENTS])
    probability = add_millionths[shop.users.segments(visits.user)][:, None]
    adds = clicks & rng.chance_in_millionths(round_keys, "adds", probability)
    return {
        "view_item_list": browses,
        "select_item": clicks,
        "view_item": clicks,
        "scroll": browses & rng.chance(round_keys, "scrolls", 0.15),
        "add_to_cart": adds,
        "remove_from_cart": adds & rng.chance(round_keys, "removes", 0.08),
    }


def _in_order(rounds: dict[str, BoolArray]) -> list[BoolArray]:
    """Give the columns of STEPS that are in rounds: all of the first round, of the second, ..."""
    return [rounds[step][:, number] for number in range(ROUNDS) for step in ROUND_STEPS]


def _closing_steps(
    shop: Shop, visits: Visits, has_cart: BoolArray, variant: IntArray
) -> list[BoolArray]:
    rng, keys = shop.rng, visits.key
    is_broken = is_hit(shop.incidents, "checkout", visits.day)
    checks_out = has_cart & rng.chance(keys, "checkout", 0.55)
    checks_out &= ~is_broken | rng.chance(keys, "broken checkout", CHECKOUT_SHARE)
    probabilities = np.array(purchase_millionths(shop.options.effects))[np.maximum(variant, 0)]
    buys = checks_out & rng.chance_in_millionths(keys, "buys", probabilities)
    ends_in_time = visits.day + REFUND_DAYS + 2 < shop.calendar.days
    return [
        checks_out,
        buys | (checks_out & rng.chance(keys, "pays", 0.4)),
        buys,
        buys & rng.chance(keys, "reported twice", 0.02),
        buys & rng.chance(keys, "refund", 0.04) & ends_in_time,
    ]


def _liked_products(rng: KeyedRandom, round_keys: IntArray, goods: int) -> IntArray:
    """Draw products: the square of an even draw, so that low numbers are liked more."""
    even = rng.bits(round_keys, "liked") >> np.uint64(32)
    liked: UInt64Array = (even * even >> np.uint64(32)) * np.uint64(goods) >> np.uint64(32)
    return liked.astype(np.int64)


def _memberships(shop: Shop, visits: Visits, has_cart: BoolArray) -> IntArray:
    """Renew some memberships: plan 1 has membership 0, plan 2 has 1, plan 0 is free."""
    renews = has_cart & shop.rng.chance(visits.key, "renews", 0.4)
    return np.where(renews, shop.users.plans(visits.user) - 1, -1)


def _coupons(rng: KeyedRandom, keys: IntArray) -> IntArray:
    chosen = rng.below(keys, "which coupon", len(COUPONS))
    return np.where(rng.chance(keys, "coupon", 0.12), chosen, -1)


def _installments(rng: KeyedRandom, keys: IntArray) -> IntArray:
    chosen = _INSTALLMENTS[rng.pick(keys, "parts", [50, 25, 15, 10])]
    return np.where(rng.chance(keys, "says installments", 0.35), chosen, 0)
