"""A product's day: each attribute as it was last seen."""

from datetime import date
from typing import Any

from tests.events import at
from tests.models.under_test import ModelUnderTest

FIRST, NEXT = date(2024, 3, 1), date(2024, 3, 2)


def seen(event_id: str, minute: float, **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "item_position": 1, "product_id": "p"}
    return row | {"event_at": at(minute), "event_date": FIRST} | more


def touched(model: ModelUnderTest, *days: date) -> None:
    model.given("touched_product_days", *({"product_id": "p", "event_date": day} for day in days))


def test_each_attribute_is_the_last_that_an_item_carried(model: ModelUnderTest) -> None:
    touched(model, FIRST)
    model.given(
        "fct_event_items",
        seen("a", 1, item_name="Old", item_brand="B", price=5),
        seen("b", 2, item_name="New", item_category="C"),
        seen("c", 0, item_name="Older", price=4),
    )
    model.expect(
        {
            "product_id": "p",
            "event_date": FIRST,
            "product_name": "New",
            "brand": "B",
            "category": "C",
            "price": 5,
        }
    )


def test_of_one_moment_the_greater_event_then_position_wins(model: ModelUnderTest) -> None:
    touched(model, FIRST)
    model.given(
        "fct_event_items",
        seen("b", 0, price=1),
        seen("b", 0, price=3, item_position=10),
        seen("b", 0, price=2, item_position=9),
        seen("a", 0, price=4, item_position=11),
    )
    model.expect({"price": 3})


def test_what_no_item_carries_is_unknown(model: ModelUnderTest) -> None:
    touched(model, FIRST)
    model.given("fct_event_items", seen("a", 0))
    model.expect({"product_name": None, "brand": None, "category": None, "price": None})


def test_prices_are_in_the_reporting_currency(model: ModelUnderTest) -> None:
    model.config(currency={"reporting": "EUR", "rates": {"MXN": 0.05}})
    touched(model, FIRST)
    model.given("fct_event_items", seen("a", 0, price=10, currency="MXN"))
    model.expect({"price": 0.5})


def test_other_days_and_products_stay_out(model: ModelUnderTest) -> None:
    touched(model, FIRST)
    model.given(
        "touched_product_days",
        {"product_id": "q", "event_date": NEXT},
    )
    model.given(
        "fct_event_items",
        seen("a", 0),
        seen("b", 0, event_date=NEXT),
        seen("c", 0, product_id="q"),
        seen("d", 0, product_id=None),
    )
    model.expect({"product_id": "p", "event_date": FIRST})


def test_without_touched_days_there_is_none(model: ModelUnderTest) -> None:
    model.given("fct_event_items", seen("a", 0))
    model.expect()
