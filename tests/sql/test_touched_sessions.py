"""Touched sessions: what the batch takes away, and what it brings."""

from datetime import date

from tests.models.under_test import ModelUnderTest

FIRST = {"session_date": date(2024, 3, 1)}


def test_former_and_present_sessions_each_once(model: ModelUnderTest) -> None:
    model.given("former_sessions", {"session_id": "gone"} | FIRST, {"session_id": "kept"} | FIRST)
    model.given(
        "sessionized_events",
        {"event_id": "a", "session_id": "kept"} | FIRST,
        {"event_id": "b", "session_id": "new"} | FIRST,
        {"event_id": "c", "session_id": "new"} | FIRST,
        {"event_id": "nobody"} | FIRST,
    )
    model.expect(*({"session_id": each} | FIRST for each in ("gone", "kept", "new")))


def test_without_events_nothing_is_touched(model: ModelUnderTest) -> None:
    model.expect()
