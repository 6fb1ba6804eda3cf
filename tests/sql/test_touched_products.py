"""Touched products: those that new events show."""

from datetime import date

from tests.models.under_test import ModelUnderTest

FIRST, NEXT = date(2024, 3, 1), date(2024, 3, 2)


def test_a_product_is_touched_from_its_first_new_day(model: ModelUnderTest) -> None:
    model.given(
        "touched_product_days",
        {"product_id": "p", "event_date": NEXT},
        {"product_id": "p", "event_date": FIRST},
        {"product_id": "q", "event_date": NEXT},
    )
    model.expect({"product_id": "p", "first_day": FIRST}, {"product_id": "q", "first_day": NEXT})


def test_without_items_nothing_is_touched(model: ModelUnderTest) -> None:
    model.expect()
