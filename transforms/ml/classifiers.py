"""Classifiers: the probability of a yes from numbers, of which some may be missing.

Candidates are logistic regression on logarithms, boosted small trees and, with the extra `boost`,
those of XGBoost. Where one is not better beyond chance than a simpler one, that is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from transforms.ml.boost import Xgboost, fit_xgboost
from transforms.ml.extra import has_boost
from transforms.ml.figures import Numbers

LOGISTIC, BOOSTING, XGBOOST = "logistic", "boosting", "xgboost"
_LEAST_RAISE = 0.1
TREES = {
    "max_leaf_nodes": 8,
    "max_iter": 150,
    "learning_rate": 0.05,
    "min_samples_leaf": 40,
    "early_stopping": False,
    "random_state": 0,
}


def kinds() -> tuple[str, ...]:
    """Name the candidates that are installed, the simpler ones first."""
    return (LOGISTIC, BOOSTING, XGBOOST) if has_boost() else (LOGISTIC, BOOSTING)


@dataclass(frozen=True)
class Classifier:
    """A fitted candidate: its kind, its columns, and those of which a missing value tells.

    `blank` are columns without any value in training, `usual` each column's median.
    """

    kind: str
    columns: Sequence[str]
    missing: Sequence[int]
    blank: Sequence[int]
    usual: Numbers
    estimator: Any

    def probability(self, values: Numbers) -> Numbers:
        """Give the probability of a yes for each row (a row each)."""
        given = (
            in_logarithms(values, self.missing)
            if self.kind == LOGISTIC
            else for_trees(values, self.blank)
        )
        return np.asarray(self.estimator.predict_proba(given)[:, 1], dtype=np.float64)

    def stored(self) -> dict[str, Any]:
        """Give what the registry keeps."""
        return {
            "kind": self.kind,
            "columns": list(self.columns),
            "missing": list(self.missing),
            "blank": list(self.blank),
            "usual": self.usual,
            "estimator": (self.estimator.stored() if self.kind == XGBOOST else self.estimator),
        }


def restored(kept: dict[str, Any]) -> Classifier:
    """Make a classifier of what the registry kept."""
    return Classifier(
        kept["kind"],
        tuple(kept["columns"]),
        tuple(kept["missing"]),
        tuple(kept["blank"]),
        kept["usual"],
        Xgboost.restored(kept["estimator"]) if kept["kind"] == XGBOOST else kept["estimator"],
    )


def fit(kind: str, columns: Sequence[str], values: Numbers, is_yes: Numbers) -> Classifier:
    """Fit a candidate to rows whose answer is known."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    missing = [int(place) for place in np.flatnonzero(np.isnan(values).any(axis=0))]
    blank = blank_columns(values)
    usual = usual_values(values)
    if kind == LOGISTIC:
        estimator = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
        estimator.fit(in_logarithms(values, missing), is_yes)
    elif kind == BOOSTING:
        estimator = HistGradientBoostingClassifier(**TREES).fit(for_trees(values, blank), is_yes)
    else:
        estimator = fit_xgboost(for_trees(values, blank), is_yes)
    return Classifier(kind, tuple(columns), tuple(missing), tuple(blank), usual, estimator)


def usual_values(values: Numbers) -> Numbers:
    """Give each column's median; NaN where it is missing more often than not."""
    return np.array(
        [
            np.median(column[np.isfinite(column)]) if np.isfinite(column).mean() >= 0.5 else np.nan
            for column in values.T
        ]
    )


def blank_columns(values: Numbers) -> list[int]:
    """Name the columns of which nothing is known."""
    return [int(place) for place in np.flatnonzero(np.isnan(values).all(axis=0))]


def for_trees(values: Numbers, blank: Sequence[int]) -> Numbers:
    """Give numbers of which some may be missing; trees stumble over columns of none."""
    if not len(blank):
        return values
    found = values.copy()
    found[:, list(blank)] = 0.0
    return found


def in_logarithms(values: Numbers, missing: Sequence[int]) -> Numbers:
    """Give the logarithm of 1 + each number, and whether the columns that may miss one do."""
    found = np.nan_to_num(np.sign(values) * np.log1p(np.abs(values)))
    flags = np.isnan(values[:, list(missing)]).astype(np.float64)
    return np.hstack([found, flags])


def reasons(classifier: Classifier, values: Numbers, most: int = 3) -> list[str]:
    """Say of each row what raises its log-odds most, against what is usual.

    As `recency_days 45 (usual 12)`: names of our own, and numbers.
    """
    before = _log_odds(classifier.probability(values))
    raised = np.zeros_like(values)
    for place, usual in enumerate(classifier.usual):
        changed = values.copy()
        changed[:, place] = usual
        raised[:, place] = before - _log_odds(classifier.probability(changed))
    return [_said(classifier, values[row], raised[row], most) for row in range(len(values))]


def _said(classifier: Classifier, row: Numbers, raised: Numbers, most: int) -> str:
    places = [int(place) for place in np.argsort(-raised, kind="stable")[:most]]
    told = [
        f"{classifier.columns[place]} {_number(row[place])}"
        f" (usual {_number(classifier.usual[place])})"
        for place in places
        if raised[place] >= _LEAST_RAISE
    ]
    return ", ".join(told)


def _log_odds(probability: Numbers) -> Numbers:
    held = np.clip(probability, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(held / (1 - held)), dtype=np.float64)


def _number(value: float) -> str:
    return "none" if np.isnan(value) else f"{value:,.2f}".rstrip("0").rstrip(".")
