"""Days: the calendar has no holes."""

from datetime import date

from tests.events import DAY, event
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
