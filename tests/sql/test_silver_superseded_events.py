"""silver_superseded_events: what a batch finds superseded is added to what was."""

from tests.events import at
from tests.models.under_test import ModelUnderTest


def test_what_a_batch_supersedes_is_added(model: ModelUnderTest) -> None:
    line = {"event_name": "purchase", "event_at": at(0), "event_date": at(0).date()}
    line |= {"batch_id": "b", "line_number": 1}
    model.there(line | {"event_id": "before"})
    model.given("superseded_lines", line | {"event_id": "now"})
    model.expect_landed(line | {"event_id": "before"}, line | {"event_id": "now"})
