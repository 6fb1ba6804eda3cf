"""A product's day: each attribute as it was last seen, and the last price of each currency."""

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


def expect_prices(model: ModelUnderTest, **prices: float) -> None:
    described = {"product_id": "p", "currency": None, "price": None, "event_date": FIRST}
    priced = [described | {"currency": name, "price": price} for name, price in prices.items()]
    model.expect(described, *priced)


def test_the_last_price_of_each_currency_holds(model: ModelUnderTest) -> None:
    touched(model, FIRST)
    model.given(
        "fct_event_items",
        seen("a", 0, price=5, currency="EUR"),
        seen("b", 2, price=6, currency="EUR"),
        seen("c", 1, price=7, currency="USD"),
        seen("d", 3, currency="EUR"),
    )
    expect_prices(model, EUR=6, USD=7)


def test_without_a_currency_it_is_the_shops_own(model: ModelUnderTest) -> None:
    model.config(currency={"reporting": "USD", "default": "EUR"})
    touched(model, FIRST)
    model.given("fct_event_items", seen("a", 0, price=5))
    expect_prices(model, EUR=5)


def test_a_zero_on_a_list_is_no_price_and_elsewhere_it_is(model: ModelUnderTest) -> None:
    touched(model, FIRST)
    shown = seen("a", 1, price=0, currency="EUR", event_name="view_item_list")
    model.given("fct_event_items", shown, seen("b", 0, price=0, currency="USD"))
    expect_prices(model, USD=0)


def test_a_refund_sets_no_price(model: ModelUnderTest) -> None:
    touched(model, FIRST)
    refund = seen("b", 1, price=4, event_name="refund")
    model.given("fct_event_items", seen("a", 0, price=5), refund)
    expect_prices(model, USD=5)


def test_the_events_that_set_a_price_can_be_named(model: ModelUnderTest) -> None:
    model.config(products={"price_events": ["purchase"]})
    touched(model, FIRST)
    bought = seen("b", 0, price=4, event_name="purchase")
    model.given("fct_event_items", seen("a", 1, price=5), bought)
    expect_prices(model, USD=4)
