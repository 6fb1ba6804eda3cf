"""Candidates and baselines: the simpler of equals, and no model where none is better."""

import numpy as np

from transforms.ml.extra import limited
from transforms.ml.figures import draws
from transforms.ml.judging import chosen, judge

COLUMNS = ("known", "noise", "blank")


def rows(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    values = random.normal(size=(count, 3))
    values[:, 2] = np.nan  # a lake without subscriptions knows nothing of them
    is_yes = (values[:, 0] + random.normal(size=count) > 0).astype(np.float64)
    return values, is_yes


def test_a_model_that_is_better_than_chance_is_good_and_the_simpler_one_is_taken() -> None:
    seen, unseen = rows(600, 0), rows(400, 1)
    with limited(1):
        found = judge(COLUMNS, [rows(200, 2), seen], unseen, {"noise": unseen[0][:, 1]})
    assert found.is_good
    assert found.classifier.kind == "logistic"
    assert next(row.name for row in found.rows if row.part == "feature") == "known"


def test_a_model_that_is_no_better_than_a_baseline_is_refused_and_says_so() -> None:
    seen, unseen = rows(600, 0), rows(400, 1)
    with limited(1):
        found = judge(COLUMNS, [rows(200, 2), seen], unseen, {"the column itself": unseen[0][:, 0]})
    assert not found.is_good
    assert found.verdict.startswith("not better than the column itself beyond chance")


def test_a_better_one_is_taken_though_it_is_less_simple() -> None:
    is_yes = np.array([0.0, 1.0] * 200)
    poor = np.random.default_rng(0).random(400)
    assert chosen({"simple": poor, "other": is_yes}, is_yes, draws(400)) == "other"
    assert chosen({"simple": is_yes, "other": is_yes}, is_yes, draws(400)) == "simple"
