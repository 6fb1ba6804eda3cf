"""touched_profile_days: a visitor's day once, whomever it names."""

from datetime import date

from tests.models.under_test import ModelUnderTest


def test_a_day_of_two_names_is_touched_once(model: ModelUnderTest) -> None:
    row = {"visitor_id": "v", "event_date": date(2024, 3, 1)}
    model.given("touched_profiles", row, row | {"user_id": "u"})
    model.expect(row)
