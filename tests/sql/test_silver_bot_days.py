"""Days of bots: counted and shown, out of sessions, and in the facts and orders."""

from tests.events import DAY, event
from tests.gold.days import day
from tests.sql.stories import Case, Story

CONFIG = {"sessions": {"max_daily_events": 2}}
CASES = [
    Case(
        "a day with as many events as may be is a person's",
        "visitor_id = 'person'",
        [event("page_view", "person"), event("page_view", "person", 1), event("refund", "person")],
        [],
    ),
    Case(
        "one more on any platform is a bot's, and the next day a person's again",
        "visitor_id = 'bot'",
        [
            event("page_view", "bot"),
            event("page_view", "bot", 1, platform="IOS"),
            event("purchase", "bot", 2, transaction_id="t", value=5),
            event("page_view", "bot", DAY),
        ],
        [{"event_date": day(0), "event_count": 3}],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def test_a_bots_day_has_no_session_and_its_purchase_is_an_order(story: Story) -> None:
    sessions = [row for row in story.whole["silver_sessions"] if row["visitor_id"] == "bot"]
    assert [row["session_date"] for row in sessions] == [day(1)]
    assert [
        row["event_date"]
        for row in story.whole["silver_visitor_days"]
        if row["visitor_id"] == "bot"
    ] == [day(1)]
    (order,) = story.whole["fct_orders"]
    assert (order["session_id"], order["revenue"]) == (None, 5)
