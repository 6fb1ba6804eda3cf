"""New items: a row for each item of each new event, in their order."""

from datetime import date

from tests.models.under_test import ModelUnderTest

FIRST, NEXT = {"event_date": date(2024, 3, 1)}, {"event_date": date(2024, 3, 2)}


def items(*ids: str) -> dict[str, list[dict[str, object]]]:
    return {"items": [{"item_id": each, "item_position": n} for n, each in enumerate(ids, 1)]}


def test_every_item_of_a_new_event_in_its_place(model: ModelUnderTest) -> None:
    model.given(
        "new_events",
        {"event_id": "a", "platform": "WEB"} | items("p", "q") | FIRST,
        {"event_id": "b", "platform": "IOS"} | items("p") | NEXT,
    )
    model.expect(
        {"event_id": "a", "item_position": 1, "product_id": "p", "platform_id": "WEB"} | FIRST,
        {"event_id": "a", "item_position": 2, "product_id": "q", "platform_id": "WEB"} | FIRST,
        {"event_id": "b", "item_position": 1, "product_id": "p", "platform_id": "IOS"} | NEXT,
    )


def test_an_event_without_items_has_none(model: ModelUnderTest) -> None:
    model.given("new_events", {"event_id": "a", "items": []} | FIRST, {"event_id": "b"} | FIRST)
    model.expect()
