"""Lists by day: exposures, credit, and what no list earned."""

from decimal import Decimal
from typing import Any

from tests.events import DAY, event, item
from tests.gold.conftest import Check
from tests.gold.days import day, on
from tests.sql.stories import Case

LISTED: dict[str, Any] = {"items": [item("p", item_list_id="l", item_list_name="Hits")]}


def bought(visitor: str | None, minute: float, *products: str, **fields: Any) -> Any:
    items = [item(product, price=1) for product in products]
    known = {"transaction_id": f"t{minute}", "value": 9} | fields
    return event("purchase", visitor, minute, items=items, **known)


CASES = [
    Case(
        "a list's day is whole",
        on("session_date", 0),
        [
            event("view_item_list", "a", 0, **LISTED),
            event("select_item", "a", 1, **LISTED),
            bought("a", 2, "p", "q", installments=3),
            event("view_item_list", "b", 0, **LISTED),
            event("view_item_list", "b", 1, **LISTED),
        ],
        [
            {
                "session_date": day(0),
                "item_list_id": "l",
                "item_list_name": "Hits",
                "list_impressions": 3,
                "sessions_exposed": 2,
                "sessions_with_click": 1,
                "sessions_with_purchase": 1,
                "sessions_with_click_and_purchase": 1,
                "ctr_sessions": Decimal("0.5"),
                "purchase_rate_on_exposure": Decimal("0.5"),
                "purchase_rate_on_click": Decimal(1),
                "purchased_items_in_installments": 2,
                "attributed_revenue": Decimal(9),
            }
        ],
    ),
    Case(
        "a list that nobody clicks on has no purchase rate on clicks",
        on("session_date", 1),
        [event("view_item_list", "a", DAY, **LISTED)],
        [
            {
                "sessions_exposed": 1,
                "sessions_with_click": 0,
                "ctr_sessions": Decimal(0),
                "purchase_rate_on_exposure": Decimal(0),
                "purchase_rate_on_click": None,
                "attributed_revenue": Decimal(0),
            }
        ],
    ),
    Case(
        "what no list earned stands without a list",
        on("session_date", 2),
        [bought("a", 2 * DAY, "p", installments=2), event("view_item_list", "b", 2 * DAY)],
        [
            {
                "session_date": day(2),
                "item_list_id": None,
                "item_list_name": None,
                "list_impressions": 0,
                "sessions_exposed": 0,
                "sessions_with_click": 0,
                "sessions_with_purchase": 1,
                "sessions_with_click_and_purchase": 0,
                "ctr_sessions": None,
                "purchase_rate_on_exposure": None,
                "purchase_rate_on_click": None,
                "purchased_items_in_installments": 1,
                "attributed_revenue": Decimal(9),
            }
        ],
    ),
    Case(
        "an order of nobody stands without a list, and is no session",
        on("session_date", 3),
        [bought(None, 3 * DAY, "p"), bought(None, 3 * DAY + 1)],
        [
            {
                "item_list_id": None,
                "sessions_with_purchase": 0,
                "purchase_rate_on_click": None,
                "attributed_revenue": Decimal(18),
            }
        ],
    ),
    Case(
        "a repeated purchase counts its items once",
        on("session_date", 4),
        [
            event("view_item_list", "a", 4 * DAY, **LISTED),
            bought("a", 4 * DAY + 1, "p", "q", installments=2, transaction_id="again"),
            bought("a", 4 * DAY + 2, "p", "q", installments=2, transaction_id="again"),
        ],
        [
            {
                "sessions_with_purchase": 1,
                "purchased_items_in_installments": 2,
                "attributed_revenue": Decimal(9),
            }
        ],
    ),
    Case(
        "a purchase after midnight stands on the day its session began",
        on("session_date", 5, 6),
        [event("view_item_list", "a", 5.5 * DAY - 1, **LISTED), bought("a", 5.5 * DAY, "p")],
        [{"session_date": day(5), "item_list_id": "l", "attributed_revenue": Decimal(9)}],
    ),
    Case(
        "a click without a purchase has a purchase rate of 0",
        on("session_date", 7),
        [event("select_item", "a", 7 * DAY, **LISTED)],
        [{"list_impressions": 0, "sessions_with_click": 1, "purchase_rate_on_click": Decimal(0)}],
    ),
    Case("a day without anything has no row", on("session_date", 8), []),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
