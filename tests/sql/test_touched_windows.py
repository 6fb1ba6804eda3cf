"""Touched windows: codes that were seen, and those whose window may have ended."""

from datetime import date

from tests.models.under_test import ModelUnderTest


def test_codes_that_were_seen_each_once(model: ModelUnderTest) -> None:
    model.given(
        "touched_sightings",
        {"kind": "campaign", "code": "C", "event_date": date(2024, 3, 1)},
        {"kind": "campaign", "code": "C", "event_date": date(2024, 3, 2)},
        {"kind": "experiment", "code": "C", "event_date": date(2024, 3, 1)},
        {"kind": "platform", "code": "WEB", "event_date": date(2024, 3, 1)},
        {"kind": "list", "code": "l", "event_date": date(2024, 3, 1)},
    )
    model.expect({"kind": "campaign", "code": "C"}, {"kind": "experiment", "code": "C"})


def test_current_windows_are_looked_at_again(model: ModelUnderTest) -> None:
    model.given(
        "dim_campaigns",
        {"campaign_id": "C", "is_current": True},
        {"campaign_id": "over", "is_current": False},
    )
    model.given(
        "dim_experiments",
        {"experiment_id": "E", "is_current": True},
        {"experiment_id": "over", "is_current": False},
    )
    model.expect({"kind": "campaign", "code": "C"}, {"kind": "experiment", "code": "E"})


def test_a_current_window_that_was_seen_is_touched_once(model: ModelUnderTest) -> None:
    model.given("touched_sightings", {"kind": "campaign", "code": "C"})
    model.given("dim_campaigns", {"campaign_id": "C", "is_current": True})
    model.expect({"kind": "campaign", "code": "C"})


def test_without_sightings_and_windows_there_is_none(model: ModelUnderTest) -> None:
    model.expect()
