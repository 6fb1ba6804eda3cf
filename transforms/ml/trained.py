"""What training gives: a card, what the registry keeps of the model, and the query it reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from transforms.config import Config
from transforms.ml.card import Card, code_digest, version_of
from transforms.ml.extra import library_versions


@dataclass(frozen=True)
class Task:
    """What a model is trained on: an open lake, its settings, and which cutoffs.

    Without cutoffs, those are taken whose labels the lake's last days have. `end` is the day that
    events have reached, `snapshot_id` the state of the lake.
    """

    connection: duckdb.DuckDBPyConnection
    config: Config
    end: date
    snapshot_id: int
    train_cutoffs: tuple[date, ...] = ()
    test_cutoff: date | None = None

    def version(self, model: str, *parts: object) -> str:
        """Name what a model follows from: its data and settings, the libraries, and our code."""
        least = self.config.ml.least_rows
        return version_of((model, least, library_versions(), code_digest(), *parts))


@dataclass(frozen=True)
class Trained:
    """A model that was trained and judged; one that is refused is not used."""

    card: Card
    model: Mapping[str, Any]
    sql: str


@dataclass(frozen=True)
class PersonScore:
    """What a model says of a person: a score, an amount of money, a label, and reasons."""

    user_id: str
    score: float | None = None
    amount: float | None = None
    label: str | None = None
    reasons: str | None = None


@dataclass(frozen=True)
class DayScore:
    """What a model says of a day of a metric.

    `value` is what was found, `deviation` by how many deviations it is off, `smallest_change` the
    smallest drop that can be seen, as a share of what is expected.
    """

    metric: str
    day: date
    value: float | None
    expected: float
    low: float
    high: float
    deviation: float | None = None
    smallest_change: float | None = None
    is_anomaly: bool | None = None
