"""The discount of each order."""

from decimal import Decimal
from typing import Any

from tests.events import event, item
from tests.gold.conftest import Check
from tests.gold.days import LIMIT, day
from tests.sql.stories import Case


def bought(order: str, visitor: str | None, value: Any, *discounts: Any, **fields: Any) -> Any:
    items = [item(f"p{number}", price=1, discount=off) for number, off in enumerate(discounts)]
    return event("purchase", visitor, transaction_id=order, value=value, items=items, **fields)


CASES = [
    Case(
        "an order is whole",
        "order_id = 'full'",
        [
            bought("full", "v", 8, 1.5, 0.5, coupon="C", installments=2),
            event("refund", "v", 1, transaction_id="full", value=1),
        ],
        [
            {
                "order_id": "full",
                "order_date": day(0),
                "platform_id": "WEB",
                "coupon": "C",
                "item_count": 2,
                "has_installments": True,
                "is_refunded": True,
                "revenue": Decimal(8),
                "discount_value": Decimal(2),
                "discount_rate": Decimal("0.2"),
            }
        ],
    ),
    Case(
        "an order without a discount, of nobody",
        "order_id = 'plain'",
        [bought("plain", None, 8)],
        [{"coupon": None, "discount_value": Decimal(0), "discount_rate": Decimal(0)}],
    ),
    Case(
        "an order of nothing has no rate",
        "order_id = 'nothing'",
        [bought("nothing", "v", 0)],
        [{"revenue": Decimal(0), "discount_value": Decimal(0), "discount_rate": None}],
    ),
    Case(
        "everything taken off is a rate of 1",
        "order_id = 'gift'",
        [bought("gift", "v", 0, 5)],
        [{"discount_value": Decimal(5), "discount_rate": Decimal(1)}],
    ),
    Case(
        "amounts at the limit have a rate too",
        "order_id = 'rich'",
        [bought("rich", "v", LIMIT, LIMIT)],
        [{"discount_value": Decimal(LIMIT), "discount_rate": Decimal("0.5")}],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
