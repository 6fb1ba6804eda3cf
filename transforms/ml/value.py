"""Value: what people who have bought before will bring in the days to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from transforms.ml.amounts import better_way, judge_amounts
from transforms.ml.bg_nbd import BgNbd, History, fit_bg_nbd
from transforms.ml.card import PUBLISHED, REFUSED, Card, CardRow, row_of, version_of
from transforms.ml.classifiers import TREES, blank_columns, for_trees
from transforms.ml.extra import library_versions
from transforms.ml.figures import Numbers, rounded
from transforms.ml.gamma_gamma import GammaGamma, fit_gamma_gamma
from transforms.ml.people import (
    FEATURE_SET,
    FEATURE_VERSION,
    NUMBERS,
    People,
    check_cutoffs,
    cutoffs,
    features_sql,
    read_people,
)
from transforms.ml.reference import reference_of
from transforms.ml.trained import PersonScore, Task, Trained

NAME = "value"
QUESTION = "How much will a person who has bought before bring in, less refunds?"
NOT_FOR = (
    "Not for what a single person is worth: ten customers decide how good it looks. It ranks"
    " people, and adds up over many; a sum knows nothing of the season to come."
)
#: The simpler one first.
PRODUCT, BOOSTING = "BG/NBD and Gamma-Gamma", "boosting"
LAST_DAYS = "last 90 days again"
_WEEK = 7.0


@dataclass(frozen=True)
class Purchases:
    """Two models of buying: how often, and for how much."""

    often: BgNbd
    much: GammaGamma

    def expect(self, history: History, mean_value: Numbers, days: float) -> tuple[Numbers, Numbers]:
        """Tell how many days with an order to expect of each person, and how much money."""
        times = self.often.expect(history, days / _WEEK)
        return times, times * self.much.expect(history.repeats, mean_value)


def fit_purchases(history: History, mean_value: Numbers) -> Purchases:
    """Fit both models to the histories of people who bought."""
    return Purchases(fit_bg_nbd(history), fit_gamma_gamma(history.repeats, mean_value))


@dataclass(frozen=True)
class Trees:
    """Boosted small trees of amounts, and the columns of which they know nothing."""

    estimator: Any
    blank: list[int]

    def expect(self, values: Numbers) -> Numbers:
        """Tell how much money to expect of each row."""
        found = self.estimator.predict(for_trees(values, self.blank))
        return np.asarray(np.maximum(found, 0.0), dtype=np.float64)


def train_value(task: Task) -> Trained:
    """Train on older cutoffs, and judge on the last one whose value is known.

    Raises:
        UsageError: a label would be of days that are not over, or of the test's.
    """
    days = task.config.ml.value_days
    chosen, test_day = cutoffs(task.end, days, task.config.ml.cutoffs)
    train_days = list(task.train_cutoffs) or chosen
    test_day = task.test_cutoff or test_day
    check_cutoffs(train_days, test_day, task.end, days)
    seen = [
        buyers(read_people(task.connection, task.config, day, labelled=True)) for day in train_days
    ]
    unseen = buyers(read_people(task.connection, task.config, test_day, labelled=True))
    values = np.vstack([people.values() for people in seen])
    digests = [people.digest() for people in (*seen, unseen)]
    about = {
        "snapshot_id": task.snapshot_id,
        "features": f"{FEATURE_SET} {FEATURE_VERSION}",
        "features_sha256": version_of(digests),
        "cutoffs": [str(day) for day in train_days],
        "test_cutoff": str(test_day),
        "horizon_days": days,
        "rows": len(values),
        "test_rows": len(unseen),
        "base_rate": None,
        "libraries": library_versions(),
        "reference": reference_of(NUMBERS, values),
    }
    version = task.version(NAME, FEATURE_SET, FEATURE_VERSION, days, *digests)
    sql = features_sql(task.config, test_day)
    least = task.config.ml.least_rows
    if min(len(seen[-1]), len(unseen)) < least or not came(unseen).any():
        words = (
            f"too few buyers: {len(seen[-1])} to train on, {len(unseen)} to judge by;"
            f" {least} are needed"
        )
        return Trained(_card(version, REFUSED, words, about), {}, sql)
    fitted = fit_ways(seen, unseen, days)
    before = {LAST_DAYS: unseen.columns["revenue_90"] * days / 90}
    way = chosen_before(seen, days, least)
    judged = judge_amounts(way, fitted.expect(unseen, days), before, came(unseen))
    kept = {
        "way": way,
        "days": days,
        "columns": list(NUMBERS),
        "purchases": _plain(fitted.purchases),
        "level": fitted.level,
        "trees": dict(vars(fitted.trees)) if way == BOOSTING else None,
    }
    state = PUBLISHED if judged.is_good else REFUSED
    rows = [*judged.rows, *_parameters(fitted)]
    return Trained(_card(version, state, judged.verdict, about, rows), kept, sql)


@dataclass(frozen=True)
class Fitted:
    """Both ways: two models of buying with the level of their sum, and trees."""

    purchases: Purchases
    level: float
    trees: Trees

    def expect(self, people: People, days: float) -> dict[str, Numbers]:
        """Tell what each way expects of each person."""
        return {
            PRODUCT: self.level * bought(self.purchases, people, days),
            BOOSTING: self.trees.expect(people.values()),
        }


def fit_ways(seen: Sequence[People], unseen: People, days: float) -> Fitted:
    """Fit both ways to what is known where `unseen` begins.

    Trees learn from the labels of seen people. The models of buying learn from histories alone,
    which go on to the cutoff of the unseen; at the last seen one they expected so much in all, and
    so much came: that is their level.
    """
    last = seen[-1]
    before = fit_purchases(history_of(last), last.columns["repeat_value"])
    expected = float(bought(before, last, days).sum())
    return Fitted(
        fit_purchases(history_of(unseen), unseen.columns["repeat_value"]),
        max(0.0, float(came(last).sum()) / expected) if expected > 0 else 1.0,
        fit_trees(np.vstack([each.values() for each in seen]), np.concatenate([*map(came, seen)])),
    )


def chosen_before(seen: Sequence[People], days: float, least: int) -> str:
    """Choose a way by the last seen cutoff, of what those before it teach; else the simpler one."""
    if len(seen) < 2 or len(seen[-2]) < least or not came(seen[-1]).any():
        return PRODUCT
    said = fit_ways(seen[:-1], seen[-1], days).expect(seen[-1], days)
    return better_way(said, came(seen[-1]))


def bought(purchases: Purchases, people: People, days: float) -> Numbers:
    """Tell how much money two models of buying expect of each person."""
    return purchases.expect(history_of(people), people.columns["repeat_value"], days)[1]


def came(people: People) -> Numbers:
    """Tell what each person brought in."""
    return people.columns["net_revenue_after"]


def score_value(kept: dict[str, Any], people: People) -> list[PersonScore]:
    """Tell what each buyer is to bring, the greatest first."""
    asked = buyers(people)
    if not len(asked):
        return []
    purchases = _restored(kept["purchases"])
    times, amounts = purchases.expect(
        history_of(asked), asked.columns["repeat_value"], kept["days"]
    )
    amounts = kept["level"] * amounts
    if kept["way"] == BOOSTING:
        amounts = Trees(**kept["trees"]).expect(asked.values(kept["columns"]))
    amounts, times = np.round(amounts, 4), np.round(times, 6)
    order = np.lexsort((np.arange(len(amounts)), -amounts))
    return [
        PersonScore(
            str(asked.user_ids[place]), score=float(times[place]), amount=float(amounts[place])
        )
        for place in order
    ]


def buyers(people: People) -> People:
    """Give who has bought."""
    return people.where(people.columns["purchase_days"] > 0)


def history_of(people: People) -> History:
    """Give the days with an order of people who have bought, in weeks from the first one."""
    known = people.columns["purchase_age_days"] / _WEEK
    last = known - people.columns["purchase_recency_days"] / _WEEK
    return History(people.columns["purchase_days"] - 1, last, known)


def fit_trees(values: Numbers, amounts: Numbers) -> Trees:
    """Fit boosted small trees to amounts, which are counted as 0 where they are below."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    trees = HistGradientBoostingRegressor(loss="poisson", **TREES)
    blank = blank_columns(values)
    return Trees(trees.fit(for_trees(values, blank), np.maximum(amounts, 0.0)), blank)


def _parameters(fitted: Fitted) -> list[CardRow]:
    models: tuple[tuple[str, BgNbd | GammaGamma], ...] = (
        ("BG/NBD", fitted.purchases.often),
        ("Gamma-Gamma", fitted.purchases.much),
    )
    found = [row_of("parameter", PRODUCT, "level", rounded(fitted.level))]
    for name, model in models:
        found += [
            row_of("parameter", name, each, rounded(vars(model)[each])) for each in vars(model)
        ]
    return found


def _plain(purchases: Purchases) -> dict[str, dict[str, float]]:
    return {"often": dict(vars(purchases.often)), "much": dict(vars(purchases.much))}


def _restored(kept: dict[str, dict[str, float]]) -> Purchases:
    return Purchases(BgNbd(**kept["often"]), GammaGamma(**kept["much"]))


def _card(
    version: str, state: str, verdict: str, about: dict[str, Any], rows: Sequence[CardRow] = ()
) -> Card:
    return Card(NAME, version, state, verdict, QUESTION, NOT_FOR, about, rows)
