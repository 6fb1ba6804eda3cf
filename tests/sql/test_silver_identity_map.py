"""The person behind a visitor: the last user id seen."""

from tests.events import DAY, at, event
from tests.sql.stories import Case, Story

CASES = [
    Case(
        "the last user id wins, the days run from first to last",
        "visitor_id = 'v'",
        [
            event("a", "v"),
            event("a", "v", 1, user_id="old"),
            event("a", "v", DAY, user_id="new"),
            event("a", "v", 2 * DAY),
        ],
        [
            {
                "visitor_id": "v",
                "user_id": "new",
                "first_seen_at": at(0),
                "last_seen_at": at(2 * DAY),
            }
        ],
    ),
    Case(
        "the last within a day wins, too",
        "visitor_id = 'day'",
        [event("a", "day", 2, user_id="b"), event("a", "day", 1, user_id="c")],
        [{"user_id": "b"}],
    ),
    Case(
        "a visitor who never logs in is a person of its own",
        "visitor_id = 'lone'",
        [event("a", "lone")],
        [{"user_id": "lone"}],
    ),
    Case(
        "events of nobody name nobody",
        "visitor_id is null",
        [event("a", None)],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()
