"""Draws that depend on nothing but the seed, what they are for, and what they are about.

Whole numbers only, so that every machine draws the same; and as no draw depends on an earlier one,
any part of the shop can be made by itself.
"""

from functools import cache
from hashlib import blake2b
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Draws: TypeAlias = NDArray[np.uint64]
Whole: TypeAlias = NDArray[np.int64]
Truths: TypeAlias = NDArray[np.bool_]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


class Dice:
    """The dice of one seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def of(self, keys: Whole, purpose: str) -> Draws:
        """Draw one number of 64 bits for each key; different keys give different numbers.

        Source: Steele, Lea and Flood, Fast splittable pseudorandom number generators (2014).
        """
        drawn = keys.astype(np.uint64) * _GOLDEN + _salt(self._seed, purpose)
        drawn ^= drawn >> np.uint64(30)
        drawn *= _FIRST
        drawn ^= drawn >> np.uint64(27)
        drawn *= _SECOND
        drawn ^= drawn >> np.uint64(31)
        return drawn

    def chance(self, keys: Whole, purpose: str, share: float) -> Truths:
        """Say yes for a share of the keys, 0 to 1."""
        return self.of(keys, purpose) >> np.uint64(11) < np.uint64(int(share * 2**53))

    def chances(self, keys: Whole, purpose: str, shares: Whole) -> Truths:
        """Say yes for each key's own share, in millionths."""
        return self.below(keys, purpose, 1_000_000) < shares

    def below(self, keys: Whole, purpose: str, ends: int | Whole) -> Whole:
        """Draw whole numbers from 0 to below an end of at most 32 bits."""
        high = self.of(keys, purpose) >> np.uint64(32)
        return (high * np.asarray(ends).astype(np.uint64) >> np.uint64(32)).astype(np.int64)

    def pick(self, keys: Whole, purpose: str, weights: list[int] | Whole) -> Whole:
        """Draw places of a list of weights."""
        ends = np.cumsum(np.asarray(weights, dtype=np.int64))
        return np.searchsorted(ends, self.below(keys, purpose, int(ends[-1])), side="right")

    def spread(self, keys: Whole, purpose: str, quantiles: list[int]) -> Whole:
        """Draw whole numbers whose quantiles, evenly apart, are given; in between it is even."""
        places: Whole = np.asarray(quantiles, dtype=np.int64)
        drawn = self.of(keys, purpose) >> np.uint64(32)
        scaled = (drawn * np.uint64(len(places) - 1)).astype(np.int64)
        step, rest = scaled >> 32, (scaled & 0xFFFFFFFF) >> 16
        drawn_values: Whole = places[step] + ((places[step + 1] - places[step]) * rest >> 16)
        return drawn_values


@cache
def _salt(seed: int, purpose: str) -> np.uint64:
    digest = blake2b(f"{seed}/{purpose}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))
