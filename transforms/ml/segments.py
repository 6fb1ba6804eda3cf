"""Segments: kinds of buyers that stay the same whoever is drawn and wherever the search begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.ml.card import PUBLISHED, REFUSED, Card, CardRow, row_of, version_of
from transforms.ml.extra import library_versions
from transforms.ml.figures import Figure, Numbers, rounded
from transforms.ml.people import FEATURE_SET, FEATURE_VERSION, People, features_sql, read_people
from transforms.ml.reference import reference_of
from transforms.ml.trained import PersonScore, Task, Trained
from transforms.ml.value import buyers

NAME = "segments"
QUESTION = "Which kinds of buyers are there, by when, how often and for how much they bought?"
NOT_FOR = (
    "Not for what somebody will do next: segments describe the past, and their edges are soft."
)
COLUMNS = ("purchase_recency_days", "purchase_days", "revenue")
COUNTS = (3, 4, 5, 6)
LEAST_OVER_SEEDS, LEAST_OVER_DRAWS, LEAST_SHARE = 0.95, 0.85, 0.05
_SEEDS, _DRAWS, _STARTS = 5, 10, 10
#: Of more people than this a part is looked at, evenly.
_MOST_PEOPLE, _MOST_NEIGHBOURS = 10_000, 2_000


@dataclass(frozen=True)
class Grouping:
    """So many centres, in standardised logarithms, and how stable they are.

    `over_seeds` and `over_draws` are mean adjusted Rand indices, with the interval of the single
    ones; `least` is the share of people in the smallest segment.
    """

    centres: Numbers
    over_seeds: Figure
    over_draws: Figure
    least: Figure
    silhouette: float

    @property
    def is_stable(self) -> bool:
        """Whether the same people are found together again, and no segment is a handful."""
        return (
            self.over_seeds.value >= LEAST_OVER_SEEDS
            and self.over_draws.value >= LEAST_OVER_DRAWS
            and self.least.value >= LEAST_SHARE
        )


def train_segments(task: Task) -> Trained:
    """Find segments of the people who have bought before the lake's last day."""
    cutoff = task.test_cutoff or task.end
    people = buyers(read_people(task.connection, task.config, cutoff))
    values = people.values(COLUMNS)
    about = {
        "snapshot_id": task.snapshot_id,
        "features": f"{FEATURE_SET} {FEATURE_VERSION}",
        "features_sha256": version_of([people.digest()]),
        "cutoffs": [str(cutoff)],
        "test_cutoff": str(cutoff),
        "horizon_days": None,
        "rows": len(people),
        "test_rows": len(people),
        "base_rate": None,
        "libraries": library_versions(),
        "reference": reference_of(COLUMNS, values),
    }
    version = task.version(NAME, FEATURE_SET, FEATURE_VERSION, people.digest())
    sql = features_sql(task.config, cutoff)
    if len(people) < task.config.ml.least_rows:
        words = f"too few buyers: {len(people)}, where {task.config.ml.least_rows} are needed"
        return Trained(_card(version, REFUSED, words, about, []), {}, sql)
    mean, spread = scale(values)
    found = group(standard(values, mean, spread))
    rows = [row for count, each in found.items() for row in _rows(count, each)]
    count = stable_count(found)
    if count is None:
        words = "no number of segments from 3 to 6 is found again over seeds and draws"
        return Trained(_card(version, REFUSED, words, about, rows), {}, sql)
    centres = found[count].centres
    names = names_of(centres)
    places = nearest(standard(values, mean, spread), centres)
    rows += [
        row_of("segment", name, figure, rounded(value))
        for place, name in enumerate(names)
        for figure, value in (
            ("people", float((places == place).sum())),
            *(
                (f"mean_{column}", float(values[places == place, at].mean()))
                for at, column in enumerate(COLUMNS)
            ),
        )
    ]
    words = f"{count} segments, found again over seeds and draws"
    kept = {"centres": centres, "mean": mean, "spread": spread, "names": names}
    return Trained(_card(version, PUBLISHED, words, about, rows), kept, sql)


def score_segments(kept: dict[str, Any], people: People) -> list[PersonScore]:
    """Name the segment of each buyer."""
    asked = buyers(people)
    places = nearest(standard(asked.values(COLUMNS), kept["mean"], kept["spread"]), kept["centres"])
    return [
        PersonScore(str(user_id), label=kept["names"][place])
        for user_id, place in zip(asked.user_ids, places, strict=True)
    ]


def standard(values: Numbers, mean: Numbers, spread: Numbers) -> Numbers:
    """Give logarithms of 1 + each value, of mean 0 and deviation 1."""
    return np.asarray((np.log1p(np.maximum(values, 0)) - mean) / spread, dtype=np.float64)


