"""Credit of an order, shared among its touches: whole parts, exact to the last place."""

from decimal import Decimal
from typing import Any

import pytest

from tests.events import DAY
from tests.gold.days import LIMIT
from tests.gold.journeys import order, touches
from tests.models.under_test import ModelUnderTest

MODELS = [
    *("first_click", "last_click", "last_non_direct", "linear", "position_based", "time_decay"),
]


def expect_shares(model: ModelUnderTest, name: str, column: str, *shares: Any) -> None:
    """Expect these shares by one model, and let the others be."""
    found = model.asked(
        f"select {column} from {{model}} where model = '{name}' order by touch_number"
    )
    assert [share for (share,) in found] == list(map(Decimal, shares))


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("first_click", ["1", "0", "0", "0"]),
        ("last_click", ["0", "0", "0", "1"]),
        ("last_non_direct", ["0", "0", "1", "0"]),
        ("linear", ["0.25", "0.25", "0.25", "0.25"]),
        ("position_based", ["0.4", "0.1", "0.1", "0.4"]),
    ],
)
def test_each_model_shares_by_its_parts(
    model: ModelUnderTest, name: str, shares: list[str]
) -> None:
    model.given("fct_orders", order("t", "v", 4 * DAY))
    model.given("vw_order_touches", *touches("t", "Email", "Direct", "Email", "Direct"))
    expect_shares(model, name, "credit", *shares)


def test_age_halves_credit_with_every_quarter_of_the_lookback(model: ModelUnderTest) -> None:
    model.given("fct_orders", order("t", "v", 5 * DAY))
    starts = (2 * DAY, 3 * DAY, 4 * DAY)
    model.given("vw_order_touches", *touches("t", "a", "b", "c", minutes=starts))
    model.config(attribution={"lookback_days": 4})
    expect_shares(model, "time_decay", "credit", "0.142857", "0.285714", "0.571429")


def test_the_half_life_is_a_day_at_least(model: ModelUnderTest) -> None:
    model.given("fct_orders", order("t", "v", DAY))
    model.given("vw_order_touches", *touches("t", "a", "b", minutes=(0, DAY)))
    model.config(attribution={"lookback_days": 2})
    expect_shares(model, "time_decay", "credit", "0.333333", "0.666667")


@pytest.mark.parametrize("name", ["linear", "position_based", "time_decay", "last_non_direct"])
def test_a_lone_touch_has_all(model: ModelUnderTest, name: str) -> None:
    model.given("fct_orders", order("t", "v", 7 * DAY, LIMIT))
    model.given("vw_order_touches", *touches("t", "Direct"))
    expect_shares(model, name, "revenue", LIMIT)


@pytest.mark.parametrize(
    ("name", "shares"),
    [("linear", ["5", "5"]), ("position_based", ["5", "5"]), ("last_non_direct", ["0", "10"])],
)
def test_two_touches_have_halves(model: ModelUnderTest, name: str, shares: list[str]) -> None:
    model.given("fct_orders", order("t", "v", DAY))
    model.given("vw_order_touches", *touches("t", "Direct", "Direct"))
    expect_shares(model, name, "revenue", *shares)


def test_what_does_not_divide_goes_to_the_touches_that_complete_it(model: ModelUnderTest) -> None:
    model.given("fct_orders", order("t", "v", 3 * DAY, "0.0002"))
    model.given("vw_order_touches", *touches("t", "a", "b", "c"))
    expect_shares(model, "linear", "revenue", "0", "0.0001", "0.0001")


def test_an_order_without_a_touch_is_unattributed_in_every_model(model: ModelUnderTest) -> None:
    model.given("fct_orders", order("t", None, 0, 7))
    row = {"order_id": "t", "touch_number": 0, "touch_count": 0, "channel": "(unattributed)"}
    model.expect(*(row | {"model": name, "credit": 1, "revenue": 7} for name in MODELS))


@pytest.mark.parametrize("count", [3, 97])
@pytest.mark.parametrize("revenue", ["0", "0.0001", "9.9999", LIMIT])
def test_every_model_adds_up_to_the_last_place(
    model: ModelUnderTest, count: int, revenue: str
) -> None:
    model.given("fct_orders", order("t", "v", 7 * DAY, revenue))
    minutes = tuple(number * 7 * DAY / count for number in range(count))
    model.given("vw_order_touches", *touches("t", *["Email"] * count, minutes=minutes))
    found = model.asked("select model, sum(credit), sum(revenue) from {model} group by model")
    assert sorted(found) == sorted((name, 1, Decimal(revenue)) for name in MODELS)
    least = model.asked("select min(credit) >= 0 and min(revenue) >= 0 from {model}")
    assert least == [(True,)]
