"""What a visitor did on a platform and day."""

from tests.events import at, event
from tests.gold.days import day
from tests.sql.stories import Case, Story

MIDNIGHT = 12 * 60
CASES = [
    Case(
        "two sessions of a day are one row, and the last name of the day is its name",
        "visitor_id = 'twice'",
        [
            event("page_view", "twice", user_id="b"),
            event("view_item", "twice", 31, user_id="a"),
            event("scroll", "twice", 32),
        ],
        [
            {
                "platform_id": "WEB",
                "event_date": day(0),
                "user_id": "a",
                "events": 3,
                "interactions": 2,
                "sessions": 2,
                "views": 1,
                "carts": 0,
                "checkouts": 0,
                "purchases": 0,
                "first_at": at(0),
                "last_at": at(32),
            }
        ],
    ),
    Case(
        "a session across midnight began once",
        "visitor_id = 'late'",
        [event("page_view", "late", MIDNIGHT - 1), event("page_view", "late", MIDNIGHT)],
        [
            {"event_date": day(0), "sessions": 1, "events": 1, "interactions": 1},
            {"event_date": day(1), "sessions": 0, "events": 1, "interactions": 1},
        ],
    ),
    Case(
        "platforms are counted apart",
        "visitor_id = 'both'",
        [event("page_view", "both"), event("page_view", "both", platform="IOS")],
        [{"platform_id": "WEB", "events": 1}, {"platform_id": "IOS", "events": 1}],
    ),
    Case(
        "what the back office tells is no activity",
        "visitor_id = 'payer'",
        [
            event("payment", "payer", status="succeeded"),
            event("subscription_end", "payer", subscription_id="s"),
            event("profile", "payer", segment="shops"),
            event("refund", "payer", value=1),
        ],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()