def group(values: Numbers) -> dict[int, Grouping]:
    """Look for each number of segments; rows are sorted first, so that their order is nothing."""
    ordered = values[np.lexsort(values.T)]
    ordered = ordered[:: max(1, len(ordered) // _MOST_PEOPLE)]
    random = np.random.default_rng(0)
    return {count: _group(ordered, count, random) for count in COUNTS}


def stable_count(found: dict[int, Grouping]) -> int | None:
    """Choose the greatest number of segments that is stable."""
    return max((count for count, each in found.items() if each.is_stable), default=None)


def nearest(values: Numbers, centres: Numbers) -> NDArray[np.intp]:
    """Tell to which centre each row belongs."""
    if not len(values):
        return np.zeros(0, dtype=np.intp)
    return np.asarray(((values[:, None, :] - centres) ** 2).sum(axis=2).argmin(axis=1))


def names_of(centres: Numbers) -> list[str]:
    """Name centres by rule: recent and frequent, recent alone, long ago, worth more than usual.

    Centres are standardised: 0 is the mean of all. Of several that would have one name, the one
    that bought last has it without a number.
    """
    rule = [_name(recency, frequency, value) for recency, frequency, value in centres]
    worth = [frequency + value for _, frequency, value in centres]
    loyal = [place for place, name in enumerate(rule) if name == "loyal"]
    if loyal:
        rule[max(loyal, key=lambda place: (worth[place], -place))] = "champions"
    named = [""] * len(rule)
    for name in set(rule):
        places = sorted(
            (place for place, each in enumerate(rule) if each == name),
            key=lambda place: tuple(centres[place]),
        )
        for number, place in enumerate(places, 1):
            named[place] = name if number == 1 else f"{name} {number}"
    return named


def _name(recency: float, frequency: float, value: float) -> str:
    if recency < 0:
        return "loyal" if frequency > 0 else "new"
    return "at risk" if frequency > 0 or value > 0.25 else "lost"


def _group(ordered: Numbers, count: int, random: np.random.Generator) -> Grouping:
    from sklearn.metrics import adjusted_rand_score, silhouette_score

    centres = _centres(ordered, count, seed=0)
    places = nearest(ordered, centres)
    seeds = [
        adjusted_rand_score(places, nearest(ordered, _centres(ordered, count, seed)))
        for seed in range(1, _SEEDS + 1)
    ]
    drawn, least = [], []
    for seed in range(_DRAWS):
        rows = np.sort(random.integers(0, len(ordered), len(ordered)))
        found = nearest(ordered, _centres(ordered[rows], count, seed))
        drawn.append(adjusted_rand_score(places, found))
        least.append(_shares(places[rows], count).min())
    some = ordered[:: max(1, len(ordered) // _MOST_NEIGHBOURS)]
    width = silhouette_score(some, nearest(some, centres)) if len(set(places)) > 1 else 0.0
    return Grouping(
        centres,
        Figure.of(float(np.mean(seeds)), np.array(seeds)),
        Figure.of(float(np.mean(drawn)), np.array(drawn)),
        Figure.of(float(_shares(places, count).min()), np.array(least)),
        rounded(float(width)),
    )


def _shares(places: NDArray[np.intp], count: int) -> Numbers:
    return np.bincount(places, minlength=count) / len(places)


def _centres(values: Numbers, count: int, seed: int) -> Numbers:
    """Find centres, in an order of their own."""
    from sklearn.cluster import KMeans

    found = KMeans(count, n_init=_STARTS, random_state=seed).fit(values).cluster_centers_
    return np.asarray(found[np.lexsort(found.T[::-1])], dtype=np.float64)


def scale(values: Numbers) -> tuple[Numbers, Numbers]:
    """Give mean and deviation of the logarithms of 1 + each column."""
    logs = np.log1p(np.maximum(values, 0))
    spread = logs.std(axis=0)
    return logs.mean(axis=0), np.where(spread > 0, spread, 1.0)


def _rows(count: int, found: Grouping) -> list[CardRow]:
    figures: dict[str, Figure | float] = {
        "agreement_over_seeds": found.over_seeds,
        "agreement_over_draws": found.over_draws,
        "least_share": found.least,
        "silhouette": found.silhouette,
    }
    return [
        row_of("candidate", f"{count} segments", name, value) for name, value in figures.items()
    ]


def _card(
    version: str, state: str, verdict: str, about: dict[str, Any], rows: Sequence[CardRow]
) -> Card:
    return Card(NAME, version, state, verdict, QUESTION, NOT_FOR, about, rows)
