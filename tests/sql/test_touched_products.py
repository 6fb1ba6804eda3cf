"""Touched products: those that new events show, and those of touched orders."""

from datetime import date

from tests.models.under_test import ModelUnderTest

FIRST, NEXT = date(2024, 3, 1), date(2024, 3, 2)


def test_a_product_is_touched_from_its_first_new_day(model: ModelUnderTest) -> None:
    model.given(
        "touched_product_days",
        {"product_id": "p", "event_date": NEXT},
        {"product_id": "p", "event_date": FIRST},
    )
    model.expect({"product_id": "p", "first_day": FIRST})


def test_a_product_of_a_touched_order_has_no_new_day(model: ModelUnderTest) -> None:
    model.given("touched_transactions", {"order_key": "t"})
    model.given(
        "order_event_items",
        {"order_key": "t", "product_id": "p"},
        {"order_key": "t"},
        {"order_key": "u", "product_id": "other"},
    )
    model.expect({"product_id": "p", "first_day": None})


def test_a_product_touched_both_ways_keeps_its_day(model: ModelUnderTest) -> None:
    model.given("touched_product_days", {"product_id": "p", "event_date": NEXT})
    model.given("touched_transactions", {"order_key": "t"})
    model.given("order_event_items", {"order_key": "t", "product_id": "p"})
    model.expect({"product_id": "p", "first_day": NEXT})


def test_without_items_nothing_is_touched(model: ModelUnderTest) -> None:
    model.expect()
