"""gathered_orders: each column from the first purchase event that has it."""

from typing import Any

from tests.events import at
from tests.models.under_test import ModelUnderTest


def told(event_id: str, minute: float = 0, **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "order_id": "t", "order_key": "t", "buyer_id": ""}
    flags = {"is_id_collision": False, "visitor_id": "v", "item_count": 0}
    return row | flags | {"event_at": at(minute)} | more


def test_of_purchases_at_one_moment_the_least_event_counts(model: ModelUnderTest) -> None:
    first, second = told("a", value=5, platform_id="WEB"), told("b", value=7, platform_id="IOS")
    model.given("touched_purchases", second, first)
    model.expect({"event_id": "a", "revenue": 5, "platform_id": "WEB", "purchase_event_count": 2})


def test_what_the_first_event_lacks_comes_from_the_next(model: ModelUnderTest) -> None:
    model.given(
        "touched_purchases",
        told("a", value=5),
        told("b", 1, value=7, coupon="C", tax=1, item_count=2, installments=3),
        told("c", 2, coupon="D", tax=2, shipping=4, item_count=1, currency="EUR"),
    )
    row = {"revenue_original": 5, "coupon": "C", "tax": 1, "shipping": 4, "currency": "EUR"}
    model.expect(row | {"items_event_id": "b", "item_count": 2, "installments": 3})


def test_session_and_platform_are_those_of_the_first_visitor(model: ModelUnderTest) -> None:
    server = told("a", visitor_id=None, platform_id="SERVER")
    model.given("touched_purchases", server, told("b", 1, platform_id="WEB"))
    model.expect({"event_id": "b", "platform_id": "WEB", "visitor_id": "v", "ordered_at": at(0)})


def test_an_amount_has_the_currency_of_its_event_else_the_orders(model: ModelUnderTest) -> None:
    model.config(currency={"rates": {"EUR": 2, "GBP": 3}})
    model.given(
        "touched_purchases",
        told("a", value=5, item_count=1, items_revenue=9),
        told("b", 1, currency="EUR", tax=1),
        told("c", 2, currency="GBP", shipping=1),
    )
    row = {"revenue": 10, "tax": 2, "shipping": 3, "currency": "EUR"}
    model.expect(row | {"items_currency": "EUR"})


def test_an_items_coupon_is_the_last_resort(model: ModelUnderTest) -> None:
    model.given("touched_purchases", told("a", items_coupon="ITEM"), told("b", 1, coupon="C"))
    model.expect({"coupon": "C"})


def test_without_a_value_the_first_items_make_the_revenue(model: ModelUnderTest) -> None:
    model.given(
        "touched_purchases",
        told("a", item_count=1, items_revenue=None, items_price=4),
        told("b", 1, item_count=1, items_revenue=9, items_price=9),
    )
    model.expect({"revenue": 4, "revenue_original": 4})
