"""What each event of a subscription or payment alone tells, once."""

from tests.events import at, event
from tests.gold.days import day
from tests.sql.stories import Case, Story

CASES = [
    Case(
        "a payment's row is whole",
        "visitor_id = 'paid'",
        [
            event(
                "payment",
                "paid",
                user_id="u",
                payment_id="p",
                invoice_id="i",
                subscription_id="s",
                transaction_id="t",
                status="failed",
                failure_code="card_declined",
                currency="EUR",
                value=10,
            )
        ],
        [
            {
                "event_name": "payment",
                "visitor_id": "paid",
                "user_id": "u",
                "subscription_id": "s",
                "payment_id": "p",
                "invoice_id": "i",
                "transaction_id": "t",
                "plan_id": None,
                "interval": None,
                "status": "failed",
                "failure_code": "card_declined",
                "currency": "EUR",
                "value": 10,
                "event_at": at(0),
                "event_date": day(0),
            }
        ],
    ),
    Case(
        "a wish to leave is kept",
        "visitor_id = 'wish'",
        [event("subscription_cancel", "wish", subscription_id="w", plan_id="basic")],
        [{"event_name": "subscription_cancel", "subscription_id": "w", "plan_id": "basic"}],
    ),
    Case(
        "fields of these names say nothing on other events",
        "visitor_id = 'other'",
        [event("page_view", "other", subscription_id="w", status="no_status", interval=3)],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def test_the_back_office_makes_no_session_and_nobody(story: Story) -> None:
    visitors = {row["visitor_id"] for row in story.whole["silver_sessions"]}
    assert visitors == {"other"}
    assert {row["user_id"] for row in story.whole["dim_users"]} == {"other"}
