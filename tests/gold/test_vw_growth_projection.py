"""vw_growth_projection: the closed form against months that follow one another, in fractions."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.models.under_test import ModelUnderTest
from tests.oracle.growth_model import LEVERS, Rates, months, pulled, rates, rounded, scenarios

SHOP = rates(
    new_users="120.3333",
    resurrected_users="14.6667",
    existing_users="310",
    activated_rate="0.42",
    retained_rate="0.613333",
    activated_retained_rate="0.35",
    other_retained_rate="0.08",
    buyer_rate="0.071429",
    revenue_per_buyer="58.4321",
)
TENTH = dict.fromkeys(LEVERS, Fraction(1, 10))


def given(model: ModelUnderTest, now: Rates) -> None:
    row: dict[str, Any] = {
        name: Decimal(value.numerator) / value.denominator for name, value in asdict(now).items()
    }
    model.given("vw_growth_rates", {"month_start": date(2023, 12, 1), **row})


def changed(**values: str) -> Rates:
    return Rates(**(asdict(SHOP) | {name: Fraction(text) for name, text in values.items()}))


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(SHOP, id="a shop"),
        pytest.param(changed(retained_rate="1"), id="everybody stays"),
        pytest.param(changed(retained_rate="0"), id="nobody stays"),
        pytest.param(changed(retained_rate="0.95"), id="a lever that reaches 1"),
        pytest.param(changed(activated_rate="1", buyer_rate="1"), id="shares that are 1"),
        pytest.param(changed(new_users="0", existing_users="0"), id="those who came back alone"),
        pytest.param(changed(revenue_per_buyer="-3.5"), id="more is paid back than bought"),
    ],
)
def test_every_scenario_is_what_months_make_of_each_other(
    model: ModelUnderTest, now: Rates
) -> None:
    given(model, now)
    told = "select scenario, month_number, existing_users, revenue from {model}"
    found = {(name, number): (users, revenue) for name, number, users, revenue in model.asked(told)}
    assert found == {
        (name, number): (rounded(users), rounded(revenue))
        for name, uplifts in scenarios(TENTH).items()
        for number, (users, revenue) in enumerate(months(pulled(now, uplifts), 12), 1)
    }


def test_a_month_by_hand(model: ModelUnderTest) -> None:
    model.config(growth={"months_ahead": 2, "levers": {"acquisition": {"uplift": 1}}})
    given(
        model,
        rates(
            new_users="100",
            resurrected_users="10",
            existing_users="200",
            activated_rate="0.5",
            retained_rate="0.5",
            activated_retained_rate="0.4",
            other_retained_rate="0.2",
            buyer_rate="0.1",
            revenue_per_buyer="20",
        ),
    )
    found = model.asked(
        "select month_number, month_start, new_users, existing_users, active_users, revenue"
        " from {model} where scenario in ('baseline', 'acquisition') order by all"
    )
    january, february = date(2024, 1, 1), date(2024, 2, 1)
    assert found == [
        (1, january, 100, 140, 240, 480),  # 0.5 * 200 + 0.3 * 100 + 10
        (1, january, 200, 170, 370, 740),
        (2, february, 100, 110, 210, 420),
        (2, february, 200, 155, 355, 710),
    ]


def test_a_lever_of_nothing_changes_nothing(model: ModelUnderTest) -> None:
    model.config(growth={"levers": {lever: {"uplift": 0} for lever in LEVERS}})
    given(model, SHOP)
    differ = "select count(distinct revenue) from {model} group by month_number having count(*) > 0"
    assert {*model.asked(differ)} == {(1,)}


@pytest.mark.parametrize("month", range(1, 13))
def test_months_follow_one_another_for_five_years(model: ModelUnderTest, month: int) -> None:
    model.config(growth={"months_ahead": 60})
    first = date(2023, month, 1)
    model.given("vw_growth_rates", {"month_start": first})
    found = model.asked("select month_start from {model} where scenario = 'baseline' order by all")
    later = [month + ahead for ahead in range(60)]
    assert found == [(date(2023 + each // 12, each % 12 + 1, 1),) for each in later]


def test_without_rates_there_is_nothing_to_project(model: ModelUnderTest) -> None:
    assert model.asked("from {model}") == []
