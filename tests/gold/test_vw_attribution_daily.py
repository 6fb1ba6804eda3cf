"""What each campaign brought and cost, by day and attribution model."""

from decimal import Decimal
from typing import Any

from tests.gold.days import LIMIT, day
from tests.models.under_test import ModelUnderTest

NEWS = {"channel": "Email", "source": "news", "medium": "email", "campaign": None}


def credit(credit: str, revenue: str, **more: Any) -> dict[str, Any]:
    row = {"order_date": day(0), "model": "linear", "credit": credit, "revenue": revenue}
    return row | NEWS | more


def cost(value: str, **more: Any) -> dict[str, Any]:
    return {"cost_date": day(0), "cost": value} | NEWS | more


def linear(model: ModelUnderTest, *columns: str) -> list[tuple[Any, ...]]:
    named = ", ".join(columns)
    return model.asked(f"select {named} from {{model}} where model = 'linear' order by all")


def test_a_row_is_whole(model: ModelUnderTest) -> None:
    model.given("vw_attribution", credit("0.5", "12.5"), credit("1", "30"))
    model.given("fct_marketing_costs", cost("10"), cost("5"))
    found = linear(model, "orders", "revenue", "cost", "roas", "cost_per_order")
    assert found == [tuple(map(Decimal, ("1.5", "42.5", "15", "2.8333", "10")))]


def test_no_cost_is_none_and_no_cost_of_nothing(model: ModelUnderTest) -> None:
    model.given("vw_attribution", credit("1", "30"), credit("1", "9", campaign="free"))
    model.given("fct_marketing_costs", cost("0", campaign="free"))
    found = linear(model, "campaign", "cost", "roas", "cost_per_order")
    assert found == [("free", 0, None, 0), (None, None, None, None)]


def test_a_credit_lowers_the_cost_and_has_no_return(model: ModelUnderTest) -> None:
    model.given("vw_attribution", credit("3", "30"), credit("3", "9", campaign="back"))
    model.given("fct_marketing_costs", cost("10"), cost("-4"), cost("-20", campaign="back"))
    found = linear(model, "campaign", "cost", "roas", "cost_per_order")
    assert found == [
        ("back", -20, None, Decimal("-6.6667")),
        (None, 6, 5, 2),
    ]


def test_a_cost_without_an_order_stands_in_every_model(model: ModelUnderTest) -> None:
    model.given("fct_marketing_costs", cost("10"))
    found = model.asked("select distinct orders, revenue, cost, roas, cost_per_order from {model}")
    assert found == [(0, 0, 10, 0, None)]
    assert model.asked("select count(distinct model), count(*) from {model}") == [(6, 6)]


def test_a_touch_without_credit_has_no_row(model: ModelUnderTest) -> None:
    model.given("vw_attribution", credit("0", "0"), credit("0", "0.0001", source="rich"))
    assert linear(model, "source") == [("rich",)]


def test_sums_stay_at_the_limit_of_money(model: ModelUnderTest) -> None:
    model.given("vw_attribution", credit("1", LIMIT), credit("0.000001", LIMIT))
    model.given("fct_marketing_costs", cost("0.0001"))
    found = linear(model, "revenue", "roas", "cost_per_order")
    assert found == [(Decimal(LIMIT), Decimal(LIMIT), Decimal("0.0001"))]
