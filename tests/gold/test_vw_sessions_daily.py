"""Visits by day and origin: every session in one row, and every order once."""

from decimal import Decimal
from typing import Any

from tests.events import DAY, event, item
from tests.gold.conftest import Check
from tests.gold.days import day, on
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case

MAIL = {"source": "news", "medium": "email", "campaign": None}

CASES = [
    Case(
        "a day is whole: one buys on the phone, one leaves",
        on("session_date", 0),
        [
            event("view_item", "a", 0, country="Peru", device_category="mobile"),
            event("add_to_cart", "a", 1, items=[item("p", price=10)]),
            event("begin_checkout", "a", 2, country="Chile", traffic_source=MAIL),
            event("purchase", "a", 3, transaction_id="t", value=12),
            event("page_view", "b", 0),
        ],
        [
            {
                "session_date": day(0),
                "platform_id": "WEB",
                "channel": "Email",
                "country": "Peru",
                "device_category": "mobile",
                "sessions": 1,
                "unique_users": 1,
                "bounces": 0,
                "sessions_with_view": 1,
                "sessions_with_cart": 1,
                "sessions_with_checkout": 1,
                "sessions_with_purchase": 1,
                "total_events": 4,
                "total_duration_seconds": 180,
                "orders": 1,
                "is_new_user": True,
                "conversion_rate": Decimal(1),
                "revenue": Decimal(12),
            },
            {
                "session_date": day(0),
                "platform_id": "WEB",
                "channel": "Direct",
                "country": None,
                "device_category": None,
                "sessions": 1,
                "unique_users": 1,
                "bounces": 1,
                "sessions_with_view": 0,
                "sessions_with_cart": 0,
                "sessions_with_checkout": 0,
                "sessions_with_purchase": 0,
                "total_events": 1,
                "total_duration_seconds": 0,
                "orders": 0,
                "is_new_user": True,
                "conversion_rate": Decimal(0),
                "revenue": Decimal(0),
            },
        ],
    ),
    Case(
        "new is the first session of a person: on a second device, known by its login, nobody is",
        on("session_date", 1, 2),
        [
            event("page_view", "phone", DAY, user_id="u"),
            event("page_view", "phone", DAY + 60),
            event("page_view", "laptop", 2 * DAY),
            event("page_view", "laptop", 2 * DAY + 1, user_id="u"),
        ],
        [
            {"session_date": day(1), "is_new_user": True, "sessions": 1, "unique_users": 1},
            {"session_date": day(1), "is_new_user": False, "sessions": 1, "unique_users": 1},
            {"session_date": day(2), "is_new_user": False, "sessions": 1, "unique_users": 1},
        ],
    ),
    Case(
        "an order of nobody stands in a row without a channel",
        on("session_date", 3),
        [
            event("purchase", None, 3 * DAY, transaction_id="n", value=7, platform="IOS"),
            event("page_view", "c", 3 * DAY, platform="IOS"),
        ],
        [
            {
                "platform_id": "IOS",
                "channel": None,
                "sessions": 0,
                "unique_users": 0,
                "orders": 1,
                "is_new_user": None,
                "conversion_rate": None,
                "revenue": Decimal(7),
            },
            {
                "platform_id": "IOS",
                "channel": "Direct",
                "sessions": 1,
                "unique_users": 1,
                "orders": 0,
                "is_new_user": True,
                "conversion_rate": Decimal(0),
                "revenue": Decimal(0),
            },
        ],
    ),
    Case(
        "an order after midnight stands on the day its session began",
        on("session_date", 4, 5),
        [
            event("page_view", "d", 4.5 * DAY - 1),
            event("purchase", "d", 4.5 * DAY, transaction_id="m", value=1),
        ],
        [{"session_date": day(4), "sessions": 1, "orders": 1, "revenue": Decimal(1)}],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)


def test_of_two_first_sessions_at_once_one_is_new(model: ModelUnderTest) -> None:
    session: dict[str, Any] = {
        "session_date": day(0),
        "session_start_at": day(0),
        "platform_id": "W",
    }
    model.given("silver_identity_map", {"visitor_id": "v", "user_id": "u"})
    for session_id in "ab":
        model.given(
            "silver_sessions",
            session | {"session_id": session_id, "visitor_id": "v", "channel": "Direct"},
        )
    model.expect(
        {"is_new_user": True, "sessions": 1, "unique_users": 1},
        {"is_new_user": False, "sessions": 1, "unique_users": 1},
    )
