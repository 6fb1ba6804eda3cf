"""Forecasts of days that are over, and of those to come."""

from datetime import date, timedelta

import numpy as np
import pytest

from transforms.ml.candidates import BASELINES, CANDIDATES, Past
from transforms.ml.forecast import Backtest, backtest, interval, judge_forecast, score_forecast

FIRST = date(2024, 1, 1)
WEEK = np.array([5.0, 1, 2, 3, 4, 8, 9])


@pytest.mark.parametrize("name", CANDIDATES)
def test_a_week_that_repeats_itself_is_forecast(name: str) -> None:
    said = CANDIDATES[name](Past(FIRST, np.tile(WEEK, 30)[:-3]), 10)
    wanted = np.tile(WEEK, 32)[207:217]
    assert said == pytest.approx(wanted, abs=0.6)


def test_days_that_are_not_known_are_stepped_over() -> None:
    values = np.tile(WEEK, 30)
    values[100:120] = np.nan
    for name, candidate in CANDIDATES.items():
        assert np.isfinite(candidate(Past(FIRST, values), 14)).all(), name


def test_what_does_best_is_used_and_noise_is_refused() -> None:
    random = np.random.default_rng(0)
    rising = np.tile(WEEK, 100) + np.arange(700) / 20 + random.normal(size=700)
    tested = backtest(Past(FIRST, rising), 28)
    assert tested is not None
    judged = judge_forecast(tested)
    assert "Holt-Winters" in judged.ways
    assert judged.is_good, judged.verdict
    assert judged.coverage.low <= 0.8 <= judged.coverage.high


def test_a_backtest_that_is_not_over_chooses_nothing() -> None:
    def errors(*values: float) -> np.ndarray:
        return np.tile(np.array(values)[:, None], (1, 84))

    turns, steady, other = (*[0.0] * 5, *[99.0] * 7), [1.0] * 12, [2.0] * 12
    said = dict(zip(BASELINES, (errors(*turns), errors(*steady), errors(*other)), strict=True))
    judged = judge_forecast(Backtest(np.zeros((12, 84)), said))
    # 84 days from the sixth's first day are over with the ninth: until then the first way is taken
    assert judged.error.value == pytest.approx((50 + 50 + 4 * 1.5) / 6)


def test_too_few_days_are_not_forecast() -> None:
    assert backtest(Past(FIRST, np.tile(WEEK, 20)), 28) is None


def test_an_interval_holds_four_of_five_errors() -> None:
    errors = np.tile(np.arange(-5.0, 6.0)[:, None], (1, 14))
    low, high = interval(errors)
    assert (low[0], high[0]) == (-4, 4)


def test_days_to_come_begin_with_the_cutoff_and_none_is_below_0() -> None:
    series = [(FIRST + timedelta(days=day), 1.0) for day in range(60)]
    kept = {
        "ahead": 7,
        "metrics": {
            "dau": {"ways": ["last week", "weekday median"], "errors": np.full((12, 7), -3.0)}
        },
    }
    end = FIRST + timedelta(days=60)
    found = score_forecast(kept, {"dau": series}, end)
    assert [each.day for each in found] == [end + timedelta(days=day) for day in range(7)]
    assert {(each.expected, each.low, each.high) for each in found} == {(1.0, 0.0, 0.0)}
