"""The people who know the shop: segment, plan, channel, devices, and how long they stay.

A person is a number; everything about it follows from that number, so nobody is kept in memory.
"""

import numpy as np

from transforms.generate.random import Dice, Draws, Truths, Whole

SEGMENTS = ["casual", "regular", "power"]
PLANS = ["free", "plus", "pro"]
PLATFORMS = ["WEB", "IOS", "ANDROID"]
COUNTRIES = ["MX", "CO", "US", "ES", "BR", "AR"]
DEVICES = ["desktop", "mobile", "tablet"]
SOURCES: list[tuple[str | None, str | None, str | None]] = [
    (None, None, None),
    ("google", "organic", None),
    ("google", "cpc", "brand_search"),
    ("google", "cpc", "generic_search"),
    ("facebook", "paid_social", "prospecting"),
    ("instagram", "social", None),
    ("newsletter", "email", "weekly"),
    ("partners.example", "referral", None),
    ("tiktok", "paid_social", "creators"),
    ("bing", "organic", None),
]
_FIRST_SOURCES = [14, 24, 8, 10, 14, 8, 2, 8, 8, 4]
_LATER_SOURCES = [48, 14, 8, 2, 3, 4, 16, 3, 1, 1]
_STAYS = [
    [1, 4, 9, 16, 26, 40, 60, 95, 180],
    [10, 35, 70, 110, 160, 230, 340, 520, 900],
    [90, 200, 320, 460, 620, 850, 1_200, 2_000, 4_400],
]
_ACTIVITY = np.array([300_000, 650_000, 1_000_000])


class People:
    """What is so of each person (a number from 0) or visitor (twice the person, or 1 more)."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice

    def segments(self, persons: Whole) -> Whole:
        """Give each person's place in SEGMENTS."""
        return self._dice.pick(persons, "segment", [60, 30, 10])

    def plans(self, persons: Whole) -> Whole:
        """Give each person's place in PLANS."""
        return self._dice.pick(persons, "plan", [80, 14, 6])

    def countries(self, persons: Whole) -> Whole:
        """Give each person's place in COUNTRIES."""
        return self._dice.pick(persons, "country", [40, 22, 14, 12, 8, 4])

    def registered(self, persons: Whole) -> Truths:
        """Say who has an account."""
        return self._dice.chance(persons, "registered", 0.55)

    def first_sources(self, persons: Whole) -> Whole:
        """Give the place in SOURCES that each person first came from."""
        return self._dice.pick(persons, "first source", _FIRST_SOURCES)

    def later_sources(self, visits: Whole) -> Whole:
        """Give the place in SOURCES of a later visit."""
        return self._dice.pick(visits, "later source", _LATER_SOURCES)

    def stays(self, persons: Whole) -> Whole:
        """Say for how many days from the first each person may come back."""
        segments = self.segments(persons)
        days = np.zeros(len(persons), dtype=np.int64)
        for segment, quantiles in enumerate(_STAYS):
            mine = segments == segment
            days[mine] = self._dice.spread(persons[mine], "stay", quantiles)
        return days

    def activity(self, persons: Whole) -> Whole:
        """Say how readily each person comes back, in millionths."""
        return _ACTIVITY[self.segments(persons)]

    def visitors(self, persons: Whole, visits: Whole) -> Whole:
        """Choose the device of a visit: some people have two."""
        has_second = self._dice.chance(persons, "second device", 0.3)
        return persons * 2 + (has_second & self._dice.chance(visits, "device", 0.4))

    def platforms(self, visitors: Whole) -> Whole:
        """Give each visitor's place in PLATFORMS."""
        return self._dice.pick(visitors, "platform", [60, 18, 22])

    def devices(self, visitors: Whole) -> Whole:
        """Give each visitor's place in DEVICES."""
        on_web = self._dice.pick(visitors, "browser", [54, 41, 5])
        return np.where(self.platforms(visitors) == 0, on_web, 1)

    def variants(self, persons: Whole, count: int) -> Whole:
        """Give each person one of so many variants of the experiment."""
        return self._dice.below(persons, "variant", count)

    def pseudo_ids(self, visitors: Whole) -> Draws:
        """Give each visitor's id as a number; no two are equal."""
        return self._dice.of(visitors, "pseudo id")
