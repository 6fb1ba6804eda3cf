"""Revenue by day, platform and currency."""

from decimal import Decimal
from typing import Any

from tests.events import DAY, event
from tests.gold.conftest import Check
from tests.gold.days import LIMIT, day, on
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case

CONFIG = {"currency": {"rates": {"EUR": 2}}}


def bought(visitor: str | None, minute: float, value: Any, **fields: Any) -> Any:
    return event("purchase", visitor, minute, transaction_id=f"t{minute}", value=value, **fields)


def refunded(visitor: str, minute: float, order: float, **fields: Any) -> Any:
    return event("refund", visitor, minute, transaction_id=f"t{order}", **fields)


CASES = [
    Case(
        "a day is whole, in both currencies, with refunds of a later day",
        on("order_date", 0),
        [
            bought("a", 0, 10, currency="EUR", tax=1, shipping=2),
            bought("b", 1, 5, currency="EUR"),
            refunded("b", 1 * DAY, 1, value=1, currency="EUR"),
        ],
        [
            {
                "order_date": day(0),
                "platform_id": "WEB",
                "currency": "EUR",
                "orders": 2,
                "refunded_orders": 1,
                "revenue": Decimal(30),
                "revenue_original": Decimal(15),
                "tax": Decimal(2),
                "shipping": Decimal(4),
                "refunded_value": Decimal(2),
                "net_revenue": Decimal(28),
                "aov": Decimal(15),
            }
        ],
    ),
    Case("a refund alone is no revenue", on("order_date", 1), []),
    Case(
        "currencies and platforms stand apart, an order of nobody counts",
        on("order_date", 2),
        [
            bought(None, 2 * DAY, 1),
            bought("a", 2 * DAY + 1, 2, currency="EUR"),
            bought("a", 2 * DAY + 2, 4, platform="APP"),
        ],
        [
            {"platform_id": "WEB", "currency": None, "revenue": Decimal(1)},
            {"platform_id": "WEB", "currency": "EUR", "revenue": Decimal(4)},
            {"platform_id": "APP", "currency": None, "revenue": Decimal(4)},
        ],
    ),
    Case(
        "an order's day is that of its first purchase event",
        on("order_date", 3, 4),
        [bought("a", 3 * DAY, 1), event("purchase", "a", 4 * DAY, transaction_id=f"t{3 * DAY}")],
        [{"order_date": day(3), "orders": 1, "tax": Decimal(0), "shipping": Decimal(0)}],
    ),
    Case(
        "no more is paid back than was paid",
        on("order_date", 5),
        [bought("a", 5 * DAY, 1), refunded("a", 5 * DAY + 1, 5 * DAY, value=LIMIT)],
        [{"refunded_value": Decimal(1), "net_revenue": Decimal(0)}],
    ),
    Case(
        "an average is rounded half up",
        on("order_date", 6),
        [bought("a", 6 * DAY, "0.0001"), bought("a", 6 * DAY + 1, "0.0002")],
        [{"aov": Decimal("0.0002"), "revenue": Decimal("0.0003")}],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)


def test_an_unknown_currency_is_a_row_of_its_own(model: ModelUnderTest) -> None:
    order = {"order_date": day(0), "platform_id": "WEB", "revenue": 3, "refunded_value": 1}
    model.given(
        "fct_orders",
        order | {"currency": "EUR", "tax": 1},
        order | {"currency": "EUR", "is_refunded": True},
        order,
    )
    model.expect(
        {"currency": "EUR", "orders": 2, "refunded_orders": 1, "tax": 1, "net_revenue": 4},
        {"currency": None, "orders": 1, "refunded_orders": 0, "tax": 0, "net_revenue": 2},
    )


def test_without_orders_there_is_no_day(model: ModelUnderTest) -> None:
    model.expect()
