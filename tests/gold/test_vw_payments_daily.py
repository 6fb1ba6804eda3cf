"""vw_payments_daily: paid, failed and paid back, by the day of the payment."""

from decimal import Decimal
from typing import Any

from tests.gold.days import day
from tests.models.under_test import ModelUnderTest


def payment(number: int, status: str, amount: float, refunded: float = 0, **more: Any) -> Any:
    row = {"payment_date": day(number), "status": status, "amount": amount}
    return row | {"refunded_value": refunded} | more


def test_a_day_is_whole(model: ModelUnderTest) -> None:
    model.given(
        "fct_payments",
        payment(0, "succeeded", 10, paid_at="2024-03-01"),
        payment(0, "refunded", 20, 6, paid_at="2024-03-01"),
        payment(0, "charged_back", 10, 10),
        payment(0, "failed", 7),
        payment(1, "failed", 3),
    )
    model.expect(
        {
            "payment_date": day(0),
            "payments": 4,
            "paid_payments": 3,
            "failed_payments": 1,
            "paid_value": 40,
            "failed_value": 7,
            "refunded_value": 16,
            "refund_rate": Decimal("0.4"),
        },
        {
            "payment_date": day(1),
            "payments": 1,
            "paid_payments": 0,
            "failed_payments": 1,
            "paid_value": 0,
            "failed_value": 3,
            "refunded_value": 0,
            "refund_rate": None,
        },
    )
