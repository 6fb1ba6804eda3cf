"""Products by day: seen, put in the cart, sold."""

from decimal import Decimal
from typing import Any

from tests.events import DAY, event, item
from tests.gold.conftest import Check
from tests.gold.days import day, on
from tests.sql.stories import Case


def with_p(name: str, visitor: str | None, minute: float, **fields: Any) -> Any:
    return event(name, visitor, minute, items=[item("p", **fields)])


CASES = [
    Case(
        "a product's day is whole, what nobody did included",
        on("event_date", 0),
        [
            with_p("view_item_list", "a", 0, item_list_id="l"),
            with_p("select_item", "a", 1, item_list_id="l"),
            with_p("view_item", "a", 2),
            with_p("view_item", None, 2),
            with_p("add_to_cart", "a", 3),
            with_p("begin_checkout", "a", 4),
            with_p("purchase", "a", 5, price=4, quantity=3),
            with_p("purchase", None, 5, price=2),
        ],
        [
            {
                "event_date": day(0),
                "product_id": "p",
                "list_views": 1,
                "clicks": 1,
                "views": 2,
                "cart_adds": 1,
                "checkouts": 1,
                "orders": 2,
                "units": 4,
                "revenue": Decimal(14),
                "view_to_cart_rate": Decimal("0.5"),
            }
        ],
    ),
    Case(
        "a cart without a view has no rate",
        on("event_date", 1),
        [with_p("add_to_cart", "a", DAY)],
        [{"views": 0, "cart_adds": 1, "revenue": Decimal(0), "view_to_cart_rate": None}],
    ),
    Case(
        "more carts than views are a rate of 1",
        on("event_date", 2),
        [
            with_p("view_item", "a", 2 * DAY),
            with_p("add_to_cart", "a", 2 * DAY + 1),
            with_p("add_to_cart", "a", 2 * DAY + 2),
        ],
        [{"cart_adds": 2, "view_to_cart_rate": Decimal(1)}],
    ),
    Case(
        "revenue that no line names has a row without a product",
        on("event_date", 3),
        [
            event("purchase", "a", 3 * DAY, value=5),
            event("view_item", "a", 3 * DAY, items=[{"promotion_id": "banner"}]),
        ],
        [
            {
                "event_date": day(3),
                "product_id": None,
                "views": 0,
                "orders": 1,
                "revenue": Decimal(5),
                "view_to_cart_rate": None,
            }
        ],
    ),
    Case(
        "a repeated purchase sells once, on its first day",
        on("event_date", 4, 5),
        [
            event("purchase", "a", minute, transaction_id="again", value=6, items=[item("p")])
            for minute in (4.5 * DAY - 1, 4.5 * DAY)
        ],
        [
            {"event_date": day(4), "orders": 1, "revenue": Decimal(6)},
            {"event_date": day(5), "orders": 0, "revenue": Decimal(0)},
        ],
    ),
    Case(
        "an order's revenue is shared among its products",
        on("event_date", 6),
        [event("purchase", "a", 6 * DAY, value=8, items=[item("p", price=1), item("q", price=3)])],
        [
            {"product_id": "p", "orders": 1, "revenue": Decimal(2)},
            {"product_id": "q", "orders": 1, "revenue": Decimal(6)},
        ],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
