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


def shown(visitor: str, minute: float, **named: str) -> Any:
    return event("view_item_list", visitor, minute, items=[item("p", **named)])


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
    Case(
        "a list seen by its name alone is the list that the name belongs to",
        on("session_date", 9),
        [
            shown("a", 9 * DAY, item_list_id="o", item_list_name="Only"),
            shown("a", 9 * DAY + 1, item_list_name="Only"),
            shown("b", 9 * DAY, item_list_name="Only"),
            bought("b", 9 * DAY + 1, "p"),
        ],
        [
            {
                "item_list_id": "o",
                "item_list_name": "Only",
                "list_impressions": 3,
                "sessions_exposed": 2,
                "sessions_with_purchase": 1,
                "attributed_revenue": Decimal(9),
            }
        ],
    ),
    Case(
        "a name of two lists is a list of its own where it stands alone",
        on("session_date", 10),
        [
            shown("a", 10 * DAY, item_list_id="t", item_list_name="Two"),
            shown("a", 10 * DAY, item_list_id="u", item_list_name="Two"),
            shown("a", 10 * DAY, item_list_name="Two"),
        ],
        [{"item_list_id": name, "sessions_exposed": 1} for name in ("t", "two", "u")],
    ),
    Case(
        "an id that a shop uses is its own list, whatever name makes it",
        on("session_date", 11),
        [
            shown("a", 11 * DAY, item_list_id="sale", item_list_name="Rebajas"),
            shown("a", 11 * DAY + 1, item_list_name="Sale"),
            shown("a", 11 * DAY + 2, item_list_id="s", item_list_name="Sale"),
        ],
        [
            {"item_list_id": "s", "list_impressions": 1},
            {"item_list_id": "sale", "list_impressions": 2},
        ],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
