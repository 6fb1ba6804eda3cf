"""Sessions, cut at midnight."""

from tests.events import at, event
from tests.gold.days import day
from tests.sql.stories import Case, Story

MIDNIGHT = 12 * 60
CASES = [
    Case(
        "a session across midnight has two rows, and began in one",
        "visitor_id = 'late'",
        [
            event("view_item", "late", MIDNIGHT - 20, user_id="a"),
            event("view_item", "late", MIDNIGHT - 20),
            event("scroll", "late", MIDNIGHT - 10),
            event("add_to_cart", "late", MIDNIGHT, user_id="b"),
            event("begin_checkout", "late", MIDNIGHT + 10),
            event("purchase", "late", MIDNIGHT + 11, transaction_id="t", value=1),
            event("refund", "late", MIDNIGHT + 12, transaction_id="t", value=1),
        ],
        [
            {
                "event_date": day(0),
                "session_date": day(0),
                "user_id": "a",
                "event_count": 3,
                "interaction_count": 1,
                "view_count": 2,
                "cart_count": 0,
                "checkout_count": 0,
                "purchase_count": 0,
                "first_at": at(MIDNIGHT - 20),
                "last_at": at(MIDNIGHT - 10),
            },
            {
                "event_date": day(1),
                "session_date": day(0),
                "user_id": "b",
                "event_count": 3,
                "interaction_count": 3,
                "view_count": 0,
                "cart_count": 1,
                "checkout_count": 1,
                "purchase_count": 1,
                "first_at": at(MIDNIGHT),
                "last_at": at(MIDNIGHT + 11),
            },
        ],
    ),
    Case(
        "a refund alone makes no day",
        "visitor_id = 'back'",
        [event("refund", "back", transaction_id="none", value=1)],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()
