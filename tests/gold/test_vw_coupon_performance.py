"""Coupons against orders without one."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.events import event, item, lines
from tests.gold.conftest import Check
from tests.lakes import build_lake
from tests.sql.stories import Case


def bought(visitor: str | None, minute: float, value: int, *coupon: str, discount: int = 0) -> Any:
    items = [item("p", discount=discount)]
    told = {"coupon": coupon[0]} if coupon else {}
    return event("purchase", visitor, minute, value=value, items=items, **told)


CASES = [
    Case(
        "a coupon is whole",
        "coupon = 'C'",
        [bought("a", 0, 10, "C", discount=2), bought(None, 1, 5, "c", discount=1)],
        [
            {
                "coupon": "C",
                "orders": 2,
                "aov": Decimal("7.5"),
                "aov_without_coupon": Decimal(4),
                "revenue": Decimal(15),
                "discount_value": Decimal(3),
            }
        ],
    ),
    Case(
        "orders without a coupon have a row",
        "coupon is null",
        [bought("a", 2, 3), bought(None, 3, 5)],
        [{"orders": 2, "aov": Decimal(4), "aov_without_coupon": Decimal(4), "revenue": Decimal(8)}],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)


def test_without_orders_without_a_coupon_there_is_nothing_to_compare(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [lines(bought("a", 0, 10, "C"))], engine="duckdb")
    found = lake.query("select coupon, orders, aov_without_coupon from vw_coupon_performance")
    lake.close()
    assert found == [{"coupon": "C", "orders": 1, "aov_without_coupon": None}]
