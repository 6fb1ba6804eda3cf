"""How days are judged: on a real shop's days, and at the edges of each formula."""

import csv
from datetime import date, timedelta

import pytest

from tests.paths import DATA
from transforms.config import Config
from transforms.quality.judging import Bounds, Robust, std_bounds
from transforms.quality.monitors import days_between, filled, judge_series
from transforms.system.setting_judging import MonitorSettings

FIRST = date(2024, 1, 1)


def real(figure: str) -> list[tuple[date, float]]:
    with (DATA / "online_retail" / "daily.csv").open() as file:
        return [
            (date.fromisoformat(row["day"]), float(row[figure])) for row in csv.DictReader(file)
        ]


def found(figure: str, k: float) -> tuple[int, list[str]]:
    """How many days are judged, and which are broken."""
    series = real(figure)
    robust = Robust(series)
    bounds = [robust.bounds(index, k) for index in range(len(series))]
    judged = [each for each in zip(series, bounds, strict=True) if each[1] is not None]
    broken = [str(day) for (day, value), found in judged if found and not found.hold(value)]
    return len(judged), broken


@pytest.mark.parametrize(
    ("figure", "k", "days"),
    [
        ("revenue", 3.5, "2011-12-09"),
        (
            "orders",
            3.5,
            "2011-01-28 2011-05-01 2011-06-05 2011-10-30 2011-11-06 2011-12-09",
        ),
        ("orders", 4.0, "2011-05-01 2011-10-30 2011-12-09"),
    ],
)
def test_the_days_of_a_real_shop_that_stand_out_are_found_and_no_others(
    figure: str, k: float, days: str
) -> None:
    assert found(figure, k) == (273, days.split())


def test_std_finds_more_and_other_days() -> None:
    series = real("revenue")
    bounds = [std_bounds(series, index, 2.5) for index in range(len(series))]
    broken = [
        day
        for (day, value), each in zip(series, bounds, strict=True)
        if each and not each.hold(value)
    ]
    assert len(broken) == 11
    assert bounds[27] is None
    assert bounds[28] is not None


def flat(*last: float, days: int = 60) -> list[tuple[date, float]]:
    values = [100.0] * days + list(last)
    return [(FIRST + timedelta(days=number), value) for number, value in enumerate(values)]


def test_an_outage_of_a_week_is_found_on_each_of_its_days() -> None:
    series = flat(*[0.0] * 7)
    robust = Robust(series)
    for index in range(60, 67):
        bounds = robust.bounds(index, 3.5)
        assert bounds is not None
        assert not bounds.hold(0.0)
        assert bounds.hold(100.0)


def test_the_first_28_days_are_learning() -> None:
    robust = Robust(flat())
    assert robust.bounds(27, 3.5) is None
    assert Robust(flat()).bounds(35, 3.5) is not None


@pytest.mark.parametrize(
    ("judged", "first", "count"),
    [
        pytest.param(None, 1, 3, id="never: the last three"),
        pytest.param(date(2024, 6, 29), 1, 3, id="yesterday: the last three, as they may change"),
        pytest.param(date(2024, 6, 20), 1, 9, id="nine days ago: each since"),
        pytest.param(date(2024, 1, 1), 1, 56, id="long ago: eight weeks at most"),
        pytest.param(date(2024, 7, 9), 1, 3, id="beyond the last day, which was erased"),
        pytest.param(date(2024, 6, 20), 28, 2, id="none before the first of all"),
    ],
)
def test_each_day_since_the_last_one_that_was_judged_is_due(
    judged: date | None, first: int, count: int
) -> None:
    end = date(2024, 6, 30)
    start = date(2024, 1, 1) if first == 1 else date(2024, 6, first)
    days = days_between(start, end, judged, 3)
    assert days == [end - timedelta(days=back) for back in range(count, 0, -1)]


def test_a_missing_day_is_0_up_to_the_last() -> None:
    days = {FIRST: 1.0, FIRST + timedelta(days=2): 3.0}
    assert [value for _, value in filled(days, FIRST + timedelta(days=3))] == [1, 0, 3, 0]


@pytest.mark.parametrize(
    ("kind", "threshold", "value", "is_broken"),
    [
        ("min", 10, 10, False),
        ("min", 10, 9.99, True),
        ("max", 10, 10, False),
        ("max", 10, 10.01, True),
    ],
)
def test_a_bound_is_well(kind: str, threshold: float | None, value: float, is_broken: bool) -> None:
    monitor = MonitorSettings.model_validate(
        {"figure": "orders", "kind": kind, "threshold": threshold}
    )
    (judged,) = judge_series(monitor, Config(), [(FIRST, value)], [FIRST])
    assert judged.is_broken == is_broken


def test_a_share_is_judged_per_thousand() -> None:
    shares = [(day, value / 2500) for day, value in flat(10.0)]
    monitor = MonitorSettings(figure="conversion_rate")
    (judged,) = judge_series(monitor, Config(), shares, [shares[-1][0]])
    assert judged.is_broken
    assert judged.bounds is not None
    assert judged.bounds.hold(0.04)
    assert judged.bounds.high is not None
    assert judged.bounds.high < 0.06


def test_a_level_is_judged_as_anomalies_are() -> None:
    days = flat(50.0)
    monitor = MonitorSettings(figure="sessions", kind="level")
    (judged,) = judge_series(monitor, Config(), days, [days[-1][0]])
    assert judged.bounds is not None
    assert (judged.is_broken, judged.bounds.low) == (True, pytest.approx(70, abs=15))
    planned = Config.model_validate({"ml": {"sale_days": [str(days[-1][0])]}})
    (judged,) = judge_series(monitor, planned, days, [days[-1][0]])
    assert judged.bounds is None


def test_no_bound_holds_everything() -> None:
    assert Bounds().hold(-1e300)
