"""What happens on a visit: a funnel of steps, each taken by some."""

from dataclasses import dataclass

import numpy as np

from transforms.generate.calendar import Calendar
from transforms.generate.catalogue import Catalogue
from transforms.generate.random import Dice, Truths, Whole
from transforms.generate.users import People
from transforms.generate.visits import Visits

NAMES = ["session_start", "page_view", "login", "view_promotion", "view_item_list"]
NAMES += ["select_item", "view_item", "scroll", "add_to_cart", "remove_from_cart"]
NAMES += ["begin_checkout", "add_payment_info", "purchase", "refund"]
CODE = {name: code for code, name in enumerate(NAMES)}
OPENING = ["session_start", "page_view", "login", "view_promotion"]
ROUND = ["view_item_list", "select_item", "view_item", "scroll", "add_to_cart", "remove_from_cart"]
CLOSING = ["begin_checkout", "add_payment_info", "purchase", "purchase", "refund"]
ROUNDS = 4
SLOTS = [*OPENING, *ROUND * ROUNDS, *CLOSING]
SLOT_NAMES = np.array([CODE[name] for name in SLOTS])
SLOT_ROUNDS = np.array([0] * 4 + [r for r in range(ROUNDS) for _ in ROUND] + [0] * 5)
SECOND_HALF = len(OPENING) + 2 * len(ROUND)
"""A visit in two parts breaks before the third round."""

_CARTS = np.array([260_000, 360_000, 480_000])
_BUYS = 450_000
REFUND_DAYS = 10


@dataclass(frozen=True)
class Journeys:
    """A row for each visit; `taken` has a column for each of SLOTS, the others for each round."""

    visits: Visits
    taken: Truths
    shown: Whole
    first_product: Whole
    clicked: Whole
    lists: Whole
    quantity: Whole
    kept: Truths
    membership: Whole
    variant: Whole

    def lengths(self) -> Whole:
        """Count the events of each visit."""
        lengths: Whole = self.taken.sum(axis=1)
        return lengths


class Planner:
    """Plan what visitors do; `effects` are the uplifts of the variants but the control."""

    def __init__(
        self,
        dice: Dice,
        calendar: Calendar,
        people: People,
        catalogue: Catalogue,
        effects: tuple[float, ...],
    ) -> None:
        self._dice, self._calendar = dice, calendar
        self._people, self._catalogue = people, catalogue
        shares = [int(_BUYS * (1 + effect)) for effect in effects]
        self._shares = np.array([_BUYS, *shares, _BUYS])
        self._window = calendar.days // 5, calendar.days - calendar.days // 5 - 1

    def purchase_shares(self) -> list[float]:
        """Say for each variant, the control first, how many of those at the checkout buy."""
        return [share / 1_000_000 for share in self._shares[:-1].tolist()]

    def planned(self, visits: Visits) -> Journeys:
        """Decide each visitor's steps and what they look at."""
        dice, key = self._dice, visits.key
        rounds = key[:, None] * ROUNDS + np.arange(ROUNDS)
        flat = rounds.ravel()
        shown = (4 + dice.below(flat, "shown", 6)).reshape(rounds.shape)
        things = self._catalogue.things
        liked = dice.of(flat, "liked") >> np.uint64(32)
        skewed = (liked * liked >> np.uint64(32)) * np.uint64(things) >> np.uint64(32)
        first = skewed.astype(np.int64).reshape(rounds.shape)
        place = dice.below(flat, "clicked", shown.ravel()).reshape(rounds.shape)
        variant = self._variants(visits)
        taken, kept = self._steps(visits, rounds, variant)
        plan = self._people.plans(visits.person)
        renews = kept.any(axis=1) & dice.chance(key, "renews", 0.4)
        return Journeys(
            visits,
            taken,
            shown,
            first,
            place,
            self._catalogue.lists(dice, flat).reshape(rounds.shape),
            1 + dice.pick(flat, "quantity", [80, 15, 5]).reshape(rounds.shape),
            kept,
            np.where(renews & (plan > 0), plan - 1, -1),
            variant,
        )

    def _variants(self, visits: Visits) -> Whole:
        """Give the variant of the experiment that a visit sees, or -1 outside its days."""
        first, last = self._window
        running = (visits.day >= first) & (visits.day <= last)
        return np.where(running, self._people.variants(visits.person, len(self._shares) - 1), -1)

    def _steps(self, visits: Visits, rounds: Whole, variant: Whole) -> tuple[Truths, Truths]:
        dice, key = self._dice, visits.key
        browsing = np.arange(ROUNDS) < dice.pick(key, "rounds", [34, 25, 19, 12, 10])[:, None]

        def happens(purpose: str, share: float) -> Truths:
            return dice.chance(rounds.ravel(), purpose, share).reshape(rounds.shape)

        clicks = browsing & happens("clicks", 0.55)
        likes = _CARTS[self._people.segments(visits.person)].repeat(ROUNDS)
        adds = clicks & dice.chances(rounds.ravel(), "adds", likes).reshape(rounds.shape)
        removes = adds & happens("removes", 0.08)
        kept = adds & ~removes
        checkout = kept.any(axis=1) & dice.chance(key, "checkout", 0.55)
        buys = checkout & dice.chances(key, "buys", self._shares[variant])
        steps = [browsing, clicks, clicks, browsing & happens("scrolls", 0.15), adds, removes]
        registered = self._people.registered(visits.person)
        opening = [
            dice.chance(key, "starts", 0.6),
            np.ones(len(key), dtype=bool),
            registered & dice.chance(key, "logs in", 0.4),
            dice.chance(key, "promotion", 0.08),
        ]
        refund = buys & dice.chance(key, "refund", 0.04)
        refund &= visits.day + REFUND_DAYS + 2 < self._calendar.days
        closing = [
            checkout,
            buys | (checkout & dice.chance(key, "pays", 0.4)),
            buys,
            buys & dice.chance(key, "reported twice", 0.02),
            refund,
        ]
        middle = np.stack(steps, axis=2).reshape(len(key), ROUNDS * len(steps))
        return np.column_stack([*opening, middle, *closing]), kept
