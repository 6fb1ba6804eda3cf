"""A day judged by those before it: what can be seen, and what is chance."""

from datetime import date, timedelta

import pytest

from transforms.ml.daily import THRESHOLD, Judgement, Series, judge_days
from transforms.ml.planting import detector, is_better, plant, weekday_detector

FIRST = date(2024, 1, 1)


def series(*values: float) -> Series:
    return [(FIRST + timedelta(days=number), value) for number, value in enumerate(values)]


def weeks(count: int, base: float = 1000) -> list[float]:
    """Weekdays that differ, without noise."""
    return [base * (1 + day / 10) for _ in range(count) for day in range(7)]


def last(found: list[Judgement | None]) -> Judgement:
    assert found[-1] is not None
    return found[-1]


def test_a_usual_day_is_what_is_expected() -> None:
    judged = last(judge_days(series(*weeks(12))))
    assert judged.expected == pytest.approx(1600)
    assert judged.deviation == pytest.approx(0)


@pytest.mark.parametrize(
    ("value", "is_odd"),
    [
        pytest.param(800, True, id="half of 1,600 is odd"),
        pytest.param(3200, True, id="twice as many are odd"),
        pytest.param(1500, False, id="6 % less are chance"),
    ],
)
def test_a_day_far_off_is_odd(value: float, is_odd: bool) -> None:
    judged = last(judge_days(series(*weeks(12)[:-1], value)))
    assert (abs(judged.deviation) > THRESHOLD) is is_odd


def test_of_ten_a_day_a_half_cannot_be_seen() -> None:
    judged = last(judge_days(series(*[10.0] * 83, 5.0)))
    assert abs(judged.deviation) < THRESHOLD
    assert judged.smallest_change() > 0.5


def test_a_new_level_is_expected_after_a_week() -> None:
    judged = last(judge_days(series(*weeks(12), *weeks(2, base=1500))))
    assert judged.expected == pytest.approx(2400, rel=0.01)


def test_revenue_has_the_noise_of_its_orders() -> None:
    revenue, orders = series(*[5000.0] * 84), series(*[25.0] * 84)
    assert last(judge_days(revenue)).scale == pytest.approx(0.03)
    assert last(judge_days(revenue, noise_of=orders)).scale == pytest.approx(0.2)


def test_too_few_days_are_not_judged() -> None:
    assert judge_days(series(*[10.0] * 30)) == [None] * 30


def test_planted_days_are_found_and_others_left_alone() -> None:
    found = plant(series(*weeks(30)), detector(()), ())
    other = plant(series(*weeks(30)), weekday_detector, ())
    assert (found.halved, found.doubled, found.false_days) == (30, 30, 0)
    assert not is_better(found, other)  # which is as good on days without noise
