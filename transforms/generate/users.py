"""The users of the shop: segment, plan, country, sources, devices, and how long they stay.

A user is a number from 0, and everything about a user follows from it, so that nobody is kept in
memory. A visitor is one device of a user: number 2 * user, or 2 * user + 1 for the second device.
"""

from typing import NamedTuple

import numpy as np

from transforms.generate.arrays import BoolArray, IntArray, UInt64Array
from transforms.generate.random import KeyedRandom


class Source(NamedTuple):
    """Where a visit comes from; a direct one names nothing."""

    source: str | None
    medium: str | None
    campaign: str | None


SEGMENTS = ["casual", "regular", "power"]
PLANS = ["free", "plus", "pro"]
PLATFORMS = ["WEB", "IOS", "ANDROID"]
COUNTRIES = ["MX", "CO", "US", "ES", "BR", "AR"]
DEVICES = ["desktop", "mobile", "tablet"]
SOURCES = [
    Source(None, None, None),
    Source("google", "organic", None),
    Source("google", "cpc", "brand_search"),
    Source("google", "cpc", "generic_search"),
    Source("facebook", "paid_social", "prospecting"),
    Source("instagram", "social", None),
    Source("newsletter", "email", "weekly"),
    Source("partners.example", "referral", None),
    Source("tiktok", "paid_social", "creators"),
    Source("bing", "organic", None),
]
_FIRST_SOURCE_WEIGHTS = [14, 24, 8, 10, 14, 8, 2, 8, 8, 4]
_LATER_SOURCE_WEIGHTS = [48, 14, 8, 2, 3, 4, 16, 3, 1, 1]
_STAY_DAYS_QUANTILES = {
    "casual": [1, 4, 9, 16, 26, 40, 60, 95, 180],
    "regular": [10, 35, 70, 110, 160, 230, 340, 520, 900],
    "power": [90, 200, 320, 460, 620, 850, 1_200, 2_000, 4_400],
}
_RETURN_MILLIONTHS = {"casual": 300_000, "regular": 650_000, "power": 1_000_000}
_FADING_SHARE = 3
"""The last third of a stay."""

DIRECT = 0
PAID_SEARCH = [index for index, each in enumerate(SOURCES) if each.medium == "cpc"]
_WEB, _MOBILE = PLATFORMS.index("WEB"), DEVICES.index("mobile")


class Users:
    """What is so of users, visitors and their visits, by their numbers."""

    def __init__(self, rng: KeyedRandom) -> None:
        self._rng = rng

    def segments(self, users: IntArray) -> IntArray:
        """Give each user's index in SEGMENTS."""
        return self._rng.pick(users, "segment", [60, 30, 10])

    def plans(self, users: IntArray) -> IntArray:
        """Give each user's index in PLANS."""
        return self._rng.pick(users, "plan", [80, 14, 6])

    def countries(self, users: IntArray) -> IntArray:
        """Give each user's index in COUNTRIES."""
        return self._rng.pick(users, "country", [40, 22, 14, 12, 8, 4])

    def are_registered(self, users: IntArray) -> BoolArray:
        """Say who has an account."""
        return self._rng.chance(users, "registered", 0.55)

    def first_sources(self, users: IntArray) -> IntArray:
        """Give the index in SOURCES of where each user first came from."""
        return self._rng.pick(users, "first source", _FIRST_SOURCE_WEIGHTS)

    def later_sources(self, visit_keys: IntArray) -> IntArray:
        """Give the index in SOURCES of where a later visit comes from."""
        return self._rng.pick(visit_keys, "later source", _LATER_SOURCE_WEIGHTS)

    def stay_days(self, users: IntArray) -> IntArray:
        """Say for how many days after joining each user may come back."""
        segments = self.segments(users)
        days = np.zeros(len(users), dtype=np.int64)
        for index, segment in enumerate(SEGMENTS):
            rows = segments == index
            quantiles = _STAY_DAYS_QUANTILES[segment]
            days[rows] = self._rng.from_quantiles(users[rows], "stay", quantiles)
        return days

    def fade_days(self, users: IntArray) -> IntArray:
        """Say for how many days before leaving each user comes ever less."""
        return self.stay_days(users) // _FADING_SHARE

    def return_millionths(self, users: IntArray, ages: IntArray) -> IntArray:
        """Give the probability that a user who may come back does, so many days after joining."""
        by_segment = np.array([_RETURN_MILLIONTHS[segment] for segment in SEGMENTS])
        stay_days = self.stay_days(users)
        fade_days = np.maximum(stay_days // _FADING_SHARE, 1)
        days_left = np.clip(stay_days + 1 - ages, 0, fade_days)
        millionths: IntArray = by_segment[self.segments(users)] * days_left // fade_days
        return millionths

    def visitors(self, users: IntArray, visit_keys: IntArray) -> IntArray:
        """Choose the device of each visit; some users have two."""
        has_second = self._rng.chance(users, "second device", 0.3)
        return users * 2 + (has_second & self._rng.chance(visit_keys, "device", 0.4))

    def platforms(self, visitors: IntArray) -> IntArray:
        """Give each visitor's index in PLATFORMS."""
        return self._rng.pick(visitors, "platform", [60, 18, 22])

    def are_on_web(self, visitors: IntArray) -> BoolArray:
        """Say who uses a browser rather than an app."""
        on_web: BoolArray = self.platforms(visitors) == _WEB
        return on_web

    def devices(self, visitors: IntArray) -> IntArray:
        """Give each visitor's index in DEVICES; apps run on mobiles."""
        on_web = self._rng.pick(visitors, "browser", [54, 41, 5])
        return np.where(self.are_on_web(visitors), on_web, _MOBILE)

    def variants(self, users: IntArray, count: int) -> IntArray:
        """Give each user one of the experiment's variants, the control being 0."""
        return self._rng.below(users, "variant", count)

    def pseudo_ids(self, visitors: IntArray) -> UInt64Array:
        """Give each visitor's `user_pseudo_id` as a number; no two are equal."""
        return self._rng.bits(visitors, "pseudo id")
