"""What people paid, tried to pay and were paid back, in whatever order it is told."""

from typing import Any

from tests.events import DAY, at, event
from tests.gold.days import day
from tests.lakes import Row
from tests.sql.stories import Case, Story


def paid(payment_id: str | None, status: str, minute: float = 0, **more: Any) -> Row:
    own = {} if payment_id is None else {"payment_id": payment_id}
    return event("payment", "v", minute, status=status, **own, **more)


CASES = [
    Case(
        "a row is whole: failed, paid on the next day, paid back in part",
        "payment_id = 'whole'",
        [
            paid("whole", "failed", value=10, failure_code="card_declined", invoice_id="i"),
            paid("whole", "succeeded", DAY, value=12, currency="EUR", subscription_id="s"),
            paid("whole", "refunded", 2 * DAY, value=5, transaction_id="t", user_id="u"),
        ],
        [
            {
                "payment_id": "whole",
                "invoice_id": "i",
                "subscription_id": "s",
                "order_id": "t",
                "visitor_id": "v",
                "user_id": "u",
                "status": "refunded",
                "first_status": "failed",
                "failure_code": "card_declined",
                "currency": "EUR",
                "amount": 24,
                "amount_original": 12,
                "refunded_value": 5,
                "attempted_at": at(0),
                "paid_at": at(DAY),
                "payment_date": day(0),
            }
        ],
    ),
    Case(
        "what is paid back adds up, and is never more than was paid",
        "payment_id in ('parts', 'over')",
        [
            paid("parts", "succeeded", value=10),
            paid("parts", "refunded", 1, value=2),
            paid("parts", "charged_back", 2, value=3),
            paid("over", "succeeded", value=4),
            paid("over", "refunded", 1, value=9),
        ],
        [
            {"payment_id": "parts", "status": "charged_back", "amount": 10, "refunded_value": 5},
            {"payment_id": "over", "status": "refunded", "amount": 4, "refunded_value": 4},
        ],
    ),
    Case(
        "what does not say how much pays back all",
        "payment_id = 'all'",
        [paid("all", "succeeded", value=10), paid("all", "refunded", 1)],
        [{"amount": 10, "refunded_value": 10}],
    ),
    Case(
        "the amount is that of the first success, else of the first failure, else what came back",
        "payment_id in ('twice', 'lost', 'only')",
        [
            paid("twice", "failed", value=1),
            paid("twice", "succeeded", 1, value=2),
            paid("twice", "succeeded", 2, value=3),
            paid("lost", "failed", value=4),
            paid("lost", "failed", 1, value=5),
            paid("only", "refunded", value=6, currency="EUR"),
        ],
        [
            {"payment_id": "twice", "amount": 2, "paid_at": at(1)},
            {"payment_id": "lost", "amount": 4, "paid_at": None},
            {"payment_id": "only", "amount": 12, "paid_at": None},
        ],
    ),
    Case(
        "payments without an id are each their own",
        "payment_id = event_id",
        [paid(None, "succeeded", value=1), paid(None, "succeeded", 1, value=1)],
        [{"amount": 1, "attempted_at": at(0)}, {"amount": 1, "attempted_at": at(1)}],
    ),
]
CONFIG = {"currency": {"reporting": "USD", "rates": {"EUR": 2}}}


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def test_a_payment_makes_no_order_and_no_session(story: Story) -> None:
    assert story.whole["fct_orders"] == []
    assert story.whole["silver_sessions"] == []
