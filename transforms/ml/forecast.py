"""Forecast: active persons and revenue of the days to come, by what did best on days that are over.

Twelve times, 28 days apart, each candidate forecasts days that are over; the mean of the two that
did best is used. It is judged as it is used: on the later half of these, by a choice from the
earlier ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from transforms.ml.candidates import BASELINES, CANDIDATES, Candidate, Past
from transforms.ml.card import PUBLISHED, REFUSED, Card, CardRow, row_of, version_of
from transforms.ml.daily import Series
from transforms.ml.extra import library_versions
from transforms.ml.figures import Figure, Numbers, draws, mean, rounded
from transforms.ml.metrics import read_forecast, values_of
from transforms.ml.trained import DayScore, Task, Trained

NAME = "forecast"
QUESTION = "How many persons will be active, and what will be sold, on each of the days to come?"
NOT_FOR = "Not for what a campaign or a price will do: it goes on as the days before went."
BACKTESTS, APART = 12, 28
_LEAST_PAST = 56
_LOW, _HIGH = 10, 90


@dataclass(frozen=True)
class Backtest:
    """What each candidate forecast of days that are over, and what came (a row each).

    The latest is the last row.
    """

    found: Numbers
    said: dict[str, Numbers]

    def errors(self, name: str) -> Numbers:
        """Give a candidate's mean error in each backtest."""
        return np.asarray(np.nanmean(np.abs(self.said[name] - self.found), axis=1))

    def best_two(self, until: int | None = None) -> tuple[str, str]:
        """Name the two with the least mean error in the backtests before one."""
        means = {name: float(np.mean(self.errors(name)[:until])) for name in self.said}
        first, second, *_ = sorted(means, key=lambda name: (means[name], name))
        return first, second


