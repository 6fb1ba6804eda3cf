"""A product's day: each attribute as it was last seen."""

from datetime import date
from typing import Any

from tests.events import at
from tests.models.under_test import ModelUnderTest

FIRST, NEXT = date(2024, 3, 1), date(2024, 3, 2)


def seen(event_id: str, minute: float, **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "item_position": 1, "product_id": "p", "event_name": "view_item"}
    return row | {"event_at": at(minute), "event_date": FIRST} | more


def touched(model: ModelUnderTest, *days: date) -> None:
    model.given("touched_product_days", *({"product_id": "p", "event_date": day} for day in days))


def test_each_attribute_is_the_last_that_an_item_carried(model: ModelUnderTest) -> None:
    touched(model, FIRST)
    model.given(
        "fct_event_items",
        seen("a", 1, item_name="Old", item_brand="B"),
        seen("b", 2, item_name="New", item_category="C"),
        seen("c", 0, item_name="Older"),
    )
    model.expect(
        {
            "product_id": "p",
            "event_date": FIRST,
            "product_name": "New",
            "brand": "B",
            "category": "C",
        }
    )


def test_of_one_moment_the_greater_event_then_position_wins(model: ModelUnderTest) -> None:
    touched(model, FIRST)
    model.given(
        "fct_event_items",
        seen("b", 0, item_brand="B"),
        seen("b", 0, item_brand="D", item_position=10),
        seen("b", 0, item_brand="C", item_position=9),
        seen("a", 0, item_brand="E", item_position=11),
    )
    model.expect({"brand": "D"})


def test_what_no_item_carries_is_unknown(model: ModelUnderTest) -> None:
    touched(model, FIRST)
    model.given("fct_event_items", seen("a", 0))
    model.expect({"product_name": None, "brand": None, "category": None})


def test_a_refund_describes_nothing(model: ModelUnderTest) -> None:
    touched(model, FIRST)
    old = seen("b", 1, item_name="Old", event_name="refund")
    model.given("fct_event_items", seen("a", 0, item_name="New", event_name="view_item"), old)
    model.expect({"product_name": "New"})


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
