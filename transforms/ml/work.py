"""Models trained and asked: each command of `etl.py ml` that writes.

A version is kept whole before its card is written into the lake, and the link to it changes last.
Scores of all models are written in one transaction. Killed anywhere, the version in use stands,
and the next time does the rest.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from transforms.errors import InputMissing, UsageError
from transforms.lake.connection import atomic
from transforms.lake.snapshots import pin
from transforms.lakehouse import Lakehouse
from transforms.load.adding import adding
from transforms.ml import anomalies, churn, forecast, segments, value
from transforms.ml.card import Card
from transforms.ml.drift import drift_of
from transforms.ml.extra import check_ml, limited
from transforms.ml.metrics import read_forecast, read_watched
from transforms.ml.people import People, read_people, watermark
from transforms.ml.registry import (
    cards,
    current_version,
    keep,
    point_to,
    prune,
    read_current,
)
from transforms.ml.store import scored_versions, write_cards, write_drift, write_scores
from transforms.ml.trained import DayScore, PersonScore, Task, Trained
from transforms.system.durable import sync_files

log = logging.getLogger("lakehouse")

TRAINED: dict[str, Callable[[Task], Trained]] = {
    churn.NAME: churn.train_churn,
    value.NAME: value.train_value,
    segments.NAME: segments.train_segments,
    anomalies.NAME: anomalies.train_anomalies,
    forecast.NAME: forecast.train_forecast,
}
OF_PEOPLE: dict[str, Callable[[dict[str, Any], People], list[PersonScore]]] = {
    churn.NAME: churn.score_churn,
    value.NAME: value.score_value,
    segments.NAME: segments.score_segments,
}


@dataclass(frozen=True)
class Scored:
    """What a model said: its version, the cutoff, and how many people or days."""

    model: str
    version: str
    cutoff: date
    rows: int


def train(
    lakehouse: Lakehouse,
    names: Sequence[str] = (),
    train_cutoffs: Sequence[date] = (),
    test_cutoff: date | None = None,
) -> list[Card]:
    """Train some models (else all), judge each, and put those in use that beat their baselines.

    Raises:
        ConfigError: the extra is not installed.
        UsageError: no model is called so, or labels of a cutoff cannot be known.
        InputMissing: the lake has no event.
    """
    check_ml()
    chosen = _named(names)
    with lakehouse.reading() as connection:
        snapshot = pin(connection, lakehouse.home, lakehouse.config)
        task = Task(
            connection,
            lakehouse.config,
            watermark(connection),
            snapshot.snapshot_id,
            tuple(train_cutoffs),
            test_cutoff,
        )
        with lakehouse.progress.steps("training", len(chosen)) as step:
            trained = []
            for name in chosen:
                with limited(lakehouse.config.ml.threads):
                    trained.append(TRAINED[name](task))
                step(1)
    with adding(lakehouse) as connection:
        _hand_in(connection, lakehouse, trained)
    return [each.card for each in trained]


def _hand_in(
    connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse, trained: Sequence[Trained]
) -> None:
    """Keep versions, write the cards of all that stay, and put in use what is published."""
    home = lakehouse.home
    for each in trained:
        keep(home, each)
        prune(home, each.card.model, lakehouse.config.ml.keep_versions, each.card.version)
    with atomic(connection):
        write_cards(connection, cards(home), scored_versions(connection))
        _sync(lakehouse)
    for each in trained:
        if each.card.is_published:
            point_to(home, each.card.model, each.card.version)


def score(lakehouse: Lakehouse, names: Sequence[str] = ()) -> list[Scored]:
    """Ask the models in use (all of them, unless some are named) of today's people and days.

    Raises:
        ConfigError: the extra is not installed.
        UsageError: no model is called so.
        InputMissing: no model is in use, or one that is named is not.
    """
    check_ml()
    chosen = [name for name in _named(names) if current_version(lakehouse.home, name)]
    if not chosen or (names and set(names) - set(chosen)):
        missing = ", ".join(sorted(set(_named(names)) - set(chosen)))
        raise InputMissing(
            f"a model must be published to score, got none of {missing}; run `etl.py ml train`"
        )
    with adding(lakehouse) as connection:
        end = watermark(connection)
        with limited(1):
            said = _Asking(connection, lakehouse, end).ask(chosen)
        with atomic(connection):
            for card, scores, drift in said:
                write_scores(connection, card.model, card.version, end, scores)
                write_drift(connection, card.model, drift)
            write_cards(connection, cards(lakehouse.home), scored_versions(connection))
            _sync(lakehouse)
    return [Scored(card.model, card.version, end, len(scores)) for card, scores, _ in said]


class _Asking:
    """What all models of one scoring read: the same people, the same days."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse, end: date
    ) -> None:
        self._connection, self._lakehouse, self._end = connection, lakehouse, end
        self._people: People | None = None

    def ask(
        self, names: Sequence[str]
    ) -> list[tuple[Card, Sequence[PersonScore] | Sequence[DayScore], list[dict[str, Any]]]]:
        """Ask each model for its scores, and how far it has moved."""
        found = []
        with self._lakehouse.progress.steps("scoring", len(names)) as step:
            for name in names:
                current = read_current(self._lakehouse.home, name)
                if current is not None:
                    found.append(self._ask(*current))
                step(1)
        return found

    def _ask(
        self, card: Card, kept: dict[str, Any]
    ) -> tuple[Card, Sequence[PersonScore] | Sequence[DayScore], list[dict[str, Any]]]:
        config = self._lakehouse.config
        if card.model in OF_PEOPLE:
            people = self._everybody()
            moved = drift_of(self._connection, config, card, kept, people)
            return card, OF_PEOPLE[card.model](kept, people), moved
        if card.model == anomalies.NAME:
            watched = read_watched(self._connection, self._end)
            return card, anomalies.score_anomalies(kept, watched, config), []
        series = read_forecast(self._connection, self._end)
        return card, forecast.score_forecast(kept, series, self._end), []

    def _everybody(self) -> People:
        if self._people is None:
            self._people = read_people(self._connection, self._lakehouse.config, self._end)
        return self._people


def _named(names: Sequence[str]) -> list[str]:
    unknown = [name for name in names if name not in TRAINED]
    if unknown:
        raise UsageError(f"--model must be one of {', '.join(TRAINED)}, got {unknown[0]!r}")
    return [name for name in TRAINED if not names or name in names]


def _sync(lakehouse: Lakehouse) -> None:
    if lakehouse.config.warehouse.sync_data_files:
        sync_files(lakehouse.home.root)
