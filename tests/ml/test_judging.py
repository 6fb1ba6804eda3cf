"""Candidates and baselines: the simpler of equals, and no model where none is better."""

import numpy as np
import pytest
import skops.io

from transforms.errors import ConfigError
from transforms.ml.boost import Xgboost
from transforms.ml.classifiers import fit, restored
from transforms.ml.extra import limited
from transforms.ml.figures import auc, draws
from transforms.ml.judging import chosen, chosen_before, judge
from transforms.ml.registry import TRUSTED

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


def test_the_cutoff_before_the_test_chooses_and_the_test_does_not() -> None:
    def by_distance(seed: int) -> tuple[np.ndarray, np.ndarray]:
        values, _ = rows(600, seed)
        return values, (np.abs(values[:, 0]) > 0.7).astype(np.float64)

    with limited(1):
        assert chosen_before(COLUMNS, [by_distance(0), by_distance(1)]) == "boosting"
        assert chosen_before(COLUMNS, [rows(600, 0), rows(600, 1)]) == "logistic"
        assert chosen_before(COLUMNS, [by_distance(0)]) == "logistic", "nothing lies before"
        found = judge(COLUMNS, [rows(600, 0), rows(600, 1)], by_distance(2), {})
    assert found.classifier.kind == "logistic", "though trees are better on the test"


def test_xgboost_is_kept_without_pickle_and_read_again() -> None:
    pytest.importorskip("xgboost")
    values, is_yes = rows(300, 0)
    fitted = fit("xgboost", COLUMNS, values, is_yes)
    kept = skops.io.loads(skops.io.dumps(fitted.stored()), trusted=TRUSTED)
    again = restored(kept)
    assert (again.probability(values) == fitted.probability(values)).all()
    assert auc(fitted.probability(values), is_yes) > 0.8


def test_a_model_of_xgboost_names_the_extra_that_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("transforms.ml.extra.BOOST", {"no_such_module": "xgboost-cpu"})
    with pytest.raises(ConfigError, match=r"extra `boost` \(pip install '\.\[boost\]'\)"):
        Xgboost.restored(np.zeros(3))


def test_a_better_one_is_taken_though_it_is_less_simple() -> None:
    is_yes = np.array([0.0, 1.0] * 200)
    poor = np.random.default_rng(0).random(400)
    assert chosen({"simple": poor, "other": is_yes}, is_yes, draws(400)) == "other"
    assert chosen({"simple": is_yes, "other": is_yes}, is_yes, draws(400)) == "simple"