def train_forecast(task: Task) -> Trained:
    """Choose and judge on the lake's own days."""
    ahead = task.config.ml.forecast_days
    series = read_forecast(task.connection, task.end)
    digest = version_of((name, values_of(each).tobytes().hex()) for name, each in series.items())
    days = max((len(each) for each in series.values()), default=0)
    about = {
        "snapshot_id": task.snapshot_id,
        "features": "vw_active_users_daily, vw_daily_figures",
        "features_sha256": digest,
        "cutoffs": [str(task.end)],
        "test_cutoff": str(task.end - timedelta(days=ahead)),
        "horizon_days": ahead,
        "rows": days,
        "test_rows": ahead * (BACKTESTS // 2),
        "base_rate": None,
        "libraries": library_versions(),
    }
    version = task.version(NAME, digest, ahead)
    sql = "select day, dau from lake.gold_growth.vw_active_users_daily where segment = 'all'"
    kept: dict[str, Any] = {"ahead": ahead, "metrics": {}}
    rows: list[CardRow] = []
    told = []
    for name, each in series.items():
        past = past_of(each)
        tested = backtest(past, ahead)
        if tested is None:
            told.append(f"{name}: too few days ({len(each)})")
            continue
        judged = judge_forecast(tested)
        rows += judged.rows(name)
        told.append(f"{name}: {judged.verdict}")
        if judged.is_good:
            kept["metrics"][name] = {"ways": list(judged.ways), "errors": judged.spread}
    state = PUBLISHED if kept["metrics"] else REFUSED
    words = "; ".join(told) or "no day is over"
    return Trained(Card(NAME, version, state, words, QUESTION, NOT_FOR, about, rows), kept, sql)


def score_forecast(kept: dict[str, Any], series: dict[str, Series], end: date) -> list[DayScore]:
    """Forecast each metric that is better than the baselines; nothing is below 0."""
    found = []
    for name, chosen in kept["metrics"].items():
        if not series.get(name):
            continue
        expected = mean_of(past_of(series[name]), chosen["ways"], int(kept["ahead"]))
        bounds = interval(np.asarray(chosen["errors"]))
        for step, value in enumerate(expected):
            low, high = value + bounds[0][step], value + bounds[1][step]
            found.append(
                DayScore(
                    name,
                    end + timedelta(days=step),
                    None,
                    rounded(max(value, 0.0)),
                    rounded(max(low, 0.0)),
                    rounded(max(high, 0.0)),
                )
            )
    return found


def past_of(series: Series) -> Past:
    """Give a series as days in a row."""
    return Past(series[0][0], values_of(series))


def mean_of(past: Past, ways: Sequence[str], ahead: int) -> Numbers:
    """Give the mean of some candidates."""
    return np.asarray(np.mean([CANDIDATES[way](past, ahead) for way in ways], axis=0))


def backtest(past: Past, ahead: int, ways: Mapping[str, Candidate] = CANDIDATES) -> Backtest | None:
    """Let each way forecast days that are over; None where there are too few."""
    ends = [len(past.values) - ahead - APART * number for number in range(BACKTESTS)][::-1]
    ends = [end for end in ends if end >= _LEAST_PAST]
    if len(ends) < max(BACKTESTS // 2, 2 + ahead // APART):
        return None
    found = np.array([past.values[end : end + ahead] for end in ends])
    said = {
        name: np.array([way(past.until(end), ahead) for end in ends]) for name, way in ways.items()
    }
    return Backtest(found, said)


@dataclass(frozen=True)
class JudgedForecast:
    """The two ways, and how far off their mean and each candidate were where they are judged.

    `gains` tells by how much the mean error lies below that of each baseline, `spread` are the
    errors of the mean of the two ways (a row each), `coverage` is the share of the days that
    lay within the interval of the other backtests. The last `judged` backtests are judged.
    """

    ways: tuple[str, str]
    error: Figure
    errors: dict[str, Figure]
    gains: dict[str, Figure]
    spread: Numbers
    coverage: Figure
    judged: int

    @property
    def is_good(self) -> bool:
        """Whether it is less far off than every baseline.

        Six backtests hardly tell more: their interval is mostly how months differ, and is told.
        """
        return all(gain.value > 0 for gain in self.gains.values())

    @property
    def verdict(self) -> str:
        """Say in a sentence whether it is believed."""
        name, gain = min(self.gains.items(), key=lambda item: item[1].value)
        words = "less" if self.is_good else "not less"
        chance = "" if gain.low > 0 or not self.is_good else ", which may be chance"
        return (
            f"the mean of {' and '.join(self.ways)} is {words} far off than {name}"
            f" ({self.error.value:.2f}, less by {gain.value:.2f}, {gain.low:.2f} to"
            f" {gain.high:.2f}){chance}"
        )

    def rows(self, metric: str) -> list[CardRow]:
        """Give its rows of the card."""
        found = [
            row_of("metric", metric, "mean_error", self.error),
            row_of("metric", metric, "coverage_of_80", self.coverage),
            *(row_of("metric", f"{metric}: {way}", "is_used", 1.0) for way in self.ways),
        ]
        for name, error in self.errors.items():
            part = "baseline" if name in BASELINES else "candidate"
            found.append(row_of(part, f"{metric}: {name}", "mean_error", error))
        for name, gain in self.gains.items():
            found.append(row_of("baseline", f"{metric}: {name}", "error_gain", gain))
        return found


def judge_forecast(tested: Backtest) -> JudgedForecast:
    """Judge the way of choosing on the later half, by what was known then.

    Intervals are of the backtests: days of one are not independent of each other.
    """
    size, ahead = tested.found.shape
    # a backtest is known where its last day lies before the first one that is to be forecast
    behind = -(-ahead // APART)
    later = range(max(size // 2, behind), size)
    errors = []
    for place in later:
        first, second = tested.best_two(place - behind + 1)
        said = (tested.said[first][place] + tested.said[second][place]) / 2
        errors.append(float(np.nanmean(np.abs(said - tested.found[place]))))
    ours = np.array(errors)
    others = {name: tested.errors(name)[later.start :] for name in tested.said}
    drawn = draws(len(ours))
    ways = tested.best_two()
    spread = tested.found - (tested.said[ways[0]] + tested.said[ways[1]]) / 2
    return JudgedForecast(
        ways,
        mean(ours, drawn),
        {name: mean(other, drawn) for name, other in others.items()},
        {name: mean(others[name] - ours, drawn) for name in BASELINES},
        spread,
        _coverage(spread),
        len(later),
    )


def interval(errors: Numbers) -> tuple[Numbers, Numbers]:
    """Give how far below and above four of five days were, by the week of the horizon."""
    ahead = errors.shape[1]
    bounds = []
    for step in range(ahead):
        week = step // 7 * 7
        near = errors[:, week : week + 7]
        known = near[np.isfinite(near)]
        bounds.append(np.percentile(known, (_LOW, _HIGH)) if len(known) else (np.nan, np.nan))
    low, high = np.array(bounds).T
    return low, high


def _coverage(errors: Numbers) -> Figure:
    """Count the days of each backtest that lie within the interval of the others."""
    hits = []
    for place in range(len(errors)):
        low, high = interval(np.delete(errors, place, axis=0))
        known = np.isfinite(errors[place])
        hits.append(((errors[place] >= low) & (errors[place] <= high))[known].mean())
    return mean(np.array(hits), draws(len(hits)))
