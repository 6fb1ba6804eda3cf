"""The watermark: the greatest day of all accepted events."""

from datetime import date

from tests.models.under_test import ModelUnderTest


def test_the_greatest_day_of_any_platform(model: ModelUnderTest) -> None:
    first, last, later = date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 3)
    model.given(
        "silver_sighting_days",
        {"kind": "platform", "code": "WEB", "event_date": last},
        {"kind": "platform", "code": "IOS", "event_date": first},
        {"kind": "list", "code": "l", "event_date": later},
    )
    model.expect({"event_date": last})


def test_before_any_event_there_is_none(model: ModelUnderTest) -> None:
    model.expect()
