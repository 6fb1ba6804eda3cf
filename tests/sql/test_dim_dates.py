"""Days: the calendar has no holes."""

from datetime import date

from tests.events import DAY, event
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case, Story

CASES = [
    Case(
        "every day from the first to the last is there",
        "true",
        [event("a", "v", -1 * DAY), event("a", "v", 2 * DAY)],
        [
            {"date_day": date(2024, 2, 29), "weekday_number": 4, "is_weekend": False},
            {"date_day": date(2024, 3, 1), "weekday_number": 5, "is_weekend": False},
            {"date_day": date(2024, 3, 2), "weekday_number": 6, "is_weekend": True},
            {"date_day": date(2024, 3, 3), "weekday_number": 7, "is_weekend": True},
        ],
    ),
    Case(
        "a day knows its place in the year",
        "date_day = date '2024-02-29'",
        [event("a", "v")],
        [
            {
                "date_day": date(2024, 2, 29),
                "year_number": 2024,
                "quarter_number": 1,
                "month_number": 2,
                "week_number": 9,
                "day_of_month": 29,
                "weekday_number": 4,
                "is_weekend": False,
            }
        ],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def seen(model: ModelUnderTest, *days: date) -> None:
    """Give days on which some platform was seen."""
    rows = [{"kind": "platform", "event_date": day} for day in days]
    model.given("silver_sighting_days", *rows)


def test_the_calendar_has_no_holes(model: ModelUnderTest) -> None:
    seen(model, date(2024, 2, 28), date(2024, 3, 1))
    model.given("silver_sighting_days", {"kind": "list", "event_date": date(2024, 4, 1)})
    model.expect(
        *({"date_day": day} for day in (date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)))
    )


def test_a_year_may_begin_in_the_last_week_of_another(model: ModelUnderTest) -> None:
    seen(model, date(2023, 1, 1))
    model.expect(
        {
            "date_day": date(2023, 1, 1),
            "year_number": 2023,
            "quarter_number": 1,
            "month_number": 1,
            "week_number": 52,
            "day_of_month": 1,
            "weekday_number": 7,
            "is_weekend": True,
        }
    )


def test_before_any_event_there_is_no_day(model: ModelUnderTest) -> None:
    model.expect()
