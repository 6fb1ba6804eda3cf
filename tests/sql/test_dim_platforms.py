"""Platforms: how often and when they were seen."""

from datetime import date

from tests.events import DAY, event
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
