"""A random generator without a state: a draw depends on the seed, its purpose and its key alone.

So any chunk can be made by itself, in any thread. Draws are whole numbers, so that every machine
draws the same. A key is a number of what the draw is about (a user, a visit, an event); a purpose
is a name that keeps draws about the same key apart. Change a purpose, and the shop is another one.
"""

from functools import cache
from hashlib import blake2b

import numpy as np

from transforms.generate.arrays import BoolArray, IntArray, UInt64Array

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


class KeyedRandom:
    """The draws of one seed; arrays of keys have any shape, and the draws have the same."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def bits(self, keys: IntArray, purpose: str) -> UInt64Array:
        """Draw 64 random bits for each key; different keys give different ones.

        Source: Steele, Lea and Flood, Fast splittable pseudorandom number generators (2014).
        """
        bits = keys.astype(np.uint64) * _GAMMA + _salt(self._seed, purpose)
        bits ^= bits >> np.uint64(30)
        bits *= _MIX_1
        bits ^= bits >> np.uint64(27)
        bits *= _MIX_2
        bits ^= bits >> np.uint64(31)
        return bits

    def chance(self, keys: IntArray, purpose: str, probability: float) -> BoolArray:
        """Draw yes with a probability from 0 to 1."""
        return self.bits(keys, purpose) >> np.uint64(11) < np.uint64(int(probability * 2**53))

    def chance_in_millionths(
        self, keys: IntArray, purpose: str, probabilities: IntArray
    ) -> BoolArray:
        """Draw yes with each key's own probability, in millionths."""
        return self.below(keys, purpose, 1_000_000) < probabilities

    def below(self, keys: IntArray, purpose: str, ends: int | IntArray) -> IntArray:
        """Draw whole numbers from 0 to below an end of at most 32 bits, each as likely."""
        high = self.bits(keys, purpose) >> np.uint64(32)
        return (high * np.asarray(ends).astype(np.uint64) >> np.uint64(32)).astype(np.int64)

    def pick(self, keys: IntArray, purpose: str, weights: list[int] | IntArray) -> IntArray:
        """Draw indexes of a list, each as likely as its weight says."""
        ends = np.cumsum(np.asarray(weights, dtype=np.int64))
        return np.searchsorted(ends, self.below(keys, purpose, int(ends[-1])), side="right")

    def from_quantiles(self, keys: IntArray, purpose: str, quantiles: list[int]) -> IntArray:
        """Draw whole numbers that have these quantiles, from the least to the greatest.

        The quantiles are evenly apart; between two of them every number is as likely.
        """
        values: IntArray = np.asarray(quantiles, dtype=np.int64)
        high = self.bits(keys, purpose) >> np.uint64(32)
        scaled = (high * np.uint64(len(values) - 1)).astype(np.int64)
        index, fraction = scaled >> 32, (scaled & 0xFFFFFFFF) >> 16  # of 65,536
        drawn: IntArray = values[index] + ((values[index + 1] - values[index]) * fraction >> 16)
        return drawn


@cache
def _salt(seed: int, purpose: str) -> np.uint64:
    digest = blake2b(f"{seed}/{purpose}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))
