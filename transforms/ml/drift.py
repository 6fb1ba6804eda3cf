"""Drift: how far what a model reads has moved, and whether it still ranks those who can be judged.

Labels of the newest cutoff that they are known for tell more than any index: they are compared with
what the model says of that cutoff.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np

from transforms.config import Config
from transforms.ml import churn, segments, value
from transforms.ml.card import Card
from transforms.ml.classifiers import restored
from transforms.ml.figures import auc, rounded
from transforms.ml.people import NUMBERS, People, read_people
from transforms.ml.reference import moved

#: So far may the base rate lie from what was predicted, or the AUC below the card's.
_NOTE, _ALERT = 0.05, 0.1


def drift_of(
    connection: duckdb.DuckDBPyConnection,
    config: Config,
    card: Card,
    kept: dict[str, Any],
    people: People,
) -> list[dict[str, Any]]:
    """Compare people whom a model scores with those that it was trained on."""
    reference = card.about.get("reference")
    if not reference:
        return []
    asked, columns = _asked(card.model, people)
    rows = []
    for each in moved(reference, columns, asked.values(columns)):
        rows += [
            _row(
                card,
                people.cutoff,
                each.feature,
                "stability_index",
                each.stability_index,
                None,
                each.state,
            ),
            _row(
                card,
                people.cutoff,
                each.feature,
                "missing_rate",
                each.missing_rate,
                each.missing_before,
                _far(abs(each.missing_rate - each.missing_before)),
            ),
        ]
    if card.model == churn.NAME:
        rows += _labels(connection, config, card, kept, people.cutoff)
    return rows


def _labels(
    connection: duckdb.DuckDBPyConnection,
    config: Config,
    card: Card,
    kept: dict[str, Any],
    end: date,
) -> Iterator[dict[str, Any]]:
    """Judge the model by the newest cutoff whose labels are known."""
    horizon = card.about["horizon_days"]
    cutoff = end - timedelta(days=horizon)
    settings = config.ml.model_copy(update={"horizon_days": horizon})
    then = config.model_copy(update={"ml": settings})
    people = read_people(connection, then, cutoff, labelled=True)
    asked = people.where(people.columns["was_seen"] == 1)
    if not len(asked):
        return
    classifier = restored(kept["classifier"])
    said, came = classifier.probability(asked.values(classifier.columns)), churn.churned(asked)
    base, mean = rounded(float(came.mean())), rounded(float(said.mean()))
    yield _row(
        card,
        cutoff,
        "labels",
        "base_rate",
        base,
        card.about.get("base_rate"),
        _far(abs(base - mean)),
    )
    yield _row(
        card,
        cutoff,
        "labels",
        "predicted_mean",
        mean,
        _figure(card, "predicted_mean"),
        _far(abs(base - mean)),
    )
    if 0 < base < 1:
        found, before = rounded(auc(said, came)), _figure(card, "auc")
        yield _row(card, cutoff, "labels", "auc", found, before, _far((before or found) - found))


def _asked(model: str, people: People) -> tuple[People, tuple[str, ...]]:
    if model == churn.NAME:
        return people.where(people.columns["recency_days"] <= churn.SEEN_DAYS), NUMBERS
    columns = segments.COLUMNS if model == segments.NAME else NUMBERS
    return value.buyers(people), columns


def _figure(card: Card, figure: str) -> float | None:
    found = [row.value for row in card.rows if row.part == "figure" and row.figure == figure]
    return found[0] if found else None


def _far(distance: float) -> str:
    if distance >= _ALERT:
        return "alert"
    return "note" if distance >= _NOTE else "ok"


def _row(
    card: Card,
    cutoff: date,
    name: str,
    figure: str,
    found: float,
    before: float | None,
    state: str,
) -> dict[str, Any]:
    held = float(np.clip(found, -1e12, 1e12))
    return {
        "model": card.model,
        "model_version": card.version,
        "cutoff": cutoff,
        "name": name,
        "figure": figure,
        "value": held,
        "before": before,
        "state": state,
    }
