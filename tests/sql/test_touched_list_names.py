"""touched_list_names: each list, name and origin of its id once."""

from typing import Any

from tests.models.under_test import ModelUnderTest


def shown(event_id: str, **more: Any) -> dict[str, Any]:
    return {"event_id": event_id, "item_position": 1, "is_list_inferred": False} | more


def test_a_list_stands_once_under_each_name(model: ModelUnderTest) -> None:
    model.given(
        "new_items",
        shown("a", item_list_id="l", item_list_name="Left"),
        shown("b", item_list_id="l", item_list_name="Left"),
        shown("c", item_list_id="l", item_list_name="Links"),
        shown("d", item_list_id="l"),
    )
    names = ("Left", "Links", "")
    model.expect(*({"item_list_id": "l", "item_list_name": name} for name in names))


def test_an_id_that_a_name_made_is_told_from_one_that_was_sent(model: ModelUnderTest) -> None:
    sent = shown("a", item_list_id="left", item_list_name="Left")
    model.given("new_items", sent, sent | {"event_id": "b", "is_list_inferred": True})
    model.expect({"is_list_inferred": False}, {"is_list_inferred": True})


def test_items_without_a_list_stay_out(model: ModelUnderTest) -> None:
    model.given("new_items", shown("a"))
    model.expect()


def test_items_are_counted_on_and_those_taken_back_are_counted_off(model: ModelUnderTest) -> None:
    left = {"item_list_id": "l", "item_list_name": "Left", "is_list_inferred": False}
    gone = left | {"item_list_name": "Links"}
    model.given("silver_list_names", left | {"item_count": 5}, gone | {"item_count": 2})
    model.given("new_items", shown("a", **left))
    model.expect(left | {"item_count": 6})
    model.takes_back("view_item_list")
    model.given("retracted_items", shown("b", **left), shown("c", **gone), shown("d", **gone))
    model.expect(left | {"item_count": 5}, gone | {"item_count": 0})
