"""A product's day in a campaign: views and checkouts, by price and discount."""

from datetime import date
from typing import Any

from tests.events import at
from tests.models.under_test import ModelUnderTest

FIRST, NEXT = date(2024, 3, 1), date(2024, 3, 2)


def seen(name: str, minute: float = 0, **more: Any) -> dict[str, Any]:
    row = {"event_name": name, "product_id": "p", "campaign_ids": ["C"], "price": 5}
    return row | {"event_at": at(minute), "event_date": FIRST} | more


def touched(model: ModelUnderTest) -> None:
    model.given("touched_product_days", {"product_id": "p", "event_date": FIRST})


def test_views_and_checkouts_are_counted(model: ModelUnderTest) -> None:
    touched(model)
    model.given(
        "fct_event_items",
        seen("view_item", 1),
        seen("view_item", 2),
        seen("begin_checkout", 3),
        seen("add_to_cart", 0),
    )
    model.expect(
        {
            "product_id": "p",
            "campaign_id": "C",
            "price": 5,
            "discount_value": None,
            "views": 2,
            "checkouts": 1,
            "first_seen_at": at(0),
            "last_seen_at": at(3),
            "event_date": FIRST,
        }
    )


def test_an_item_of_two_campaigns_counts_in_each(model: ModelUnderTest) -> None:
    touched(model)
    model.given("fct_event_items", seen("view_item", campaign_ids=["C", "D"]))
    model.expect({"campaign_id": "C", "views": 1}, {"campaign_id": "D", "views": 1})


def test_prices_and_discounts_are_groups_and_unknown_is_one(model: ModelUnderTest) -> None:
    touched(model)
    model.given(
        "fct_event_items",
        seen("view_item"),
        seen("view_item", price=None),
        seen("view_item", price=None),
        seen("view_item", discount_value=1),
    )
    model.expect(
        {"price": 5, "discount_value": None, "views": 1},
        {"price": None, "discount_value": None, "views": 2},
        {"price": 5, "discount_value": 1, "views": 1},
    )


def test_money_is_in_the_reporting_currency(model: ModelUnderTest) -> None:
    model.config(currency={"reporting": "EUR", "rates": {"MXN": 0.5}})
    touched(model)
    model.given("fct_event_items", seen("view_item", discount_value=1, currency="MXN"))
    model.expect({"price": 2.5, "discount_value": 0.5})


def test_no_campaign_other_day_or_other_product_stays_out(model: ModelUnderTest) -> None:
    touched(model)
    model.given(
        "fct_event_items",
        seen("view_item", campaign_ids=[]),
        seen("view_item", event_date=NEXT),
        seen("view_item", product_id="q"),
    )
    model.expect()
