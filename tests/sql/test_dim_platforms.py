"""Platforms: how often and when they were seen."""

from datetime import date

from tests.events import DAY, event
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case, Story

CASES = [
    Case(
        "a platform counts its events",
        "platform_id = 'IOS'",
        [event("a", "v", DAY, platform="ios"), event("a", None, platform=" IOS ")],
        [
            {
                "platform_id": "IOS",
                "event_count": 2,
                "first_seen_date": date(2024, 3, 1),
                "last_seen_date": date(2024, 3, 2),
            }
        ],
    ),
    Case(
        "no platform is UNKNOWN",
        "platform_id = 'UNKNOWN'",
        [event("a", "v", platform=None)],
        [{"event_count": 1}],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def test_other_kinds_stay_out(model: ModelUnderTest) -> None:
    day = {"event_date": date(2024, 3, 1), "event_count": 2}
    later = {"event_date": date(2024, 3, 3), "event_count": 3}
    model.given(
        "silver_sighting_days",
        {"kind": "platform", "code": "WEB"} | day,
        {"kind": "platform", "code": "WEB"} | later,
        {"kind": "list", "code": "WEB"} | day,
    )
    model.expect(
        {
            "platform_id": "WEB",
            "event_count": 5,
            "first_seen_date": date(2024, 3, 1),
            "last_seen_date": date(2024, 3, 3),
        }
    )
