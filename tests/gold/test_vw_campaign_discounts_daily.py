"""Discounts by day and campaign."""

from decimal import Decimal
from typing import Any

from tests.events import DAY, event, item
from tests.gold.conftest import Check
from tests.gold.days import day, on
from tests.sql.stories import Case


def bought(visitor: str | None, minute: float, value: Any, *items: Any) -> Any:
    return event("purchase", visitor, minute, value=value, items=list(items))


CASES = [
    Case(
        "a campaign's day is whole, orders of nobody included",
        on("order_date", 0),
        [
            bought("a", 0, 6, item("p", "HOT", price=4, discount=2), item("q", "HOT", price=2)),
            bought(None, 1, 2, item("p", "HOT", price=2), item("q", price=0)),
        ],
        [
            {
                "order_date": day(0),
                "campaign_id": "HOT",
                "orders": 2,
                "order_lines": 3,
                "discounted_lines": 1,
                "revenue": Decimal(8),
                "discount_value": Decimal(2),
                "discount_rate": Decimal("0.2"),
            }
        ],
    ),
    Case(
        "a line of two campaigns counts in each, a variant is none",
        on("order_date", 1),
        [bought("a", DAY, 6, item("p", "HOT|NEW|NELO_XP_1", price=6))],
        [
            {"campaign_id": "HOT", "revenue": Decimal(6), "discount_rate": Decimal(0)},
            {"campaign_id": "NEW", "revenue": Decimal(6), "discount_rate": Decimal(0)},
        ],
    ),
    Case(
        "a line of nothing has no rate",
        on("order_date", 2),
        [bought("a", 2 * DAY, 0, item("p", "HOT"))],
        [{"revenue": Decimal(0), "discount_rate": None}],
    ),
    Case(
        "orders without a campaign have no row",
        on("order_date", 3),
        [bought("a", 3 * DAY, 5, item("p")), bought("a", 3 * DAY + 1, 5)],
        [],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
