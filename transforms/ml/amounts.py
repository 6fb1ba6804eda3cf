"""Amounts judged on people who were not seen: their rank, their error, their first tenth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from transforms.ml.card import CardRow, row_of
from transforms.ml.figures import (
    Figure,
    Numbers,
    draws,
    first_tenth,
    mean,
    rank_correlation,
    ranks,
    ratio,
    rounded,
)


@dataclass(frozen=True)
class JudgedAmounts:
    """Which way is taken, the card's rows, and by how much it is above the baseline."""

    way: str
    rows: Sequence[CardRow]
    rank_gain: Figure
    error_gain: Figure

    @property
    def is_good(self) -> bool:
        """Whether it ranks people better beyond chance, and is not further off."""
        return self.rank_gain.low > 0 and self.error_gain.value >= 0

    @property
    def verdict(self) -> str:
        """Say in a sentence whether it is believed."""
        if self.is_good:
            return f"{self.way}: ranks buyers better than their last 90 days, and is less far off"
        return (
            f"{self.way} is not better than the last 90 days: rank correlation higher by"
            f" {self.rank_gain.value:.3f} ({self.rank_gain.low:.3f} to {self.rank_gain.high:.3f}),"
            f" mean error lower by {self.error_gain.value:.2f}"
        )


def better_way(scores: Mapping[str, Numbers], found: Numbers) -> str:
    """Choose the first, simplest way, unless another ranks better beyond chance and is no worse."""
    drawn = draws(len(found))
    correlations = {name: _rank_draws(score, found, drawn) for name, score in scores.items()}
    way, *others = scores
    for other in others:
        gain = _gain(scores, correlations, other, way, found)
        if (
            gain.low > 0
            and _errors(scores[other], found).sum() <= _errors(scores[way], found).sum()
        ):
            way = other
    return way


def judge_amounts(
    way: str, scores: Mapping[str, Numbers], baselines: Mapping[str, Numbers], found: Numbers
) -> JudgedAmounts:
    """Judge a way among amounts by rank, mean error, and what the first tenth brought."""
    drawn = draws(len(found))
    correlations = {
        name: _rank_draws(score, found, drawn) for name, score in {**scores, **baselines}.items()
    }
    (base,) = baselines
    both = {**scores, **baselines}
    rows = []
    for name, score in both.items():
        part = "baseline" if name in baselines else "candidate"
        rows += _rows_of(part, name, score, found, correlations[name], drawn)
    rows = _rows_of("figure", way, both[way], found, correlations[way], drawn) + rows
    errors = _errors(both[base], found) - _errors(both[way], found)
    return JudgedAmounts(
        way,
        rows,
        _gain(both, correlations, way, base, found),
        mean(errors, drawn),
    )


def _rows_of(
    part: str, name: str, score: Numbers, found: Numbers, correlations: Numbers, drawn: Numbers
) -> list[CardRow]:
    errors = _errors(score, found)
    top = first_tenth(score)
    total = float(found.sum())
    spread = float(((found - found.mean()) ** 2).sum())
    r2 = 1 - float(((found - score) ** 2).sum()) / spread if spread else None
    is_top = np.zeros(len(found))
    is_top[top] = 1.0
    share = ratio(found * is_top, found, drawn) if total else None
    off = ratio(score - found, found, drawn) if total else None
    return [
        row_of(part, name, "mean_error", mean(errors, drawn)),
        row_of(
            part, name, "rank_correlation", Figure.of(rank_correlation(score, found), correlations)
        ),
        row_of(part, name, "share_of_first_tenth", share),
        row_of(part, name, "sum_error", off),
        row_of(part, name, "sum", rounded(float(score.sum()))),
        row_of(part, name, "sum_found", rounded(total)),
        row_of(part, name, "r2", rounded(r2) if r2 is not None else None),
    ]


def _rank_draws(score: Numbers, found: Numbers, drawn: Numbers) -> Numbers:
    """Correlate the ranks in each draw."""
    a, b = ranks(score), ranks(found)
    size = drawn.sum(axis=1)
    mean_a, mean_b = drawn @ a / size, drawn @ b / size
    both = drawn @ (a * b) / size - mean_a * mean_b
    spread = (drawn @ (a * a) / size - mean_a**2) * (drawn @ (b * b) / size - mean_b**2)
    return np.asarray(both / np.sqrt(np.maximum(spread, 1e-12)), dtype=np.float64)


def _gain(
    scores: Mapping[str, Numbers],
    correlations: Mapping[str, Numbers],
    better: str,
    other: str,
    found: Numbers,
) -> Figure:
    value = rank_correlation(scores[better], found) - rank_correlation(scores[other], found)
    return Figure.of(value, correlations[better] - correlations[other])


def _errors(score: Numbers, found: Numbers) -> Numbers:
    return np.abs(score - found)
