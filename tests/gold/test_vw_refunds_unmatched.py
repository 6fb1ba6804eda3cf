"""Refunds that no order could be found for."""

from decimal import Decimal

from tests.events import event
from tests.gold.conftest import Check
from tests.sql.stories import Case

CONFIG = {"currency": {"rates": {"EUR": 2}}}
CASES = [
    Case(
        "a refund of an unknown order is kept, in both currencies",
        "transaction_id = 'unknown'",
        [event("refund", "a", transaction_id="unknown", value=3, currency="EUR")],
        [
            {
                "transaction_id": "unknown",
                "unmatched_reason": "no order",
                "value": Decimal(3),
                "refunded_value": Decimal(6),
            }
        ],
    ),
    Case(
        "so is one that several persons' orders could be meant by",
        "transaction_id = 'two'",
        [
            event("purchase", "a", transaction_id="two", value=3),
            event("purchase", "b", transaction_id="two", value=3),
            event("refund", "c", 1, transaction_id="two", value=3),
        ],
        [{"unmatched_reason": "several orders"}],
    ),
    Case(
        "one that found its order is not",
        "transaction_id = 'known'",
        [
            event("purchase", "a", transaction_id="known", value=3),
            event("refund", "a", 1, transaction_id="known", value=3),
        ],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
