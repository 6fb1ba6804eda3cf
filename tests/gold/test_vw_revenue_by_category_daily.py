"""Categories and brands by day, as they were when the order was placed."""

from decimal import Decimal
from typing import Any

from tests.gold.days import day
from tests.models.under_test import ModelUnderTest


def line(order: str, position: int, product: str | None = "p", **more: Any) -> dict[str, Any]:
    row = {"order_id": order, "item_position": position, "product_id": product}
    return row | {"order_date": day(5), "allocated_revenue": 10} | more


def test_a_day_is_whole(model: ModelUnderTest) -> None:
    hat = {"item_category": "Hats", "item_brand": "Bo"}
    model.given(
        "fct_order_items",
        line("t", 1, **hat, quantity=2, discount_value=5),
        line("t", 2, "q", **hat),
        line("u", 1, **hat, discount_value=0),
        line("u", 2, "r", item_category="Shirts"),
        line("v", 0, None),
    )
    row = {"order_date": day(5), "discounted_lines": 0, "discount_value": 0, "discount_rate": 0}
    single = {"orders": 1, "order_lines": 1, "units": 1, "revenue": 10}
    model.expect(
        {
            "order_date": day(5),
            "category": "Hats",
            "brand": "Bo",
            "orders": 2,
            "order_lines": 3,
            "discounted_lines": 1,
            "units": 4,
            "revenue": 30,
            "discount_value": 5,
            "discount_rate": Decimal("0.142857"),
        },
        row | single | {"category": "Shirts", "brand": None},
        row | single | {"category": None, "brand": None, "units": 0},
    )


def states(model: ModelUnderTest, *found: tuple[int, str | None, str | None]) -> None:
    """Give what was known of product p from a day: category and brand."""
    for number, category, brand in found:
        state = {"product_id": "p", "valid_from": day(number), "category": category}
        model.given("silver_product_states", state | {"brand": brand, "currency": "USD"})


def test_a_line_without_a_category_takes_what_was_known_that_day(model: ModelUnderTest) -> None:
    states(model, (1, "first", "A"), (5, "that day", "A"), (6, "later", "B"))
    model.given("fct_order_items", line("t", 1))
    model.expect({"category": "that day", "brand": "A", "revenue": 10})


def test_a_line_keeps_its_own_and_takes_what_it_lacks(model: ModelUnderTest) -> None:
    states(model, (1, "known", "known"))
    model.given("fct_order_items", line("t", 1, item_category="own"))
    model.expect({"category": "own", "brand": "known", "revenue": 10})


def test_two_price_lists_double_nothing(model: ModelUnderTest) -> None:
    states(model, (1, "K", None))
    model.given(
        "silver_product_states",
        {"product_id": "p", "valid_from": day(1), "category": "K", "currency": "EUR"},
    )
    model.given("fct_order_items", line("t", 1))
    model.expect({"category": "K", "brand": None, "order_lines": 1, "revenue": 10})


def test_what_was_never_told_is_empty(model: ModelUnderTest) -> None:
    states(model, (6, "later", "later"))
    model.given("fct_order_items", line("t", 1))
    model.expect({"category": None, "brand": None, "revenue": 10})


def test_without_orders_there_is_no_day(model: ModelUnderTest) -> None:
    model.expect()
