"""Refunds by day and product: shared out exactly, and never beyond an order's revenue."""

from decimal import Decimal
from typing import Any

import pytest

from tests.events import at
from tests.gold.days import day
from tests.models.under_test import ModelUnderTest


def order(model: ModelUnderTest, revenue: Any, *lines: tuple[str | None, Any, Any]) -> None:
    """Give the order t with its lines: product, allocated revenue and quantity."""
    model.given("fct_orders", {"order_id": "t", "platform_id": "WEB", "revenue": revenue})
    for position, (product, paid, quantity) in enumerate(lines, 1):
        line = {"order_id": "t", "item_position": position, "product_id": product}
        model.given("fct_order_items", line | {"allocated_revenue": paid, "quantity": quantity})


def refund(
    model: ModelUnderTest, event_id: str, value: Any, *items: dict[str, Any], on: int = 0
) -> None:
    """Give a refund of the order t, with the items that it names."""
    row = {"event_id": event_id, "order_id": "t", "refunded_value": value}
    model.given("fct_refunds", row | {"refund_date": day(on), "refunded_at": at(on * 1440)})
    for position, named in enumerate(items, 1):
        model.given(
            "silver_purchase_items", {"event_id": event_id, "item_position": position} | named
        )


def test_a_row_is_whole(model: ModelUnderTest) -> None:
    order(model, 10, ("p", 10, 1))
    model.given(
        "silver_product_states",
        {"product_id": "p", "valid_from": day(0), "category": "Hats", "brand": "Bo"},
    )
    model.given(  # another order, of which p is paid back on the same day
        "fct_orders", {"order_id": "u", "platform_id": "WEB", "revenue": 3}
    )
    model.given(
        "fct_order_items",
        {"order_id": "u", "item_position": 1, "product_id": "p", "allocated_revenue": 3}
        | {"item_category": "Hats", "item_brand": "Bo"},
    )
    model.given(
        "fct_refunds",
        {"event_id": "c", "order_id": "u", "refunded_value": 1, "refund_date": day(0)}
        | {"refunded_at": at(0)},
    )
    refund(model, "a", 2)
    refund(model, "b", 3)
    model.expect(
        {
            "refund_date": day(0),
            "platform_id": "WEB",
            "product_id": "p",
            "category": "Hats",
            "brand": "Bo",
            "refunds": 3,
            "refunded_orders": 2,
            "refunded_value": 6,
        }
    )


def values(model: ModelUnderTest, **expected: Any) -> None:
    model.expect(
        *({"product_id": product, "refunded_value": value} for product, value in expected.items())
    )


def test_a_refund_that_names_nothing_goes_to_all_by_what_was_paid(model: ModelUnderTest) -> None:
    order(model, 40, ("p", 30, 1), ("q", 10, 1))
    refund(model, "a", 4)
    values(model, p=3, q=1)


def test_what_rounding_leaves_goes_to_the_greatest(model: ModelUnderTest) -> None:
    order(model, 9, ("p", 3, 1), ("q", 3, 1), ("r", 3, 1))
    refund(model, "a", "1")
    values(model, p=Decimal("0.3334"), q=Decimal("0.3333"), r=Decimal("0.3333"))


def test_what_rounding_took_too_much_comes_off_the_greatest(model: ModelUnderTest) -> None:
    order(model, 7, ("p", 1, 1), ("q", 3, 1), ("r", 3, 1))
    refund(model, "a", "1")
    values(model, p=Decimal("0.1429"), q=Decimal("0.4285"), r=Decimal("0.4286"))


def test_a_refund_goes_to_the_products_that_it_names(model: ModelUnderTest) -> None:
    order(model, 40, ("p", 30, 1), ("q", 10, 1))
    refund(model, "a", 10, {"product_id": "q", "price": 10})
    values(model, q=10)


def test_by_what_it_says_of_them(model: ModelUnderTest) -> None:
    order(model, 40, ("p", 30, 1), ("q", 10, 1))
    named = {"product_id": "p", "item_revenue": 2}, {"product_id": "q", "price": 4, "quantity": 2}
    refund(model, "a", 10, *named)
    values(model, p=2, q=8)


def test_by_what_was_paid_for_the_pieces_where_it_says_no_price(model: ModelUnderTest) -> None:
    order(model, 50, ("p", 20, 2), ("q", 30, 1))
    refund(model, "a", 20, {"product_id": "p"}, {"product_id": "q", "quantity": 9})
    values(model, p=5, q=15)


def test_products_that_were_not_bought_take_nothing(model: ModelUnderTest) -> None:
    order(model, 40, ("p", 30, 1), ("q", 10, 1))
    refund(model, "a", 4, {"product_id": "x", "price": 4})
    refund(model, "b", 8, {"product_id": "x", "price": 4}, {"product_id": "q", "price": 1})
    values(model, p=3, q=9)


def test_gifts_share_equally(model: ModelUnderTest) -> None:
    order(model, 4, ("p", 0, 1), ("q", 0, 1))
    refund(model, "a", 4)
    values(model, p=2, q=2)


def test_an_order_without_products_is_paid_back_in_a_row_without_one(
    model: ModelUnderTest,
) -> None:
    order(model, 4, (None, 4, None))
    refund(model, "a", 3)
    model.expect({"product_id": None, "category": None, "refunded_value": 3})


@pytest.mark.parametrize(
    ("second", "counted"),
    [
        pytest.param(4, 4, id="up to the revenue"),
        pytest.param(9, 4, id="and not beyond it"),
    ],
)
def test_refunds_count_in_the_order_of_time_up_to_the_revenue(
    model: ModelUnderTest, second: int, counted: int
) -> None:
    order(model, 10, ("p", 10, 1))
    refund(model, "z", 6, on=1)
    refund(model, "a", second, on=2)
    refund(model, "b", 1, on=3)
    model.expect(
        {"refund_date": day(1), "refunded_value": 6},
        {"refund_date": day(2), "refunded_value": counted},
        {"refund_date": day(3), "refunded_value": 0},
    )


def test_a_refund_without_an_order_stands_elsewhere(model: ModelUnderTest) -> None:
    model.given("fct_refunds", {"event_id": "a", "refunded_value": 3, "refund_date": day(0)})
    model.expect()
