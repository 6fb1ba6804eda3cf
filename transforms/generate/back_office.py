"""The back office: all its events between two days, told of some users at once.

They follow from the numbers of users, so that no chunk must know another. A block of days is made
once, and kept while chunks ask for it.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator

import numpy as np

from transforms.generate.arrays import IntArray
from transforms.generate.bookings import Bookings
from transforms.generate.calendar import DAY_US
from transforms.generate.chunks import Chunk
from transforms.generate.costs import LATEST_REPORT_DAYS, costs_of
from transforms.generate.payments import DAYS_AFTER, payments_of
from transforms.generate.shop import Shop
from transforms.generate.subscriptions import subscriptions_of
from transforms.generate.turns import profiles_of, turns_of

_USERS_AT_ONCE = 1 << 17
_MOST_DAYS = 32
_MOST_USER_DAYS = 1 << 24
_BLOCKS_KEPT = 2


class BackOffice:
    """The bookings of a shop, block by block."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._days = max(1, min(_MOST_DAYS, _MOST_USER_DAYS // shop.options.users))
        self._blocks: OrderedDict[int, Bookings] = OrderedDict()
        self._lock = threading.Lock()

    def sent_in(self, chunk: Chunk) -> Bookings:
        """Give what is sent on a chunk's days, of its users; costs are of the first group."""
        blocks = range(chunk.first_day // self._days, chunk.last_day // self._days + 1)
        first, end = (_us(self._shop, day) for day in (chunk.first_day, chunk.last_day + 1))
        sent = Bookings.concatenated(
            [self._block(number).sent_between(first, end) for number in blocks]
        )
        return sent.rows(np.maximum(sent.user, 0) % chunk.user_groups == chunk.user_group)

    def _block(self, number: int) -> Bookings:
        with self._lock:
            if number not in self._blocks:
                self._blocks[number] = self._make(number)
            while len(self._blocks) > _BLOCKS_KEPT:
                self._blocks.popitem(last=False)
            return self._blocks[number]

    def _make(self, number: int) -> Bookings:
        shop = self._shop
        first_day, end_day = number * self._days, (number + 1) * self._days
        known = int(shop.calendar.joined_before(np.array([min(end_day, shop.calendar.days)]))[0])
        costs = costs_of(shop, first_day - LATEST_REPORT_DAYS, end_day - 1)
        of_slices = (of_users(shop, users, first_day, end_day - 1) for users in slices(known))
        first_us, end_us = _us(shop, first_day), _us(shop, end_day)
        return Bookings.concatenated(
            [told.sent_between(first_us, end_us) for told in (costs, *of_slices)]
        )


def of_users(shop: Shop, users: IntArray, first_day: int, last_day: int) -> Bookings:
    """Tell of some users at least all that is sent between two days, both included."""
    subscriptions = subscriptions_of(shop, users)
    return Bookings.concatenated(
        [
            profiles_of(shop, users),
            turns_of(shop, subscriptions),
            payments_of(shop, subscriptions, first_day - DAYS_AFTER, last_day),
        ]
    )


def slices(users: int) -> Iterator[IntArray]:
    """Give the numbers of all users, some at once."""
    for start in range(0, users, _USERS_AT_ONCE):
        yield np.arange(start, min(start + _USERS_AT_ONCE, users))


def _us(shop: Shop, day: int) -> int:
    return (shop.calendar.epoch_day + day) * DAY_US
