"""XGBoost: boosted trees of the extra `boost`, one more candidate beside scikit-learn's."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from transforms.ml.extra import check_boost
from transforms.ml.figures import Numbers

_ROUNDS = 150
#: The same small trees as scikit-learn's: 8 leaves, a rate of 0.05; one thread, one result.
_SETTINGS = {
    "objective": "binary:logistic",
    "tree_method": "hist",
    "grow_policy": "lossguide",
    "max_depth": 0,
    "max_leaves": 8,
    "learning_rate": 0.05,
    "min_child_weight": 5,
    "nthread": 1,
    "seed": 0,
}


@dataclass(frozen=True)
class Xgboost:
    """Boosted trees; missing values are told from 0."""

    booster: Any

    def predict_proba(self, values: Numbers) -> Numbers:
        """Give the probability of a no and of a yes for each row."""
        yes = np.asarray(self.booster.inplace_predict(values), dtype=np.float64)
        return np.column_stack([1 - yes, yes])

    def stored(self) -> Numbers:
        """Give it as the bytes of its own format, which hold trees and run no code."""
        return np.frombuffer(bytes(self.booster.save_raw("ubj")), dtype=np.uint8)

    @classmethod
    def restored(cls, kept: Numbers) -> "Xgboost":
        """Read what `stored` gave.

        Raises:
            ConfigError: the extra is not installed.
        """
        check_boost()
        import xgboost

        booster = xgboost.Booster({"nthread": 1})
        booster.load_model(bytearray(kept.tobytes()))
        return cls(booster)


def fit_xgboost(values: Numbers, is_yes: Numbers) -> Xgboost:
    """Fit trees to rows whose answer is known."""
    import xgboost

    return Xgboost(xgboost.train(_SETTINGS, xgboost.DMatrix(values, is_yes), _ROUNDS))
