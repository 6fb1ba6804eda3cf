"""Campaigns by day: exposures, and revenue shared among a line's campaigns."""

from decimal import Decimal
from typing import Any

from tests.events import DAY, event, item
from tests.gold.conftest import Check
from tests.gold.days import day, on
from tests.sql.stories import Case


def bought(visitor: str | None, minute: float, value: Any, *items: Any) -> Any:
    order = {"transaction_id": f"t{minute}", "value": value}
    return event("purchase", visitor, minute, items=list(items), **order)


def seen(visitor: str | None, minute: float, codes: str) -> Any:
    return event("view_item", visitor, minute, items=[item("p", codes)])


CASES = [
    Case(
        "a campaign's day is whole",
        on("session_date", 0) + " and campaign_id = 'HOT'",
        [
            seen("a", 0, "HOT"),
            seen("a", 1, "HOT|NELO_XP_1"),
            seen("b", 0, "HOT"),
            seen(None, 0, "HOT"),
            bought("a", 2, 8, item("p", "HOT", price=4, discount=2), item("q", price=4)),
        ],
        [
            {
                "session_date": day(0),
                "campaign_id": "HOT",
                "sessions_exposed": 2,
                "sessions_with_purchase": 1,
                "conversion_rate": Decimal("0.5"),
                "orders": 1,
                "total_revenue": Decimal(4),
                "discount_given": Decimal(2),
            }
        ],
    ),
    Case(
        "what no campaign touched has a row of its own",
        on("session_date", 0) + " and campaign_id is null",
        [bought(None, 3, 5)],
        [
            {
                "session_date": day(0),
                "campaign_id": None,
                "sessions_exposed": 0,
                "sessions_with_purchase": 1,
                "conversion_rate": None,
                "orders": 2,
                "total_revenue": Decimal(9),
                "discount_given": Decimal(0),
            }
        ],
    ),
    Case(
        "a line of three campaigns is shared to the last digit; the first gets what is left",
        on("session_date", 1),
        [bought("a", DAY, "1", item("p", "A|B|C", discount="0.0002"))],
        [
            {
                "campaign_id": code,
                "orders": 1,
                "total_revenue": Decimal(revenue),
                "discount_given": Decimal(discount),
            }
            for code, revenue, discount in [
                ("A", "0.3334", "0"),
                ("B", "0.3333", "0.0001"),
                ("C", "0.3333", "0.0001"),
            ]
        ],
    ),
    Case(
        "an order of nobody counts without a session",
        on("session_date", 2),
        [bought(None, 2 * DAY, 7, item("p", "HOT"))],
        [
            {
                "campaign_id": "HOT",
                "sessions_exposed": 0,
                "sessions_with_purchase": 0,
                "conversion_rate": None,
                "orders": 1,
                "total_revenue": Decimal(7),
            }
        ],
    ),
    Case(
        "an exposure without a purchase has a rate of 0",
        on("session_date", 3),
        [seen("a", 3 * DAY, "HOT")],
        [{"conversion_rate": Decimal(0), "orders": 0, "total_revenue": Decimal(0)}],
    ),
    Case(
        "an exposure and an order after midnight stand on their own day",
        on("session_date", 4, 5),
        [
            seen("a", 4.5 * DAY - 1, "HOT"),
            bought("a", 4.5 * DAY, 1, item("p", "HOT")),
        ],
        [
            {"session_date": day(4), "sessions_exposed": 1, "orders": 0},
            {"session_date": day(5), "sessions_exposed": 1, "orders": 1},
        ],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
