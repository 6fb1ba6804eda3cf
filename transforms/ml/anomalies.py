"""Anomalies: days that are odd by the days before them, one metric at a time and all together.

The method is judged where it will work: days of the lake's own series are halved and doubled, one
at a time, and found or not; days that nobody changed should not be named.
"""

from collections.abc import Collection, Sequence
from datetime import date
from statistics import median
from typing import Any

import numpy as np

from transforms.config import Config
from transforms.ml.card import PUBLISHED, REFUSED, Card, CardRow, row_of, version_of
from transforms.ml.daily import (
    THRESHOLD,
    Judgement,
    Series,
    judge_days,
)
from transforms.ml.extra import library_versions
from transforms.ml.figures import Figure, Numbers, rounded
from transforms.ml.metrics import queries, read_watched, values_of
from transforms.ml.planting import (
    FIRST_PLANTED,
    PLANTED,
    Found,
    detector,
    is_better,
    plant,
    weekday_detector,
)
from transforms.ml.trained import DayScore, Task, Trained

NAME = "anomalies"
QUESTION = "Which days are odd, by the same weekday of the weeks before and the level of late?"
NOT_FOR = (
    "Not to tell why a day is odd. A change below the metric's smallest one cannot be told from"
    " chance, however bad it is."
)
TOGETHER = "all"
_ODD_SHARE = 99.5


def train_anomalies(task: Task) -> Trained:
    """Judge the method on the lake's own days, and learn what moves together."""
    series = read_watched(task.connection, task.end)
    planned = planned_days(task.config)
    digest = version_of((name, values_of(each).tobytes().hex()) for name, each in series.items())
    days = max((len(each) for each in series.values()), default=0)
    about = {
        "snapshot_id": task.snapshot_id,
        "features": "vw_sessions_daily, vw_revenue_daily",
        "features_sha256": digest,
        "cutoffs": [str(task.end)],
        "test_cutoff": str(task.end),
        "horizon_days": None,
        "rows": days,
        "test_rows": days,
        "base_rate": None,
        "libraries": library_versions(),
    }
    version = task.version(NAME, digest, sorted(map(str, planned)))
    sql = queries()
    if days < FIRST_PLANTED + PLANTED:
        words = f"too few days: {days}, where {FIRST_PLANTED + PLANTED} are needed"
        return Trained(_card(version, REFUSED, words, about, []), {}, sql)
    rows, good = [], []
    for name, each in series.items():
        ours = plant(each, detector(planned, _noise(series, name)), planned)
        other = plant(each, weekday_detector, planned)
        rows += [
            *_rows_of("metric", name, ours),
            *_rows_of("baseline", f"{name}: weekday median", other),
        ]
        change = _smallest(each, planned, _noise(series, name))
        rows.append(row_of("metric", name, "smallest_change", change))
        if is_better(ours, other):
            good.append(name)
    kept = {"threshold": THRESHOLD, "metrics": list(series)}
    state = PUBLISHED if good else REFUSED
    words = (
        f"{', '.join(good)}: a halved day is found in nine of ten, with fewer false days than the"
        " weekday's median"
        if good
        else "no metric's halved days are found in nine of ten, with"
        " fewer false days than the weekday's median: they hold too little"
    )
    return Trained(_card(version, state, words, about, rows), kept, sql)


def score_anomalies(
    kept: dict[str, Any], series: dict[str, Series], config: Config
) -> list[DayScore]:
    """Judge every day of each metric by those before it, and all metrics together."""
    planned, limit = planned_days(config), float(kept["threshold"])
    found = [
        _scored(name, judged, limit)
        for name, each in series.items()
        for judged in judge_days(each, leave_out=planned, noise_of=_noise(series, name))
        if judged is not None
    ]
    known = {name: series[name] for name in kept["metrics"] if name in series}
    return [*found, *together(*deviations_of(known, planned))]


def together(days: Sequence[date], deviations: Numbers) -> list[DayScore]:
    """Name the days on which metrics are odd together: the one in 200 that is told apart soonest.

    The forest sees all days at once, and is planted anew each time: it is no stored model.
    """
    from sklearn.ensemble import IsolationForest

    if len(days) < FIRST_PLANTED or deviations.shape[1] < 2:
        return []
    forest = IsolationForest(n_estimators=100, random_state=0).fit(deviations)
    odd = -forest.score_samples(deviations)
    limit, usual = float(np.percentile(odd, _ODD_SHARE)), float(np.median(odd))
    spread = max(limit - usual, 1e-6)
    return [
        DayScore(
            TOGETHER,
            day,
            rounded(score),
            rounded(usual),
            0.0,
            rounded(limit),
            rounded((score - usual) / spread),
            0.0,
            bool(score > limit),
        )
        for day, score in zip(days, odd, strict=True)
    ]


def planned_days(config: Config) -> frozenset[date]:
    """Give the days that are planned to be odd."""
    return frozenset(date.fromisoformat(day) for day in config.ml.sale_days)


def deviations_of(
    series: dict[str, Series], planned: Collection[date]
) -> tuple[list[date], Numbers]:
    """Give the deviations of the metrics side by side, of the days on which all are known."""
    judged = {
        name: {
            each.day: each.deviation
            for each in judge_days(days, leave_out=planned, noise_of=_noise(series, name))
            if each is not None
        }
        for name, days in series.items()
    }
    common = sorted(set.intersection(*map(set, judged.values()))) if judged else []
    rows = [[judged[name][day] for name in series] for day in common]
    return common, np.array(rows, dtype=np.float64).reshape(len(common), len(series))


def _noise(series: dict[str, Series], name: str) -> Series | None:
    """Give what is counted behind a metric: revenue is as uncertain as its orders are few."""
    return series.get("orders") if name == "revenue" else None


def _scored(name: str, judged: Judgement, limit: float) -> DayScore:
    low, high = judged.bounds(limit)
    return DayScore(
        name,
        judged.day,
        rounded(judged.value),
        rounded(judged.expected),
        rounded(low),
        rounded(high),
        rounded(judged.deviation),
        rounded(judged.smallest_change(limit)),
        abs(judged.deviation) > limit,
    )


def _smallest(series: Series, planned: Collection[date], noise: Series | None) -> float | None:
    """Tell the smallest drop that the last 28 judged days would have shown, in the middle."""
    judged = [each for each in judge_days(series, leave_out=planned, noise_of=noise) if each]
    changes = [each.smallest_change() for each in judged[-28:]]
    return rounded(median(changes)) if changes else None


def _rows_of(part: str, name: str, found: Found) -> Sequence[CardRow]:
    return [
        row_of(part, name, "planted", float(found.planted)),
        row_of(part, name, "halved", Figure.of_count(found.halved, found.planted)),
        row_of(part, name, "doubled", Figure.of_count(found.doubled, found.planted)),
        row_of(part, name, "false_days", Figure.of_count(found.false_days, found.judged)),
    ]


def _card(
    version: str, state: str, verdict: str, about: dict[str, Any], rows: Sequence[CardRow]
) -> Card:
    return Card(NAME, version, state, verdict, QUESTION, NOT_FOR, about, rows)
