"""vw_cohort_value_monthly: observed and projected; tests/truth has a published triangle."""

from decimal import Decimal
from typing import Any

from tests.gold.days import day
from tests.gold.people import given_people, noon
from tests.models.under_test import ModelUnderTest

#: Days 0, 31, 61 and 92 begin March to June 2024.
ASKED = (
    "select months_later, month_value, value, projected_value, ltv from {model}"
    " where segment = 'all' and cohort_month = date '2024-03-01' order by months_later"
)


def order(number: int, revenue: float, who: str = "ada", **more: Any) -> Any:
    row = {"order_id": f"{who}{number}", "visitor_id": who, "order_date": day(number)}
    return row | {"transaction_id": f"{who}{number}", "revenue": revenue} | more


def refund(number: int, order_id: str, value: float) -> Any:
    row = {"order_id": order_id, "event_id": f"{order_id}{number}", "refunded_value": value}
    return row | {"refund_date": day(number), "refunded_at": noon(number)}


def payment(number: int, amount: float, **more: Any) -> Any:
    row = {"payment_id": f"p{number}", "visitor_id": "ada", "paid_at": noon(number)}
    return row | {"amount": amount, "refunded_value": 0} | more


def test_refunds_count_in_their_month_and_never_beyond_the_order(model: ModelUnderTest) -> None:
    given_people(model, 92, ada=[0], bob=[1])
    model.given("fct_orders", order(0, 10), order(5, 4, "bob"))
    model.given("fct_refunds", refund(6, "ada0", 3), refund(35, "ada0", 6), refund(70, "ada0", 5))
    model.given("fct_refunds", refund(7, "unknown", 9))
    assert model.asked(ASKED)[:3] == [(0, 11, 11, 11, 5.5), (1, -6, 5, 5, 2.5), (2, -1, 4, 4, 2)]


def test_invoices_paid_count_unless_they_are_an_orders(model: ModelUnderTest) -> None:
    given_people(model, 40, ada=[0])
    model.given("fct_orders", order(0, 10))
    model.given(
        "fct_payments",
        payment(1, 10, order_id="ada0"),
        payment(2, 7, order_id="elsewhere", refunded_value=2),
        payment(3, 1),
        payment(4, 99, paid_at=None),
    )
    assert [row[:3] for row in model.asked(ASKED)] == [(0, 16, 16), (1, 0, 16)]


def test_what_cannot_be_told_of_a_cohort_is_left_out(model: ModelUnderTest) -> None:
    given_people(model, 40, ada=[32], idle=[])
    model.given("fct_orders", order(0, 10), order(33, 3), order(33, 5, "idle"), order(33, 7, "x"))
    found = model.asked("select sum(month_value) from {model} where segment = 'all'")
    assert found == [(3,)]


def test_a_projection_goes_on_from_the_last_whole_month(model: ModelUnderTest) -> None:
    given_people(model, 95, ada=[0], bob=[31], cem=[61])
    model.given("fct_orders", order(0, 10), order(31, 10), order(61, 10))
    model.given("fct_orders", order(32, 20, "bob"), order(62, 20, "bob"), order(93, 1, "bob"))
    model.given("fct_orders", order(63, 6, "cem"))
    found = model.asked(
        "select month(cohort_month), months_later, value, projected_value, factor, is_projected"
        " from {model} where segment = 'all' and cohort_users > 0 order by all"
    )
    two, half = Decimal("2.000000"), Decimal("1.500000")
    assert found == [
        (3, 0, 10, 10, two, False),
        (3, 1, 20, 20, half, False),
        (3, 2, 30, 30, None, False),
        (3, 3, 30, None, None, True),
        (4, 0, 20, 20, two, False),
        (4, 1, 40, 40, half, False),
        (4, 2, 41, 60, None, True),
        (5, 0, 6, 6, two, False),
        (5, 1, 6, 12, half, True),
        (5, 2, None, 18, None, True),
    ]


def test_nothing_to_divide_by_projects_nothing(model: ModelUnderTest) -> None:
    given_people(model, 70, ada=[0], bob=[31])
    model.given("fct_orders", order(33, 5, "bob"))
    found = model.asked(
        "select projected_value, factor, ltv from {model} where segment = 'all'"
        " and cohort_month = date '2024-04-01' order by months_later"
    )
    assert found == [(5, None, 5), (None, None, None)]
