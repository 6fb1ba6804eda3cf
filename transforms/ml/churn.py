"""Churn: who was seen in the last 90 days and will not be in the days to come."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from transforms.ml.bg_nbd import BgNbd, History, fit_bg_nbd
from transforms.ml.card import PUBLISHED, REFUSED, Card, version_of
from transforms.ml.classifiers import reasons, restored
from transforms.ml.extra import library_versions
from transforms.ml.figures import Numbers, rounded
from transforms.ml.judging import Judged, judge
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

NAME = "churn"
QUESTION = (
    "How likely is it that a person seen in the last 90 days is not seen in the days to come?"
)
NOT_FOR = (
    "Not for prices, credit or service that a person is given or refused, nor to tell why somebody"
    " leaves: reasons are what the score follows from, not causes."
)
#: Reasons are told of so many people, the likeliest first.
TOP = 1_000
SEEN_DAYS = 90
_WEEK = 7.0


def train_churn(task: Task) -> Trained:
    """Train on older cutoffs and judge on the last one whose labels are known.

    Raises:
        UsageError: a label would be of days that are not over, or of the test's.
    """
    horizon = task.config.ml.horizon_days
    chosen, test_day = cutoffs(task.end, horizon, task.config.ml.cutoffs)
    train_days = list(task.train_cutoffs) or chosen
    test_day = task.test_cutoff or test_day
    check_cutoffs(train_days, test_day, task.end, horizon)
    seen = [_labelled(task, day) for day in train_days]
    unseen = _labelled(task, test_day)
    digests = [people.digest() for people in (*seen, unseen)]
    version = task.version(NAME, FEATURE_SET, FEATURE_VERSION, horizon, *digests)
    values = np.vstack([people.values() for people in seen])
    answers = np.concatenate([churned(people) for people in seen])
    about = {
        "snapshot_id": task.snapshot_id,
        "features": f"{FEATURE_SET} {FEATURE_VERSION}",
        "features_sha256": version_of(digests),
        "cutoffs": [str(day) for day in train_days],
        "test_cutoff": str(test_day),
        "horizon_days": horizon,
        "rows": len(answers),
        "test_rows": len(unseen),
        "base_rate": rounded(float(answers.mean())) if len(answers) else None,
        "libraries": library_versions(),
        "reference": reference_of(NUMBERS, values),
    }
    sql = features_sql(task.config, test_day)
    reason = _too_little(answers, churned(unseen), task.config.ml.least_rows)
    if reason:
        return Trained(_card(version, REFUSED, reason, about), {}, sql)
    judged = judge(
        NUMBERS,
        [(people.values(), churned(people)) for people in seen],
        (unseen.values(), churned(unseen)),
        baselines(unseen, horizon),
    )
    state = PUBLISHED if judged.is_good else REFUSED
    card = _card(version, state, judged.verdict, about, judged)
    return Trained(card, {"classifier": judged.classifier.stored()}, sql)


def score_churn(kept: dict[str, Any], people: People) -> list[PersonScore]:
    """Score who was seen in the last 90 days, the likeliest to leave first."""
    asked = people.where(people.columns["recency_days"] <= SEEN_DAYS)
    classifier = restored(kept["classifier"])
    values = asked.values(classifier.columns)
    found = np.round(classifier.probability(values), 6) if len(asked) else np.array([])
    order = np.lexsort((np.arange(len(found)), -found))
    told = reasons(classifier, values[order[:TOP]]) if len(asked) else []
    told += [""] * (len(order) - len(told))
    return [
        PersonScore(str(asked.user_ids[place]), score=float(found[place]), reasons=why or None)
        for place, why in zip(order, told, strict=True)
    ]


def churned(people: People) -> Numbers:
    """Tell who was not seen again: 1 or 0."""
    return 1.0 - people.columns["comes_back"]


def baselines(people: People, horizon: int) -> dict[str, Numbers]:
    """Give the scores that need no features: who was not here for long, who comes rarely.

    BG/NBD counts as the days on which a person is to be expected; its probability of being alive
    is 1 for whoever came once, and so is no score. It learns from their histories alone.
    """
    model: BgNbd = fit_bg_nbd(visits(people))
    return {
        "recency": people.columns["recency_days"],
        "frequency": -people.columns["active_days"],
        "BG/NBD": -model.expect(visits(people), horizon / _WEEK),
    }


def visits(people: People) -> History:
    """Give people's days seen, in weeks from the first one."""
    known = people.columns["age_days"] / _WEEK
    last = known - people.columns["recency_days"] / _WEEK
    return History(people.columns["active_days"] - 1, last, known)


def _labelled(task: Task, day: date) -> People:
    people = read_people(task.connection, task.config, day, labelled=True)
    return people.where(people.columns["was_seen"] == 1)


def _too_little(answers: Numbers, unseen: Numbers, least: int) -> str:
    """Say why nothing can be learned from so few; nothing where it can."""
    for words, found in (("train on", answers), ("judge by", unseen)):
        if len(found) < least:
            return f"too few people to {words}: {len(found)}, where {least} are needed"
        if not 0 < found.mean() < 1:
            return f"all people to {words} did the same"
    return ""


def _card(
    version: str, state: str, verdict: str, about: dict[str, Any], judged: Judged | None = None
) -> Card:
    rows: Sequence[Any] = judged.rows if judged else ()
    return Card(NAME, version, state, verdict, QUESTION, NOT_FOR, about, rows)
