"""vw_early_against_late: two halves of the cohorts that have a month whole, side by side."""

from datetime import date
from decimal import Decimal
from math import sqrt

import pytest

from tests.gold.days import FIRST
from tests.gold.people import given_people
from tests.gold.test_vw_cohort_value_monthly import order
from tests.models.under_test import ModelUnderTest


def month(number: int) -> int:
    """The number of the day that begins a month of 2024."""
    return (date(2024, number, 1) - FIRST).days


def test_the_first_month_and_a_middle_one_stay_out(model: ModelUnderTest) -> None:
    persons = {
        "first": [month(3), month(4)],
        "a": [month(4), month(5)],
        "b": [month(4)],
        "middle": [month(5), month(6)],
        "c": [month(6), month(7)],
        "d": [month(6), month(7)],
        "open": [month(7)],
    }
    given_people(model, month(8), **persons)
    found = model.asked(
        "select months_later, cohorts, early_until, late_from, early_users, late_users,"
        " early_retention_rate, late_retention_rate, retention_difference from {model}"
        " where segment = 'all' order by months_later"
    )
    half = Decimal("0.5")
    april, june, may = date(2024, 4, 1), date(2024, 6, 1), date(2024, 5, 1)
    assert found[0] == (1, 1, april, june, 2, 2, half, 1, half)
    assert [row[0] for row in found] == [1]
    assert may not in found[0]


def test_the_interval_and_p_are_those_of_experiments(model: ModelUnderTest) -> None:
    persons = {f"early{n}": [month(4), *([month(5)] * (n < 30))] for n in range(100)}
    persons |= {f"late{n}": [month(5), *([month(6)] * (n < 45))] for n in range(100)}
    given_people(model, month(7), **persons)
    for name in persons:
        number = month(4) if name.startswith("early") else month(5)
        value = 10 if name.endswith("0") else 2 if name.startswith("late") else 0
        model.given("fct_orders", order(number, value, name))
    [found] = model.asked(
        "select retention_difference_low, retention_difference_high, retention_p_value,"
        " early_ltv, late_ltv, ltv_difference_low, ltv_difference_high, ltv_p_value"
        " from {model} where segment = 'all' and months_later = 1"
    )
    margin = 1.959964 * sqrt(0.3 * 0.7 / 100 + 0.45 * 0.55 / 100)
    early, late = [10] * 10 + [0] * 90, [10] * 10 + [2] * 90
    spread = sqrt(sum(variance(each) / 100 for each in (early, late)))
    low, high = 1.8 - 1.959964 * spread, 1.8 + 1.959964 * spread
    assert float(found[0]) == pytest.approx(0.15 - margin, abs=1e-6)
    assert float(found[1]) == pytest.approx(0.15 + margin, abs=1e-6)
    assert float(found[2]) == pytest.approx(0.028460, abs=1e-5)  # z = 0.15 / 0.068465
    assert [float(value) for value in found[3:5]] == [1, 2.8]
    assert [float(value) for value in found[5:7]] == pytest.approx([low, high], abs=1e-4)
    assert float(found[7]) == pytest.approx(two_sided(1.8 / spread), abs=1e-6)


def variance(values: list[int]) -> float:
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)


def two_sided(z: float) -> float:
    from math import erfc

    return erfc(z / sqrt(2))


def test_one_cohort_is_no_comparison(model: ModelUnderTest) -> None:
    given_people(model, month(6), first=[month(3)], ada=[month(4)])
    assert model.asked("select months_later from {model}") == []
