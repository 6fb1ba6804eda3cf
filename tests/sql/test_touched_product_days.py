"""Touched product days: each product and day that new items show, once."""

from datetime import date

from tests.models.under_test import ModelUnderTest

FIRST, NEXT = {"event_date": date(2024, 3, 1)}, {"event_date": date(2024, 3, 2)}


def test_each_product_and_day_once_and_no_banner(model: ModelUnderTest) -> None:
    model.given(
        "new_items",
        {"event_id": "a", "product_id": "p"} | FIRST,
        {"event_id": "b", "product_id": "p"} | FIRST,
        {"event_id": "c", "product_id": "p"} | NEXT,
        {"event_id": "d", "product_id": "q"} | NEXT,
        {"event_id": "banner"} | FIRST,
    )
    model.expect(
        {"product_id": "p"} | FIRST, {"product_id": "p"} | NEXT, {"product_id": "q"} | NEXT
    )


def test_without_items_there_is_none(model: ModelUnderTest) -> None:
    model.expect()


def test_what_is_taken_back_touches_its_days_too(model: ModelUnderTest) -> None:
    model.takes_back("view_item")
    model.given("new_items", {"event_id": "a", "product_id": "p"} | FIRST)
    model.given("retracted_items", {"event_id": "b", "product_id": "p"} | NEXT, {} | NEXT)
    model.expect({"product_id": "p"} | FIRST, {"product_id": "p"} | NEXT)
