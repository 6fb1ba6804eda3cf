"""A product's price on a day: the last of each currency, of items that show what is on sale."""

from datetime import date
from typing import Any

from tests.events import at
from tests.models.under_test import ModelUnderTest

DAY = date(2024, 3, 1)


def seen(event_id: str, minute: float, **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "item_position": 1, "product_id": "p", "event_name": "view_item"}
    return row | {"event_at": at(minute), "event_date": DAY} | more


def given(model: ModelUnderTest, *items: dict[str, Any]) -> None:
    model.given("touched_product_days", {"product_id": "p", "event_date": DAY})
    model.given("fct_event_items", *items)


def test_the_last_price_of_each_currency_holds(model: ModelUnderTest) -> None:
    given(
        model,
        seen("a", 0, price=5, currency="EUR"),
        seen("b", 2, price=6, currency="EUR"),
        seen("c", 1, price=7, currency="USD"),
        seen("d", 3, currency="EUR"),
    )
    model.expect({"currency": "EUR", "price": 6}, {"currency": "USD", "price": 7})


def test_without_a_currency_it_is_the_shops_own(model: ModelUnderTest) -> None:
    model.config(currency={"reporting": "USD", "default": "EUR"})
    given(model, seen("a", 0, price=5))
    model.expect({"product_id": "p", "currency": "EUR", "price": 5, "event_date": DAY})


def test_a_zero_on_a_list_is_no_price_and_elsewhere_it_is(model: ModelUnderTest) -> None:
    shown = seen("a", 1, price=0, currency="EUR", event_name="view_item_list")
    given(model, shown, seen("b", 0, price=0, currency="USD"))
    model.expect({"currency": "USD", "price": 0})


def test_a_refund_sets_no_price(model: ModelUnderTest) -> None:
    given(model, seen("a", 0, price=5), seen("b", 1, price=4, event_name="refund"))
    model.expect({"price": 5})


def test_the_events_that_set_a_price_can_be_named(model: ModelUnderTest) -> None:
    model.config(products={"price_events": ["purchase"]})
    given(model, seen("a", 1, price=5), seen("b", 0, price=4, event_name="purchase"))
    model.expect({"price": 4})
