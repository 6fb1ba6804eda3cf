"""Installments: more than one part."""

from decimal import Decimal
from typing import Any

from tests.events import DAY, event, item
from tests.gold.conftest import Check
from tests.gold.days import day, on
from tests.sql.stories import Case


def bought(visitor: str | None, minute: float, parts: int | None, **fields: Any) -> Any:
    told = {} if parts is None else {"installments": parts}
    return event("purchase", visitor, minute, value=10, **told, **fields)


PARTS = [{"key": "number_of_installments", "value": {"int_value": 5}}]
CASES = [
    Case(
        "a day is whole: one part is no installment",
        on("order_date", 0),
        [
            bought("a", 0, 2),
            bought("b", 1, 1),
            bought("c", 2, None, items=[item("p", item_params=PARTS)]),
            bought(None, 3, None),
        ],
        [
            {
                "order_date": day(0),
                "platform_id": "WEB",
                "orders": 4,
                "orders_in_installments": 2,
                "installment_adoption_rate": Decimal("0.5"),
                "average_installments": Decimal("3.5"),
                "revenue": Decimal(40),
                "revenue_in_installments": Decimal(20),
            }
        ],
    ),
    Case(
        "where nobody pays in parts there is no average",
        on("order_date", 1),
        [bought("a", DAY, 1)],
        [
            {
                "installment_adoption_rate": Decimal(0),
                "average_installments": None,
                "revenue_in_installments": Decimal(0),
            }
        ],
    ),
    Case(
        "platforms stand apart",
        on("order_date", 2),
        [bought("a", 2 * DAY, 3), bought("a", 2 * DAY, None, platform="APP")],
        [
            {"platform_id": "WEB", "orders": 1, "orders_in_installments": 1},
            {"platform_id": "APP", "orders": 1, "orders_in_installments": 0},
        ],
    ),
    Case(
        "a day without orders has no row", on("order_date", 3), [event("page_view", "a", 3 * DAY)]
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
