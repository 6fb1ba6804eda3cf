"""New items: the items that new events brought, no others."""

from datetime import date

from tests.models.under_test import ModelUnderTest

FIRST, NEXT = {"event_date": date(2024, 3, 1)}, {"event_date": date(2024, 3, 2)}


def test_every_item_of_a_new_event_and_none_of_another(model: ModelUnderTest) -> None:
    model.given("new_events", {"event_id": "a"} | FIRST, {"event_id": "b"} | NEXT)
    model.given(
        "fct_event_items",
        {"event_id": "a", "item_position": 1} | FIRST,
        {"event_id": "a", "item_position": 2} | FIRST,
        {"event_id": "b", "item_position": 1} | NEXT,
        {"event_id": "old", "item_position": 1} | FIRST,
    )
    model.expect(
        {"event_id": "a", "item_position": 1} | FIRST,
        {"event_id": "a", "item_position": 2} | FIRST,
        {"event_id": "b", "item_position": 1} | NEXT,
    )


def test_without_new_events_there_is_none(model: ModelUnderTest) -> None:
    model.given("fct_event_items", {"event_id": "old", "item_position": 1} | FIRST)
    model.expect()
