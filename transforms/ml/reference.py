"""Reference: how the features were spread in training, and how far they have moved since."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from transforms.ml.figures import Numbers, rounded

NOTE, ALERT = 0.1, 0.25
_BINS = 10
_LEAST_SHARE = 1e-4


@dataclass(frozen=True)
class Moved:
    """How far a feature has moved: its population stability index, and the share that is missing.

    `state` is `ok`, `note` (from 0.1) or `alert` (from 0.25).
    """

    feature: str
    stability_index: float
    missing_rate: float
    missing_before: float

    @property
    def state(self) -> str:
        """Tell whether somebody should look."""
        if self.stability_index >= ALERT:
            return "alert"
        return "note" if self.stability_index >= NOTE else "ok"


def reference_of(columns: Sequence[str], values: Numbers) -> dict[str, dict[str, Any]]:
    """Describe each column: edges of tenths, the share of rows in each, the share missing."""
    return {name: _describe(values[:, place]) for place, name in enumerate(columns)}


def moved(
    reference: dict[str, dict[str, Any]], columns: Sequence[str], values: Numbers
) -> list[Moved]:
    """Compare columns with those that a model was trained on."""
    found = []
    for place, name in enumerate(columns):
        if name not in reference:
            continue
        before = reference[name]
        now = _shares(values[:, place], np.array(before["edges"]))
        was = np.maximum(np.array(before["shares"]), _LEAST_SHARE)
        index = float(((now - was) * np.log(np.maximum(now, _LEAST_SHARE) / was)).sum())
        missing = float(np.isnan(values[:, place]).mean()) if len(values) else 0.0
        found.append(Moved(name, rounded(index), rounded(missing), before["missing"]))
    return found


def _describe(column: Numbers) -> dict[str, Any]:
    known = column[np.isfinite(column)]
    steps = np.linspace(0, 1, _BINS + 1)[1:-1]
    edges = np.unique(np.quantile(known, steps)) if len(known) else np.array([])
    return {
        "edges": [rounded(edge) for edge in edges],
        "shares": [rounded(share) for share in _shares(column, edges)],
        "missing": rounded(float(np.isnan(column).mean())) if len(column) else 0.0,
    }


def _shares(column: Numbers, edges: Numbers) -> Numbers:
    """Count the share of rows between edges; what is missing is a bin of its own, the last."""
    is_missing = np.isnan(column)
    places = np.searchsorted(edges, column[~is_missing], side="left")
    counts = np.bincount(places, minlength=len(edges) + 1).astype(np.float64)
    counts = np.append(counts, float(is_missing.sum()))
    return np.asarray(counts / max(len(column), 1), dtype=np.float64)
