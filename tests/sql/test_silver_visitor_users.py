"""What each visitor did under each name."""

from tests.events import DAY, event
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case, Story

CASES = [
    Case(
        "named and unnamed events of a visitor stand apart",
        "visitor_id = 'shared'",
        [
            event("page_view", "shared"),
            event("purchase", "shared", DAY, user_id="A"),
            event("page_view", "shared", 2 * DAY, user_id="B"),
        ],
        [{"user_id": None}, {"user_id": "A"}, {"user_id": "B"}],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def test_a_touched_visitors_rows_are_replaced(model: ModelUnderTest) -> None:
    model.there({"visitor_id": "v", "user_id": None}, {"visitor_id": "w", "user_id": None})
    model.given("touched_identities", {"visitor_id": "v"})
    model.given("touched_visitor_users", {"visitor_id": "v", "user_id": "u"})
    model.expect_landed({"visitor_id": "v", "user_id": "u"}, {"visitor_id": "w", "user_id": None})
