"""The watermark: the greatest day of all accepted events, which never goes back."""

from datetime import date

import pytest

from tests.models.under_test import ModelUnderTest

FIRST, NEXT = date(2024, 3, 1), date(2024, 3, 2)


@pytest.mark.parametrize(
    ("known", "new", "found"),
    [
        pytest.param([], [FIRST, NEXT], NEXT, id="the first batch's greatest day"),
        pytest.param([FIRST], [NEXT], NEXT, id="a later day moves it"),
        pytest.param([NEXT], [FIRST], NEXT, id="a late event does not"),
        pytest.param([FIRST], [], FIRST, id="no event does not"),
    ],
)
def test_the_greatest_day(
    known: list[date], new: list[date], found: date, model: ModelUnderTest
) -> None:
    model.given("watermark", *({"event_date": day} for day in known))
    model.given("new_events", *({"event_date": day} for day in new))
    model.expect({"event_date": found})


def test_before_any_event_there_is_none(model: ModelUnderTest) -> None:
    model.expect()


def test_a_later_day_replaces_the_row(model: ModelUnderTest) -> None:
    model.there({"event_date": FIRST})
    model.given("watermark", {"event_date": FIRST})
    model.given("new_events", {"event_date": NEXT})
    model.expect_landed({"event_date": NEXT})
