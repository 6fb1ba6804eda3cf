"""vw_growth_levers: impact, elasticity, ROI and order, against the model in plain Python."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.gold.test_vw_growth_projection import SHOP, TENTH, given
from tests.models.under_test import ModelUnderTest
from tests.oracle.growth_model import LEVERS, months, pulled, rounded, scenarios


def project(model: ModelUnderTest, uplifts: dict[str, Fraction], ahead: int = 12) -> dict[str, Any]:
    """Give the model what its projection says; tell the revenue of each scenario."""
    given(model, SHOP)
    sums: dict[str, Any] = {}
    for name, levers in scenarios(uplifts).items():
        told = [rounded(each) for _, each in months(pulled(SHOP, levers), ahead)]
        rows = [
            {"scenario": name, "month_number": number, "revenue": each}
            for number, each in enumerate(told, 1)
        ]
        model.given("vw_growth_projection", *rows)
        sums[name] = sum(told)
    return sums


def test_a_lever_is_worth_what_it_adds(model: ModelUnderTest) -> None:
    sums = project(model, TENTH)
    found = model.asked("select lever, baseline_revenue, revenue, impact, elasticity from {model}")
    base = sums["baseline"]
    assert {row[0]: row[1:4] for row in found} == {
        name: (base, sums[name], sums[name] - base) for name in (*LEVERS, "compound")
    }
    for name, _, _, impact, elasticity in found:
        exact = None if name == "compound" else impact / base / Decimal("0.1")
        assert elasticity == (exact if exact is None else round(exact, 6))


def test_conversion_and_order_value_move_revenue_as_far_as_they_are_pulled(
    model: ModelUnderTest,
) -> None:
    project(model, TENTH)
    straight = "select elasticity from {model} where lever in ('conversion', 'order_value')"
    assert model.asked(straight) == [(1,), (1,)]


def test_all_at_once_is_more_than_the_sum(model: ModelUnderTest) -> None:
    sums = project(model, TENTH)
    base = sums["baseline"]
    alone = sum(sums[name] - base for name in LEVERS)
    found = model.asked("select lever, interaction from {model} where interaction is not null")
    assert found == [("compound", sums["compound"] - base - alone)]
    assert found[0][1] > 0


def test_levers_stand_by_roi_then_by_impact(model: ModelUnderTest) -> None:
    costs = {"retention": {"cost": 500}, "activation": {"cost": 1}, "acquisition": {"cost": 0}}
    model.config(growth={"margin": "0.4", "levers": costs})
    sums = project(model, TENTH)
    impact = {name: sums[name] - sums["baseline"] for name in LEVERS}
    found = model.asked("select lever, cost, roi from {model} order by lever_rank nulls last")
    told = {name: (cost, roi) for name, cost, roi in found}
    assert told["retention"] == (500, round((impact["retention"] * 4 / 10 - 500) / 500, 6))
    assert told["activation"] == (1, round(impact["activation"] * 4 / 10 - 1, 6))
    assert (told["acquisition"], told["conversion"]) == ((0, None), (None, None))
    assert told["compound"] == (None, None)
    without = sorted(("acquisition", "conversion", "order_value"), key=lambda name: -impact[name])
    assert [name for name, *_ in found] == ["activation", "retention", *without, "compound"]


def test_costs_of_all_levers_are_that_of_all_at_once(model: ModelUnderTest) -> None:
    model.config(growth={"levers": {lever: {"cost": "10.5"} for lever in LEVERS}})
    sums = project(model, TENTH)
    impact = sums["compound"] - sums["baseline"]
    cost = Decimal("52.5")
    found = model.asked("select cost, roi, lever_rank from {model} where lever = 'compound'")
    assert found == [(cost, round((impact - cost) / cost, 6), None)]


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_of_nothing_is_worth_nothing(model: ModelUnderTest, lever: str) -> None:
    model.config(growth={"levers": {lever: {"uplift": 0, "cost": 5}}})
    project(model, TENTH | {lever: Fraction(0)})
    found = model.asked(f"select impact, elasticity, roi from {{model}} where lever = '{lever}'")
    assert found == [(0, None, -1)]


def test_a_share_is_at_most_1(model: ModelUnderTest) -> None:
    model.config(growth={"levers": {"activation": {"uplift": 5}, "order_value": {"uplift": 5}}})
    project(model, TENTH | {"activation": Fraction(5), "order_value": Fraction(5)})
    found = model.asked(
        "select value, pulled_value from {model} where lever in ('activation', 'order_value')"
        " order by lever"
    )
    assert found == [
        (Decimal("0.42"), 1),
        (Decimal("58.4321"), Decimal("350.5926")),
    ]


def test_without_rates_there_is_no_lever(model: ModelUnderTest) -> None:
    model.given("vw_growth_rates")
    assert model.asked("from {model}") == []
    model.given("vw_growth_rates", {"month_start": date(2024, 1, 1)})
    assert model.asked("from {model}") == []
