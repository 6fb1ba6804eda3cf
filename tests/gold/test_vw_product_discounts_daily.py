"""Discounts by day and product."""

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
        "a product's day is whole: two orders, one with two lines",
        on("order_date", 0) + " and product_id = 'p'",
        [
            bought("a", 0, 6, item("p", price=1, quantity=2, discount=0.5), item("p", price=4)),
            bought(None, 1, 4, item("p", price=3, discount=0), item("q", price=1)),
        ],
        [
            {
                "order_date": day(0),
                "product_id": "p",
                "orders": 2,
                "order_lines": 3,
                "discounted_lines": 1,
                "units": 4,
                "revenue": Decimal(9),
                "discount_value": Decimal(1),
                "discount_rate": Decimal("0.1"),
            }
        ],
    ),
    Case(
        "revenue that no line names has a row without a product",
        on("order_date", 1),
        [bought("a", DAY, 5), bought("a", DAY + 1, 3, {"promotion_id": "banner"})],
        [{"product_id": None, "orders": 2, "revenue": Decimal(8), "discount_rate": Decimal(0)}],
    ),
    Case(
        "0.35 kg are 0.35 units",
        on("order_date", 9),
        [bought("a", 9 * DAY, 7, item("kg", price=20, quantity=0.35, discount=10))],
        [
            {
                "units": Decimal("0.35"),
                "revenue": Decimal(7),
                "discount_value": Decimal("3.5"),
                "discount_rate": Decimal("0.333333"),
            }
        ],
    ),
    Case(
        "a product that is given away has no rate",
        on("order_date", 2),
        [bought("a", 2 * DAY, 0, item("p"))],
        [{"revenue": Decimal(0), "discount_value": Decimal(0), "discount_rate": None}],
    ),
    Case(
        "a repeated purchase counts once",
        on("order_date", 3),
        [
            event(
                "purchase",
                "a",
                3 * DAY + minute,
                transaction_id="again",
                items=[item("p", price=2)],
            )
            for minute in (0, 1)
        ],
        [{"orders": 1, "order_lines": 1, "units": 1, "revenue": Decimal(2)}],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
