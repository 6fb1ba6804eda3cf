"""Figures that judge a score, by hand."""

import numpy as np
import pytest

from transforms.ml.figures import (
    Bin,
    Figure,
    auc,
    bins,
    brier,
    calibration_error,
    difference,
    draws,
    lift,
    rank_correlation,
)
from transforms.ml.reference import moved, reference_of


def of(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


@pytest.mark.parametrize(
    ("score", "area"),
    [
        pytest.param(of(4, 3, 2, 1), 1.0, id="all yes above all no"),
        pytest.param(of(1, 2, 3, 4), 0.0, id="the other way round"),
        pytest.param(of(1, 1, 1, 1), 0.5, id="ties count half"),
        pytest.param(of(4, 2, 3, 1), 0.75, id="one pair of four is wrong"),
    ],
)
def test_auc_counts_pairs(score: np.ndarray, area: float) -> None:
    assert auc(score, of(1, 1, 0, 0)) == area


def test_calibration_is_the_distance_of_what_came() -> None:
    said, came = of(*[0.1] * 10, *[0.9] * 10), of(*[0] * 10, *[1] * 10)
    assert bins(said, came)[0] == Bin(2, 0.1, 0.0)
    assert calibration_error(said, came, draws(20)) == Figure(0.1, 0.1, 0.1)
    assert brier(of(0.5, 0.5), of(0, 1), draws(2)) == Figure(0.25, 0.25, 0.25)
    mixed = np.tile(of(1, 1, 1, 0, 0), 20)
    some = calibration_error(of(*[0.5] * 100), mixed, draws(100))
    assert some.value == pytest.approx(0.1)
    assert some.low < some.value < some.high


def test_a_count_has_an_interval_though_all_were_hit() -> None:
    all_hit, some = Figure.of_count(30, 30), Figure.of_count(6, 730)
    assert (all_hit.low, all_hit.high) == (pytest.approx(26.595, abs=0.001), 30)
    assert (some.low, some.high) == (
        pytest.approx(2.754, abs=0.001),
        pytest.approx(13.01, abs=0.01),
    )


def test_lift_is_of_the_first_tenth() -> None:
    assert lift(of(*range(20)), of(*[0] * 18, 1, 1)) == 10


def test_equal_values_share_their_rank() -> None:
    assert rank_correlation(of(1, 2, 2, 3), of(10, 20, 20, 30)) == pytest.approx(1)
    assert rank_correlation(of(1, 1, 1), of(1, 2, 3)) == 0


def test_a_score_is_not_better_than_itself() -> None:
    random = np.random.default_rng(0)
    is_yes = (random.random(300) < 0.4).astype(np.float64)
    score = random.random(300) + is_yes
    drawn = draws(300)
    assert difference(score, score, is_yes, drawn).low == 0
    found = difference(score, random.random(300), is_yes, drawn)
    assert 0 < found.low < found.value < found.high


def test_a_feature_that_moved_is_alerted_and_one_that_did_not_is_well() -> None:
    random = np.random.default_rng(0)
    before = random.normal(size=(2000, 2))
    after = random.normal(size=(2000, 2)) + of(0, 1)
    after[:200, 0] = np.nan
    same, other = moved(reference_of(("a", "b"), before), ("a", "b"), after)
    assert (same.missing_rate, same.missing_before) == (0.1, 0.0)
    assert (other.state, other.stability_index > 0.25) == ("alert", True)
    (well,) = moved(reference_of(("a",), before), ("a",), random.normal(size=(2000, 1)))
    assert well.state == "ok"
