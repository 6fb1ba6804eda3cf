"""What happened in a session: the columns of silver_sessions that say so."""

from tests.models.under_test import ModelUnderTest


def test_a_session_shows_what_happened_in_it(model: ModelUnderTest) -> None:
    model.given("silver_sessions", {"session_id": "s", "channel": "Direct", "has_click": True})
    model.expect({"session_id": "s", "channel": "Direct", "has_click": True, "revenue": None})
