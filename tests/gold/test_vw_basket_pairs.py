"""Products that are bought together."""

from decimal import Decimal

from tests.gold.days import day
from tests.models.under_test import ModelUnderTest


def baskets(model: ModelUnderTest, **orders: str) -> None:
    """Give orders by id, each with its products, a letter each; `-` is a line without one."""
    for order, products in orders.items():
        for position, product in enumerate(products, 1):
            line = {"order_id": order, "item_position": position}
            model.given(
                "fct_order_items", line | {"product_id": None if product == "-" else product}
            )


def test_a_pair_stands_both_ways(model: ModelUnderTest) -> None:
    baskets(model, one="ab", two="ab", three="a", four="c")
    version = {"product_id": "a", "is_current": True}
    model.given(
        "dim_products",
        version | {"product_name": "Ace", "valid_from": day(1)},
        version | {"product_name": "Old", "valid_from": day(0), "is_current": False},
        version | {"product_name": "Abroad", "valid_from": day(0), "currency": "EUR"},
    )
    # by chance 3 of 4 and 2 of 4 meet in 1.5 of 4 orders, and there are 2
    pair = {"orders_together": 2, "lift": Decimal("1.3333")}
    model.expect(
        {
            "product_id": "a",
            "product_name": "Ace",
            "other_product_id": "b",
            "other_product_name": None,
            "orders": 3,
            "other_orders": 2,
            "attach_rate": Decimal("0.666667"),
            **pair,
        },
        {
            "product_id": "b",
            "product_name": None,
            "other_product_id": "a",
            "other_product_name": "Ace",
            "orders": 2,
            "other_orders": 3,
            "attach_rate": Decimal(1),
            **pair,
        },
    )


def test_two_lines_of_a_product_are_no_pair_and_count_once(model: ModelUnderTest) -> None:
    baskets(model, one="aab-", two="aa")
    pair = {"orders_together": 1, "lift": 1}
    model.expect(
        {"product_id": "a", "other_product_id": "b", "orders": 2, "other_orders": 1, **pair},
        {"product_id": "b", "other_product_id": "a", "orders": 1, "other_orders": 2, **pair},
    )


def test_every_product_of_a_basket_meets_every_other(model: ModelUnderTest) -> None:
    baskets(model, one="abc")
    model.expect(
        *({"product_id": a, "other_product_id": b} for a in "abc" for b in "abc" if a != b)
    )


def test_a_single_product_has_no_pair(model: ModelUnderTest) -> None:
    baskets(model, one="a", two="-")
    model.expect()
