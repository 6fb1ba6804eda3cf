"""Which events are lost by a corrupted line, and which lose their ids.

It is one event of a visit at most, so that what is left of its session still holds together.
"""

from dataclasses import dataclass

import numpy as np

from transforms.generate.arrays import BoolArray, IntArray, starts_of
from transforms.generate.corruptions import CORRUPTIONS, INTACT, MALFORMED, RENAMED
from transforms.generate.shop import Shop

_MILLION = 1_000_000
_MALFORMED, _RENAMED, _MISSING_IDS, _CLEAN = range(4)


@dataclass(frozen=True)
class Dirt:
    """A row per event: how its line is corrupted, and whether its ids are missing."""

    corruption: IntArray  # index in CORRUPTIONS, or INTACT
    lacks_ids: BoolArray

    @property
    def is_refused(self) -> BoolArray:
        """Say whose line is refused."""
        # INTACT is -1: it takes the last.
        refuses = np.array([each.error_code is not None for each in CORRUPTIONS] + [False])
        return refuses[self.corruption]


def sample_dirt(
    shop: Shop,
    visit_keys: IntArray,
    event_counts: IntArray,
    can_lose: BoolArray,
    is_refund: BoolArray,
) -> Dirt:
    """Draw the dirt of events; the arguments have a row per visit, the last one per event.

    A refund has no field that could be renamed: the event before it is hit instead.
    """
    rng = shop.rng
    kinds = _kinds(shop, visit_keys, event_counts, can_lose)
    event = starts_of(event_counts) + rng.below(visit_keys, "victim", event_counts)
    event -= is_refund[event] & (kinds == _RENAMED)
    corruption = np.full(int(event_counts.sum()), INTACT)
    lacks_ids = np.zeros(len(corruption), dtype=bool)
    for kind, first, count in (
        (_MALFORMED, 0, len(MALFORMED)),
        (_RENAMED, len(MALFORMED), len(RENAMED)),
    ):
        hit = kinds == kind
        corruption[event[hit]] = first + rng.below(visit_keys[hit], "fate", count)
    lacks_ids[event[kinds == _MISSING_IDS]] = True
    return Dirt(corruption, lacks_ids)


def _kinds(
    shop: Shop, visit_keys: IntArray, event_counts: IntArray, can_lose: BoolArray
) -> IntArray:
    """Draw the kind of dirt of each visit; the more events, the more likely it has one."""
    options = shop.options
    shares = (options.malformed, options.renamed, options.missing_ids)
    millionths = np.array([int(share * _MILLION) for share in shares])
    ends = np.minimum(np.cumsum(millionths)[:, None] * event_counts, _MILLION)
    drawn = shop.rng.below(visit_keys, "accident", _MILLION)
    kinds = (drawn >= ends).sum(axis=0)
    return np.where(can_lose, kinds, _CLEAN)
