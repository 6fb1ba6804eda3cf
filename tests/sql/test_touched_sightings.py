"""Touched sightings: what a day had counted, and what new events add to it."""

from datetime import date
from typing import Any

from tests.events import NOON_US, at
from tests.models.under_test import ModelUnderTest

FIRST, NEXT = date(2024, 3, 1), date(2024, 3, 2)
LIST = {"kind": "list", "code": "l", "event_date": FIRST}


def new(event_id: str, **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "platform": "WEB", "event_at": at(0), "event_date": FIRST}
    return row | more


def shown(event_id: str, position: int = 1, **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "item_position": position, "event_at": at(0)}
    return row | {"event_date": FIRST} | more


def key(event_id: str, position: int) -> str:
    """The sort key of an item at noon."""
    return f"{NOON_US + 10**16}{event_id}{position + 10**9}"


def test_every_kind_is_seen(model: ModelUnderTest) -> None:
    model.given("new_events", new("a", experiment_id="E"))
    model.given(
        "new_items", shown("a", experiment_ids=["F"], campaign_ids=["C", "D"], item_list_id="l")
    )
    model.expect(
        *(
            {"kind": kind, "code": code, "event_date": FIRST, "name": None, "event_count": 1}
            for kind, code in [
                ("platform", "WEB"),
                ("experiment", "E"),
                ("experiment", "F"),
                ("campaign", "C"),
                ("campaign", "D"),
                ("list", "l"),
            ]
        )
    )


def test_an_event_counts_once_for_a_code(model: ModelUnderTest) -> None:
    model.given("new_events", new("a", experiment_id="E"), new("b"))
    model.given(
        "new_items", shown("a", 1, experiment_ids=["E"]), shown("a", 2, experiment_ids=["E"])
    )
    model.expect(
        {"kind": "platform", "code": "WEB", "event_count": 2},
        {"kind": "experiment", "code": "E", "event_count": 1},
    )


def test_the_last_name_of_the_day_stands(model: ModelUnderTest) -> None:
    model.given(
        "new_items",
        shown("a", 2, item_list_id="l", item_list_name="last"),
        shown("a", 1, item_list_id="l", item_list_name="first"),
        shown("b", 1, item_list_id="l"),
    )
    model.expect(LIST | {"name": "last", "last_named": key("a", 2), "event_count": 2})


def test_a_day_adds_to_what_it_knew(model: ModelUnderTest) -> None:
    model.given("new_events", new("b"))
    model.given("new_items", shown("b", item_list_id="l", item_list_name="new"))
    model.given(
        "silver_sighting_days",
        LIST | {"name": "old", "last_named": key("a", 1), "event_count": 3},
        {"kind": "platform", "code": "WEB", "event_date": FIRST, "event_count": 5},
        {"kind": "platform", "code": "IOS", "event_date": FIRST, "event_count": 7},
        {"kind": "platform", "code": "WEB", "event_date": NEXT, "event_count": 9},
    )
    model.expect(
        LIST | {"name": "new", "last_named": key("b", 1), "event_count": 4},
        {"kind": "platform", "code": "WEB", "event_date": FIRST}
        | {"name": None, "last_named": None, "event_count": 6},
    )


def test_a_late_name_does_not_replace_a_later_one(model: ModelUnderTest) -> None:
    model.given("new_events", new("b"))
    model.given("new_items", shown("b", item_list_id="l", item_list_name="late"))
    known = LIST | {"name": "known", "last_named": key("c", 1), "event_count": 1}
    model.given("silver_sighting_days", known)
    model.expect(
        LIST | {"name": "known", "event_count": 2},
        {"kind": "platform", "code": "WEB", "event_date": FIRST, "name": None, "event_count": 1},
    )


def test_days_without_new_events_stay_out(model: ModelUnderTest) -> None:
    model.given("silver_sighting_days", LIST | {"event_count": 1})
    model.expect()
