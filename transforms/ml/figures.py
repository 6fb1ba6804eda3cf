"""Figures that judge a score against what came: AUC, precision, calibration, lift, intervals.

Intervals are 95 % bootstrap intervals: rows are drawn anew, with the same draws for every score,
so that two scores of the same rows can be compared. Ties count half.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

RESAMPLES = 400
BINS = 10
_LEAST_RESAMPLES = 40
_MOST_NUMBERS = 8_000_000
_TAILS = (2.5, 97.5)
_NORMAL = 1.959964


@dataclass(frozen=True)
class Figure:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, value: float, draws: Numbers) -> "Figure":
        """Take the interval from what the draws give."""
        low, high = np.percentile(draws, _TAILS)
        return cls(rounded(value), rounded(low), rounded(high))

    @classmethod
    def of_count(cls, hits: int, size: int) -> "Figure":
        """Take a count of so many, with Wilson's interval: it holds where all or none were hit."""
        if not size:
            return cls(float(hits), float(hits), float(hits))
        share, square = hits / size, _NORMAL**2
        middle = hits + square / 2
        reach = _NORMAL * math.sqrt(hits * (1 - share) + square / 4)
        scale = size / (size + square)
        low, high = max(0.0, middle - reach) * scale, (middle + reach) * scale
        return cls(float(hits), rounded(low), rounded(high))


@dataclass(frozen=True)
class Bin:
    """A tenth of the people by their score: how many, what was predicted, and what came."""

    people: int
    predicted: float
    found: float


class Ranked:
    """Scores in their order, so that each draw of weights costs one pass."""

    def __init__(self, score: Numbers, is_positive: Numbers) -> None:
        order = np.argsort(-score, kind="stable")
        self._order = order
        self._positive = is_positive[order]
        ordered = score[order]
        self._starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])

    def auc(self, weights: Numbers) -> float:
        """Area under the curve: how often a positive row has the greater score."""
        good, bad = self._groups(weights)
        before = np.cumsum(bad) - bad
        total = good.sum() * bad.sum()
        if not total:
            return float("nan")
        return float((good * (bad.sum() - before - bad / 2)).sum() / total)

    def precision(self, weights: Numbers) -> float:
        """Average precision: the precision at each positive row, from the top."""
        good, bad = self._groups(weights)
        hits = np.cumsum(good)
        seen = np.maximum(hits + np.cumsum(bad), 1e-12)
        return float((good * hits / seen).sum() / max(good.sum(), 1e-12))

    def _groups(self, weights: Numbers) -> tuple[Numbers, Numbers]:
        drawn = weights[self._order]
        good = np.add.reduceat(drawn * self._positive, self._starts)
        return good, np.add.reduceat(drawn, self._starts) - good


def draws(rows: int, seed: int = 0) -> Numbers:
    """Draw rows anew: how often each stands in each of the draws (one row a draw).

    Of many rows there are fewer draws: their intervals are narrow anyway.
    """
    random = np.random.default_rng(seed)
    resamples = max(_LEAST_RESAMPLES, min(RESAMPLES, _MOST_NUMBERS // max(rows, 1)))
    return np.array(
        [np.bincount(random.integers(0, rows, rows), minlength=rows) for _ in range(resamples)],
        dtype=np.float64,
    )


def auc(score: Numbers, is_positive: Numbers) -> float:
    """Tell how often a positive row has the greater score."""
    return Ranked(score, is_positive).auc(np.ones(len(score)))


def auc_figures(
    scores: Mapping[str, Numbers], is_positive: Numbers, drawn: Numbers
) -> dict[str, Figure]:
    """Give the AUC of each score."""
    return {
        name: Figure.of(auc(s, is_positive), aucs(s, is_positive, drawn))
        for name, s in scores.items()
    }


def aucs(score: Numbers, is_positive: Numbers, drawn: Numbers) -> Numbers:
    """Give the AUC in each of the draws."""
    ranked = Ranked(score, is_positive)
    return np.nan_to_num([ranked.auc(weights) for weights in drawn], nan=0.5)


def average_precision(score: Numbers, is_positive: Numbers, drawn: Numbers) -> Figure:
    """Give the average precision."""
    ranked = Ranked(score, is_positive)
    found = np.array([ranked.precision(weights) for weights in drawn])
    return Figure.of(ranked.precision(np.ones(len(score))), found)


def difference(better: Numbers, other: Numbers, is_positive: Numbers, drawn: Numbers) -> Figure:
    """Tell by how much the AUC of one score is above that of another, on the same rows."""
    value = auc(better, is_positive) - auc(other, is_positive)
    return Figure.of(value, aucs(better, is_positive, drawn) - aucs(other, is_positive, drawn))


def ratio(upper: Numbers, lower: Numbers, drawn: Numbers) -> Figure:
    """Give the sum of one number of each row, divided by that of another."""
    return Figure.of(upper.sum() / lower.sum(), (drawn @ upper) / (drawn @ lower))


def mean(values: Numbers, drawn: Numbers) -> Figure:
    """Give the mean of a number of each row."""
    return ratio(values, np.ones(len(values)), drawn)


def brier(probability: Numbers, is_positive: Numbers, drawn: Numbers) -> Figure:
    """Mean squared distance of the probability from what came."""
    return mean((probability - is_positive) ** 2, drawn)


def bins(probability: Numbers, is_positive: Numbers) -> list[Bin]:
    """Split people into ten by their probability, the least first."""
    return [
        Bin(
            len(part),
            rounded(float(probability[part].mean())),
            rounded(float(is_positive[part].mean())),
        )
        for part in _tenths(probability)
    ]


def calibration_error(probability: Numbers, is_positive: Numbers, drawn: Numbers) -> Figure:
    """Mean distance of what was predicted from what came, over the people of the bins."""
    off = probability - is_positive
    parts = _tenths(probability)
    found = sum(abs(float(off[part].sum())) for part in parts) / len(off)
    of_draws = sum(np.abs(drawn[:, part] @ off[part]) for part in parts) / len(off)
    # drawing anew adds to a distance that has no sign: the draws lie around the figure without that
    return Figure.of(found, np.maximum(of_draws - np.mean(of_draws) + found, 0.0))


def _tenths(score: Numbers) -> list[NDArray[np.intp]]:
    order = np.argsort(score, kind="stable")
    return np.array_split(order, min(BINS, len(order)))


def first_tenth(score: Numbers) -> NDArray[np.intp]:
    """Give the rows of the tenth with the greatest scores."""
    return np.argsort(-score, kind="stable")[: max(1, len(score) // 10)]


def lift(score: Numbers, is_positive: Numbers) -> float:
    """Tell how many times as many positive rows the first tenth has as all have."""
    base = float(is_positive.mean())
    return rounded(float(is_positive[first_tenth(score)].mean()) / base) if base else 0.0


def rank_correlation(score: Numbers, found: Numbers) -> float:
    """Spearman's correlation; equal values share their rank."""
    a, b = ranks(score), ranks(found)
    if a.std() == 0 or b.std() == 0:
        return 0.0
    return rounded(float(np.corrcoef(a, b)[0, 1]))


def ranks(values: Numbers) -> Numbers:
    """Rank values from 1; equal ones share the middle of their places."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray(((ends - counts + ends + 1) / 2)[inverse], dtype=np.float64)


def rounded(value: float) -> float:
    """Keep six places: what is beyond them is the machine's, not the model's."""
    return round(float(value), 6)
