"""Engagement by list, platform and campaign, with what no list earned."""

from decimal import Decimal
from typing import Any

from tests.events import DAY, event, item
from tests.gold.conftest import Check
from tests.gold.days import day, on
from tests.sql.stories import Case

MAIL = {"traffic_source": {"source": "news", "medium": "email", "campaign": "spring"}}


def listed(name: str, visitor: str, minute: float, **fields: Any) -> Any:
    return event(name, visitor, minute, items=[item("p", item_list_id="l")], **fields)


def bought(visitor: str | None, minute: float, **fields: Any) -> Any:
    return event("purchase", visitor, minute, transaction_id=f"t{minute}", value=9, **fields)


CASES = [
    Case(
        "a day is whole: campaigns and platforms stand apart",
        on("session_date", 0),
        [
            listed("view_item_list", "a", 0, **MAIL),
            listed("select_item", "a", 1),
            bought("a", 2, items=[item("p")]),
            listed("view_item_list", "b", 0, **MAIL),
            listed("view_item_list", "c", 0),
            listed("view_item_list", "c", 1),
            listed("select_item", "d", 0, platform="APP", **MAIL),
        ],
        [
            {
                "session_date": day(0),
                "platform_id": "WEB",
                "item_list_id": "l",
                "campaign": "spring",
                "list_impressions": 2,
                "sessions_exposed": 2,
                "sessions_with_click": 1,
                "sessions_with_purchase": 1,
                "click_rate": Decimal("0.5"),
                "purchase_rate": Decimal("0.5"),
                "attributed_revenue": Decimal(9),
            },
            {
                "session_date": day(0),
                "platform_id": "WEB",
                "item_list_id": "l",
                "campaign": None,
                "list_impressions": 2,
                "sessions_exposed": 1,
                "sessions_with_click": 0,
                "sessions_with_purchase": 0,
                "click_rate": Decimal(0),
                "purchase_rate": Decimal(0),
                "attributed_revenue": Decimal(0),
            },
            {
                "session_date": day(0),
                "platform_id": "APP",
                "item_list_id": "l",
                "campaign": "spring",
                "list_impressions": 0,
                "sessions_exposed": 1,
                "sessions_with_click": 1,
                "sessions_with_purchase": 0,
                "click_rate": Decimal(1),
                "purchase_rate": Decimal(0),
                "attributed_revenue": Decimal(0),
            },
        ],
    ),
    Case(
        "what no list earned stands without a list, with its session's campaign",
        on("session_date", 1),
        [bought("a", DAY, **MAIL), bought("b", DAY + 1)],
        [
            {
                "item_list_id": None,
                "campaign": campaign,
                "sessions_exposed": 0,
                "sessions_with_purchase": 1,
                "click_rate": None,
                "purchase_rate": None,
                "attributed_revenue": Decimal(9),
            }
            for campaign in ("spring", None)
        ],
    ),
    Case(
        "an order of nobody stands on its own day and platform, and is no session",
        on("session_date", 2),
        [bought(None, 2 * DAY, platform="APP", **MAIL)],
        [
            {
                "platform_id": "APP",
                "item_list_id": None,
                "campaign": None,
                "sessions_with_purchase": 0,
                "purchase_rate": None,
                "attributed_revenue": Decimal(9),
            }
        ],
    ),
    Case(
        "a repeated purchase is credited once",
        on("session_date", 3),
        [
            bought("a", 3 * DAY),
            event("purchase", "a", 3 * DAY + 1, transaction_id=f"t{3 * DAY}", value=9),
            event("purchase", None, 3 * DAY + 2, transaction_id=f"t{3 * DAY}", value=9),
        ],
        [{"item_list_id": None, "sessions_with_purchase": 1, "attributed_revenue": Decimal(9)}],
    ),
    Case(
        "a list seen by its name alone is the list that the name belongs to",
        on("session_date", 4),
        [
            event("view_item_list", "a", 4 * DAY, items=[item("p", item_list_name="Only")]),
            event(
                "view_item_list",
                "a",
                4 * DAY + 1,
                items=[item("p", item_list_id="o", item_list_name="Only")],
            ),
            event("select_item", "a", 4 * DAY + 2, items=[item("p", item_list_name="Only")]),
        ],
        [
            {
                "item_list_id": "o",
                "list_impressions": 2,
                "sessions_exposed": 1,
                "sessions_with_click": 1,
            }
        ],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
