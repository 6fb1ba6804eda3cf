"""People: first seen, first purchase, first installments."""

from datetime import date

from tests.events import DAY, event
from tests.sql.stories import Case, Story

FIRST, SECOND, THIRD = date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 3)

CASES = [
    Case(
        "a version begins with the first day, the first purchase and the first installments",
        "user_id = 'v'",
        [
            event("page_view", "v"),
            event("purchase", "v", DAY),
            event("purchase", "v", 2 * DAY, installments=2),
            event("purchase", "v", 3 * DAY, installments=2),
        ],
        [
            {
                "user_id": "v",
                "first_seen_date": FIRST,
                "first_purchase_date": None,
                "has_used_installments": False,
                "valid_from": FIRST,
                "valid_to": SECOND,
                "is_current": False,
            },
            {
                "user_id": "v",
                "first_seen_date": FIRST,
                "first_purchase_date": SECOND,
                "has_used_installments": False,
                "valid_from": SECOND,
                "valid_to": THIRD,
                "is_current": False,
            },
            {
                "user_id": "v",
                "first_seen_date": FIRST,
                "first_purchase_date": SECOND,
                "has_used_installments": True,
                "valid_from": THIRD,
                "valid_to": None,
                "is_current": True,
            },
        ],
    ),
    Case(
        "all on one day is one version",
        "user_id = 'day'",
        [event("page_view", "day"), event("purchase", "day", 1, installments=2)],
        [{"valid_from": FIRST, "first_purchase_date": FIRST, "has_used_installments": True}],
    ),
    Case(
        "one part is no installments",
        "user_id = 'one'",
        [event("purchase", "one", installments=1)],
        [{"has_used_installments": False}],
    ),
    Case(
        "a login takes the visitor's history along",
        "user_id in ('device', 'person')",
        [
            event("page_view", "device"),
            event("page_view", "phone", DAY, user_id="person"),
            event("page_view", "device", 2 * DAY, user_id="person"),
        ],
        [{"user_id": "person", "first_seen_date": FIRST, "valid_from": FIRST, "valid_to": None}],
    ),
    Case(
        "a later login takes the visitor away from another person",
        "user_id in ('shared', 'one-time', 'owner')",
        [
            event("page_view", "shared", user_id="one-time"),
            event("page_view", "shared", DAY, user_id="owner"),
        ],
        [{"user_id": "owner", "first_seen_date": FIRST}],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()
