"""vw_revenue_by_channel_daily: each order in one row, by the channel of its visit."""

from decimal import Decimal
from typing import Any

from tests.gold.days import day
from tests.models.under_test import ModelUnderTest


def order(number: int, session_id: str | None, revenue: float, **more: Any) -> dict[str, Any]:
    row = {"order_id": f"o{number}", "order_date": day(0), "session_id": session_id}
    return row | {"revenue": revenue, "refunded_value": 0, "discount_value": 0} | more


def test_orders_stand_with_the_channel_of_their_session(model: ModelUnderTest) -> None:
    model.given("silver_sessions", {"session_id": "s", "channel": "Email"})
    model.given("silver_sessions", {"session_id": "t", "channel": "Direct"})
    model.given(
        "fct_orders",
        order(1, "s", 30, refunded_value=5, discount_value=10),
        order(2, "s", 10, discount_value=None),
        order(3, None, 7),
        order(4, "gone", 1),
        order(5, "t", 4, order_date=day(1)),
    )
    model.expect(
        {
            "order_date": day(0),
            "channel": "Email",
            "orders": 2,
            "revenue": 40,
            "refunded_value": 5,
            "net_revenue": 35,
            "discount_value": 10,
            "discount_rate": Decimal("0.2"),
        },
        {
            "order_date": day(0),
            "channel": "(unattributed)",
            "orders": 2,
            "revenue": 8,
            "refunded_value": 0,
            "net_revenue": 8,
            "discount_value": 0,
            "discount_rate": 0,
        },
        {
            "order_date": day(1),
            "channel": "Direct",
            "orders": 1,
            "revenue": 4,
            "refunded_value": 0,
            "net_revenue": 4,
            "discount_value": 0,
            "discount_rate": 0,
        },
    )
