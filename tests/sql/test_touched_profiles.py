"""touched_profiles: each column is the last that a day tells."""

from datetime import date
from typing import Any

from tests.events import at
from tests.models.under_test import ModelUnderTest

DAY = date(2024, 3, 1)


def told(event_id: str, minute: float = 0, **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "event_name": "profile", "visitor_id": "v", "event_date": DAY}
    return row | {"event_at": at(minute)} | more


def test_the_last_value_told_on_the_day_counts_and_a_missing_one_changes_nothing(
    model: ModelUnderTest,
) -> None:
    model.given(
        "new_events",
        told("b", 5, segment="second", plan_id="old"),
        told("a", 5, segment="first"),
        told("c", 6, plan_id="new"),
    )
    model.expect({"visitor_id": "v", "segment": "second", "plan_id": "new", "channel": None})


def test_what_was_known_of_the_day_comes_along(model: ModelUnderTest) -> None:
    known = {"visitor_id": "v", "event_date": DAY, "has_signed_up": True, "segment": "old"}
    model.given("silver_profile_days", known | {"segment_sort_key": "0"}, known | {"visitor_id": 1})
    model.given("new_events", told("a", segment="new"))
    model.expect({"visitor_id": "v", "segment": "new", "has_signed_up": True})


def test_a_sign_up_has_the_channel_of_its_source_or_direct(model: ModelUnderTest) -> None:
    model.given(
        "new_events",
        told("a", event_name="sign_up", visitor_id="a"),
        told("b", event_name="sign_up", visitor_id="b"),
        told("c", visitor_id="c"),
        told("d", visitor_id="d"),
    )
    model.given("event_sources", *({"event_id": i, "source": "x", "medium": "email"} for i in "bd"))
    model.expect(
        {"visitor_id": "a", "channel": "Direct", "has_signed_up": True},
        {"visitor_id": "b", "channel": "Email", "has_signed_up": True},
        {"visitor_id": "c", "channel": None, "has_signed_up": False},
        {"visitor_id": "d", "channel": "Email", "has_signed_up": False},
    )


def test_other_events_and_those_of_nobody_tell_nothing(model: ModelUnderTest) -> None:
    model.given("new_events", told("a", event_name="view"), told("b", visitor_id=None))
    model.expect()
