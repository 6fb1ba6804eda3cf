"""An event's session: told once, and no row where it has none."""

from datetime import date

from tests.models.under_test import ModelUnderTest

FIRST, NEXT = date(2024, 3, 1), date(2024, 3, 2)


def test_events_of_sessions_and_no_others(model: ModelUnderTest) -> None:
    days = {"event_date": NEXT, "session_date": FIRST}
    model.given(
        "sessionized_events", {"event_id": "a", "session_id": "s"} | days, {"event_id": "b"} | days
    )
    model.expect({"event_id": "a", "session_id": "s"} | days)


def test_what_a_touched_session_had_is_replaced(model: ModelUnderTest) -> None:
    days = {"event_date": FIRST, "session_date": FIRST}
    model.there(
        {"event_id": "a", "session_id": "old"} | days, {"event_id": "z", "session_id": "far"} | days
    )
    model.given(
        "touched_sessions",
        {"session_id": "old", "session_date": FIRST},
        {"session_id": "new", "session_date": FIRST},
    )
    model.given("sessionized_events", {"event_id": "a", "session_id": "new"} | days)
    model.expect_landed(
        {"event_id": "a", "session_id": "new"}, {"event_id": "z", "session_id": "far"}
    )


def test_without_events_there_is_no_row(model: ModelUnderTest) -> None:
    model.expect()
