"""Platforms by day: sessions, rates, and every order once."""

from decimal import Decimal
from typing import Any

from tests.events import DAY, event
from tests.gold.conftest import Check
from tests.gold.days import LIMIT, day, on
from tests.sql.stories import Case

NO_RATES: dict[str, Any] = {
    "bounce_rate": None,
    "ctr_sessions": None,
    "view_to_checkout_rate_session": None,
    "checkout_to_purchase_rate_session": None,
    "conversion_rate": None,
}


def bought(minute: float, visitor: str | None, value: str, **fields: Any) -> Any:
    return event("purchase", visitor, minute, transaction_id=f"t{minute}", value=value, **fields)


CASES = [
    Case(
        "a day is whole: two visitors of one person, and one who only buys",
        on("session_date", 0),
        [
            event("view_item_list", "a", 0, user_id="u"),
            event("select_item", "a", 1),
            event("view_item", "a", 2),
            event("begin_checkout", "a", 3),
            bought(4, "a", "10", installments=2),
            event("view_item", "b", 0, user_id="u"),
            event("begin_checkout", "b", 1),
            bought(5, "c", "30"),
        ],
        [
            {
                "session_date": day(0),
                "platform_id": "WEB",
                "sessions": 3,
                "unique_users": 2,
                "total_events": 8,
                "bounces": 0,
                "sessions_exposed": 1,
                "sessions_with_click": 1,
                "sessions_with_view": 2,
                "sessions_with_checkout": 2,
                "sessions_with_purchase": 2,
                "sessions_with_view_and_checkout": 2,
                "sessions_with_view_and_purchase": 1,
                "sessions_with_checkout_and_purchase": 1,
                "orders": 2,
                "orders_in_installments": 1,
                "bounce_rate": Decimal(0),
                "ctr_sessions": Decimal(1),
                "view_to_checkout_rate_session": Decimal(1),
                "checkout_to_purchase_rate_session": Decimal("0.5"),
                "conversion_rate": Decimal("0.666667"),
                "installment_adoption_rate": Decimal("0.5"),
                "revenue": Decimal(40),
                "aov": Decimal(20),
            }
        ],
    ),
    Case(
        "a rate of nothing is empty, a rate of something may be 0",
        on("session_date", 1),
        [event("page_view", "a", DAY)],
        [
            {
                "sessions": 1,
                "orders": 0,
                "revenue": Decimal(0),
                "aov": None,
                "installment_adoption_rate": None,
                **NO_RATES,
                "bounce_rate": Decimal(1),
                "conversion_rate": Decimal(0),
            }
        ],
    ),
    Case(
        "an order of nobody counts on its own day and platform, where no session is",
        on("session_date", 2),
        [bought(2 * DAY, None, "7", platform="IOS")],
        [
            {
                "session_date": day(2),
                "platform_id": "IOS",
                "sessions": 0,
                "unique_users": 0,
                "total_events": 0,
                "sessions_with_view": 0,
                "sessions_with_checkout": 0,
                "sessions_with_purchase": 0,
                "orders": 1,
                **NO_RATES,
                "installment_adoption_rate": Decimal(0),
                "revenue": Decimal(7),
                "aov": Decimal(7),
            }
        ],
    ),
    Case(
        "an order of nobody counts beside the sessions of its day",
        on("session_date", 3),
        [bought(3 * DAY, "a", "1"), bought(3 * DAY + 1, None, "2")],
        [{"sessions": 1, "sessions_with_purchase": 1, "orders": 2, "revenue": Decimal(3)}],
    ),
    Case(
        "an order after midnight stands on the day its session began",
        on("session_date", 4, 5),
        [event("page_view", "a", 4.5 * DAY - 1), bought(4.5 * DAY, "a", "1")],
        [{"session_date": day(4), "orders": 1, "revenue": Decimal(1)}],
    ),
    Case(
        "an order stands on its session's platform",
        on("session_date", 6),
        [
            event("purchase", None, 6 * DAY, platform="APP", transaction_id="half", value=3),
            event("purchase", "a", 6 * DAY + 1, transaction_id="half", value=3),
        ],
        [{"platform_id": "WEB", "sessions": 1, "orders": 1, "revenue": Decimal(3)}],
    ),
    Case(
        "a device that two people use is two people, each in the sessions that name them",
        on("session_date", 30),
        [
            event("page_view", "shared", 30 * DAY, user_id="one"),
            event("page_view", "shared", 30 * DAY + 60, user_id="two"),
            event("page_view", "shared", 30 * DAY + 120),
        ],
        [{"sessions": 3, "unique_users": 2}],
    ),
    Case(
        "a session that tells of an order again bought nothing, and is a bounce",
        on("session_date", 31, 32),
        [
            event("page_view", "again", 31 * DAY - 1),
            event("purchase", "again", 31 * DAY, transaction_id="once", value=4),
            event("purchase", "again", 32 * DAY, transaction_id="once", value=4),
        ],
        [
            {
                "session_date": day(31),
                "sessions": 1,
                "bounces": 0,
                "sessions_with_purchase": 1,
                "orders": 1,
                "revenue": Decimal(4),
            },
            {
                "session_date": day(32),
                "sessions": 1,
                "bounces": 1,
                "sessions_with_purchase": 0,
                "orders": 0,
                "revenue": Decimal(0),
            },
        ],
    ),
    Case("a day without anything has no row", on("session_date", 7), []),
    Case(
        "the steps of a rate must be taken in the same session",
        on("session_date", 8),
        [
            event("view_item", "a", 8 * DAY),
            event("begin_checkout", "b", 8 * DAY),
            event("purchase", "c", 8 * DAY),
            event("view_item_list", "d", 8 * DAY),
        ],
        [
            {
                "ctr_sessions": Decimal(0),
                "view_to_checkout_rate_session": Decimal(0),
                "checkout_to_purchase_rate_session": Decimal(0),
                "conversion_rate": Decimal("0.25"),
            }
        ],
    ),
    Case(
        "sums stay at the limit of an amount",
        on("session_date", 9),
        [bought(9 * DAY, "a", LIMIT), bought(9 * DAY + 1, "a", LIMIT)],
        [{"orders": 2, "revenue": Decimal(LIMIT), "aov": Decimal("50000000000000")}],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
