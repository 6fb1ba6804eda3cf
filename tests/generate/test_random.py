"""A draw depends on its key alone, and comes as often as it was asked for."""

import numpy as np

from transforms.generate.random import KeyedRandom

RNG = KeyedRandom(1)
KEYS = np.arange(100_000)


def test_a_draw_depends_on_its_key_and_on_no_other() -> None:
    together = RNG.below(KEYS, "purpose", 1_000)
    assert RNG.below(KEYS[500:600], "purpose", 1_000).tolist() == together[500:600].tolist()
    assert RNG.below(KEYS.reshape(100, -1), "purpose", 1_000).ravel().tolist() == together.tolist()


def test_purpose_and_seed_keep_draws_apart() -> None:
    draws = RNG.below(KEYS, "purpose", 1_000)
    assert np.mean(draws == RNG.below(KEYS, "another", 1_000)) < 0.002
    assert np.mean(draws == KeyedRandom(2).below(KEYS, "purpose", 1_000)) < 0.002


def test_no_two_keys_have_the_same_bits() -> None:
    assert len(np.unique(RNG.bits(KEYS, "purpose"))) == len(KEYS)


def test_a_chance_comes_as_often_as_it_says() -> None:
    assert abs(np.mean(RNG.chance(KEYS, "purpose", 0.3)) - 0.3) < 0.01
    millionths = np.where(KEYS % 2, 900_000, 0)
    draws = RNG.chance_in_millionths(KEYS, "purpose", millionths)
    assert not draws[::2].any()
    assert abs(np.mean(draws[1::2]) - 0.9) < 0.01


def test_whole_numbers_reach_every_one_below_the_end() -> None:
    assert set(RNG.below(KEYS, "purpose", 7).tolist()) == set(range(7))


def test_an_index_is_picked_by_its_weight() -> None:
    counts = np.bincount(RNG.pick(KEYS, "purpose", [1, 0, 1]), minlength=3)
    assert counts[1] == 0
    assert abs(counts[0] / len(KEYS) - 0.5) < 0.01


def test_draws_have_the_quantiles_they_were_given() -> None:
    draws = RNG.from_quantiles(KEYS, "purpose", [10, 20, 1_000])
    assert draws.min() == 10
    assert 990 < draws.max() <= 1_000
    assert abs(np.median(draws) - 20) <= 1
