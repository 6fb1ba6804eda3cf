"""Classifiers judged on rows that they have not seen, beside baselines that need no model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from transforms.ml.card import CardRow, row_of
from transforms.ml.classifiers import Classifier, fit, kinds
from transforms.ml.figures import (
    Figure,
    Numbers,
    auc,
    auc_figures,
    average_precision,
    bins,
    brier,
    calibration_error,
    difference,
    draws,
    lift,
    rounded,
)

_REPEATS = 3
_STRONGEST = 10
#: Fewer rows choose nothing.
_LEAST_ROWS = 40

#: Values (a row each) and answers, 1 or 0.
Rows = tuple[Numbers, Numbers]


@dataclass(frozen=True)
class Judged:
    """What came of judging: the candidate that is taken, its rows of the card, and the verdict.

    `beats` tells for each baseline by how much the AUC is above its own.
    """

    classifier: Classifier
    probability: Numbers
    rows: Sequence[CardRow]
    beats: Mapping[str, Figure]

    @property
    def is_good(self) -> bool:
        """Whether it is better than every baseline, beyond chance."""
        return all(found.low > 0 for found in self.beats.values())

    @property
    def verdict(self) -> str:
        """Say in a sentence whether it is believed."""
        if self.is_good:
            return f"{self.classifier.kind}: better than every baseline on rows not seen before"
        name, found = min(self.beats.items(), key=lambda item: item[1].low)
        return (
            f"not better than {name} beyond chance: AUC higher by {found.value:.3f}"
            f" ({found.low:.3f} to {found.high:.3f})"
        )


def judge(
    columns: Sequence[str],
    seen: Sequence[Rows],
    unseen: Rows,
    baselines: Mapping[str, Numbers],
) -> Judged:
    """Choose a candidate by seen rows (values and answers, the oldest first), and judge it.

    It is judged on unseen rows, which chose nothing. Baselines are scores of them: the greater, the
    likelier a yes.
    """
    kind = chosen_before(columns, seen)
    whole = together(seen)
    fitted = {kind: fit(kind, columns, *whole) for kind in kinds()}
    found = {kind: each.probability(unseen[0]) for kind, each in fitted.items()}
    drawn = draws(len(unseen[1]))
    probability = found[kind]
    return Judged(
        fitted[kind],
        probability,
        [
            *figures_of(found, kind, unseen[1], drawn, baselines),
            *strongest(fitted[kind], *unseen),
        ],
        {
            name: difference(probability, score, unseen[1], drawn)
            for name, score in baselines.items()
        },
    )


def chosen_before(columns: Sequence[str], seen: Sequence[Rows]) -> str:
    """Choose by the last of the seen rows, of what those before it teach.

    Where there is nothing before it, or all did the same, the simplest is taken.
    """
    if len(seen) < 2:
        return kinds()[0]
    before, last = together(seen[:-1]), seen[-1]
    if min(len(before[1]), len(last[1])) < _LEAST_ROWS or not 0 < before[1].mean() < 1:
        return kinds()[0]
    found = {kind: fit(kind, columns, *before).probability(last[0]) for kind in kinds()}
    return chosen(found, last[1], draws(len(last[1])))


def together(rows: Sequence[Rows]) -> Rows:
    """Put rows of several cutoffs into one table."""
    values, answers = zip(*rows, strict=True)
    return np.vstack(values), np.concatenate(answers)


def chosen(found: Mapping[str, Numbers], is_yes: Numbers, drawn: Numbers) -> str:
    """Choose a candidate: the simpler one, unless another is better beyond chance."""
    best, *others = found
    for other in others:
        if difference(found[other], found[best], is_yes, drawn).low > 0:
            best = other
    return best


def figures_of(
    found: Mapping[str, Numbers],
    kind: str,
    is_yes: Numbers,
    drawn: Numbers,
    baselines: Mapping[str, Numbers],
) -> list[CardRow]:
    """Give the figures of the candidate that is taken, of the others, and of the baselines."""
    probability = found[kind]
    tenths = bins(probability, is_yes)
    areas = auc_figures({**found, **baselines}, is_yes, drawn)
    rows = [
        row_of("figure", kind, "auc", areas[kind]),
        row_of("figure", kind, "average_precision", average_precision(probability, is_yes, drawn)),
        row_of("figure", kind, "brier", brier(probability, is_yes, drawn)),
        row_of("figure", kind, "calibration_error", calibration_error(probability, is_yes, drawn)),
        row_of("figure", kind, "lift_of_first_tenth", lift(probability, is_yes)),
        row_of("figure", kind, "base_rate", rounded(float(is_yes.mean()))),
        row_of("figure", kind, "predicted_mean", rounded(float(probability.mean()))),
    ]
    for name, score in {**found, **baselines}.items():
        part = "candidate" if name in found else "baseline"
        rows += [
            row_of(part, name, "auc", areas[name]),
            row_of(part, name, "average_precision", average_precision(score, is_yes, drawn)),
            row_of(part, name, "lift_of_first_tenth", lift(score, is_yes)),
        ]
        if name in found:
            rows += [
                row_of(part, name, "brier", brier(score, is_yes, drawn)),
                row_of(part, name, "calibration_error", calibration_error(score, is_yes, drawn)),
            ]
    for number, each in enumerate(tenths, 1):
        rows += [
            row_of("bin", f"{number:02d}", "people", each.people),
            row_of("bin", f"{number:02d}", "predicted", each.predicted),
            row_of("bin", f"{number:02d}", "found", each.found),
        ]
    return rows


def strongest(classifier: Classifier, values: Numbers, is_yes: Numbers) -> list[CardRow]:
    """Give the ten columns without which the AUC falls most: their values are shuffled."""
    random = np.random.default_rng(0)
    whole = auc(classifier.probability(values), is_yes)
    falls = {}
    for place, name in enumerate(classifier.columns):
        found = []
        for _ in range(_REPEATS):
            shuffled = values.copy()
            shuffled[:, place] = random.permutation(values[:, place])
            found.append(whole - auc(classifier.probability(shuffled), is_yes))
        falls[name] = rounded(float(np.mean(found)))
    listed = sorted(falls.items(), key=lambda item: (-item[1], item[0]))
    return [row_of("feature", name, "auc_drop", fall) for name, fall in listed[:_STRONGEST]]
