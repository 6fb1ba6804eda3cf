"""Sessions: where they start, and what they count."""

from datetime import date

from tests.events import DAY, MINUTE_US, at, event, session_id
from tests.sql.stories import Case, Story

TICK = 1 / MINUTE_US
"""A microsecond, in minutes."""


def sized(visitor: str, *sizes: int) -> list[dict[str, object]]:
    return [{"visitor_id": visitor, "event_count": size} for size in sizes]


CASES = [
    Case(
        "a session counts its events and distinct moments with interactions",
        "visitor_id = 'happy'",
        [
            event("session_start", "happy"),
            event("page_view", "happy"),
            event("view_item", "happy"),
            event("scroll", "happy", 1),
            event("purchase", "happy", 2.51),
        ],
        [
            {
                "session_id": session_id("happy"),
                "visitor_id": "happy",
                "platform_id": "WEB",
                "event_count": 5,
                "interaction_count": 2,
                "duration_seconds": 150,
                "session_start_at": at(0),
                "session_end_at": at(2.51),
                "session_date": date(2024, 3, 1),
            }
        ],
    ),
    Case(
        "a 30:00 gap stays inside",
        "visitor_id = 'edge'",
        [event("page_view", "edge"), event("page_view", "edge", 30)],
        sized("edge", 2),
    ),
    Case(
        "a microsecond more starts a new one",
        "visitor_id = 'over'",
        [event("page_view", "over"), event("page_view", "over", 30 + TICK)],
        sized("over", 1, 1),
    ),
    Case(
        "a late event merges two sessions",
        "visitor_id = 'merged'",
        [event("page_view", "merged"), event("a", "merged", 25), event("page_view", "merged", 50)],
        sized("merged", 3),
    ),
    Case(
        "a late event before the first moves the start",
        "visitor_id = 'moved'",
        [event("page_view", "moved", -10), event("page_view", "moved", 10)],
        [{"session_id": session_id("moved", -10), "session_start_at": at(-10)}],
    ),
    Case(
        "a session runs through midnight and belongs to the day of its start",
        "visitor_id = 'night'",
        [event("page_view", "night", 12 * 60 - 5), event("page_view", "night", 12 * 60 + 5)],
        [{"session_date": date(2024, 3, 1), "event_count": 2}],
    ),
    Case(
        "platforms are apart",
        "visitor_id = 'two'",
        [event("a", "two"), event("a", "two", 1, platform="ios")],
        [{"platform_id": "WEB", "event_count": 1}, {"platform_id": "IOS", "event_count": 1}],
    ),
    Case(
        "a user id is the visitor where there is no device",
        "visitor_id = 'person'",
        [event("a", None, user_id="person")],
        sized("person", 1),
    ),
    Case(
        "events of nobody have no session",
        "visitor_id is null or visitor_id = ''",
        [event("a", None, 5), event("page_view", None, 6)],
    ),
    Case(
        "a session of events that nobody caused has no interaction",
        "visitor_id = 'idle'",
        [event("scroll", "idle"), event("user_engagement", "idle", 1)],
        [{"event_count": 2, "interaction_count": 0}],
    ),
    Case(
        "a refund makes no session",
        "visitor_id = 'office'",
        [event("refund", "office", transaction_id="unknown", value=1)],
    ),
    Case(
        "a refund half an hour after is an event of the session, and not its end",
        "visitor_id = 'back'",
        [
            event("page_view", "back"),
            event("page_view", "back", 1),
            event("refund", "back", 31, user_id="office-2", transaction_id="unknown", value=1),
        ],
        [
            {
                "session_id": session_id("back"),
                "user_id": None,
                "event_count": 3,
                "interaction_count": 2,
                "duration_seconds": 60,
                "session_start_at": at(0),
                "session_end_at": at(1),
            }
        ],
    ),
    Case(
        "a refund later than that is no event of the session",
        "visitor_id = 'later'",
        [
            event("page_view", "later"),
            event("refund", "later", 30 + TICK, transaction_id="unknown", value=1),
        ],
        [{"event_count": 1, "session_end_at": at(0)}],
    ),
    Case(
        "a refund holds no session open",
        "visitor_id = 'closed'",
        [
            event("page_view", "closed"),
            event("refund", "closed", 20, transaction_id="unknown", value=1),
            event("page_view", "closed", 30 + TICK),
        ],
        [
            {"session_start_at": at(0), "event_count": 2},
            {"session_start_at": at(30 + TICK), "event_count": 1},
        ],
    ),
    Case(
        "a late event takes in the refund that follows it",
        "visitor_id = 'joined'",
        [
            event("refund", "joined", 40, transaction_id="unknown", value=1),
            event("page_view", "joined", 60),
            event("page_view", "joined", 15),
        ],
        [
            {"session_start_at": at(15), "session_end_at": at(15), "event_count": 2},
            {"session_start_at": at(60), "session_end_at": at(60), "event_count": 1},
        ],
    ),
    Case(
        "a session is the last person's whom it names",
        "visitor_id = 'passed-on'",
        [
            event("page_view", "passed-on"),
            event("page_view", "passed-on", 1, user_id="one"),
            event("page_view", "passed-on", 2, user_id="two"),
            event("page_view", "passed-on", 3),
        ],
        [{"user_id": "two", "event_count": 4}],
    ),
    Case(
        "days that lie far apart are far apart",
        "visitor_id = 'old'",
        [event("a", "old", -8000 * DAY), event("a", "old"), event("a", "old", 200 * DAY)],
        sized("old", 1, 1, 1),
    ),
    Case(
        "names may be anything",
        "platform_id = 'ODD'",
        [event("a", 'it\'s "odd"\n\u202e\U0001f600', platform="odd")],
        [{"visitor_id": 'it\'s "odd"\n\u202e\U0001f600', "event_count": 1}],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()
