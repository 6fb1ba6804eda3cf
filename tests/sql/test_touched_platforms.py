"""Touched platforms: the codes of their kind among the sightings."""

from datetime import date

from tests.models.under_test import ModelUnderTest


def test_each_code_of_the_kind_once(model: ModelUnderTest) -> None:
    model.given(
        "touched_sightings",
        {"kind": "platform", "code": "a", "event_date": date(2024, 3, 1)},
        {"kind": "platform", "code": "a", "event_date": date(2024, 3, 2)},
        {"kind": "platform", "code": "b", "event_date": date(2024, 3, 1)},
        {"kind": "campaign", "code": "c", "event_date": date(2024, 3, 1)},
    )
    model.expect({"platform_id": "a"}, {"platform_id": "b"})


def test_without_sightings_there_is_none(model: ModelUnderTest) -> None:
    model.expect()
