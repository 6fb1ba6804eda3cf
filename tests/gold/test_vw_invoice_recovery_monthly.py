"""vw_invoice_recovery_monthly: who failed first, and paid within 30 days."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.models.under_test import ModelUnderTest

MARCH = date(2024, 3, 1)
AT = datetime(2024, 3, 5, 10)


def tried(payment_id: str, invoice_id: str | None, days: float, first: str, **more: Any) -> Any:
    at = AT + timedelta(days=days)
    row = {"payment_id": payment_id, "invoice_id": invoice_id, "first_status": first, "amount": 10}
    return row | {"attempted_at": at, "payment_date": at.date()} | more


def paid(days: float, microseconds: int = 0) -> dict[str, Any]:
    return {"paid_at": AT + timedelta(days=days, microseconds=microseconds)}


def recovered(model: ModelUnderTest) -> Any:
    return model.asked("select invoices, failed_invoices, recovered_invoices from {model}")


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        pytest.param(paid(30), (1, 1, 1), id="paid after 30 days to the moment"),
        pytest.param(paid(30, 1), (1, 1, 0), id="paid a moment later"),
        pytest.param({}, (1, 1, 0), id="never paid"),
    ],
)
def test_an_invoice_is_recovered_within_30_days(
    model: ModelUnderTest, later: dict[str, Any], expected: tuple[int, ...]
) -> None:
    model.given("watermark", {"event_date": date(2024, 9, 1)})
    model.given("fct_payments", tried("a", "i", 0, "failed"), tried("b", "i", 1, "x", **later))
    assert recovered(model) == [expected]


def test_the_first_payment_decides_and_one_payment_may_fail_and_be_paid(
    model: ModelUnderTest,
) -> None:
    model.given("watermark", {"event_date": date(2024, 9, 1)})
    model.given(
        "fct_payments",
        tried("a", "paid first", 0, "succeeded", **paid(0)),
        tried("b", "paid first", 1, "failed"),
        tried("c", "one payment", 0, "failed", **paid(2)),
        tried("d", None, 0, "failed"),
        tried("e", None, 0, "succeeded", **paid(0)),
    )
    assert recovered(model) == [(4, 2, 1)]


@pytest.mark.parametrize(
    ("last", "failure_rate", "recovery_rate"),
    [
        (date(2024, 3, 31), None, None),
        (date(2024, 4, 1), Decimal(1), None),
        (date(2024, 4, 30), Decimal(1), None),
        (date(2024, 5, 1), Decimal(1), Decimal(0)),
    ],
)
def test_rates_wait_for_the_month_and_then_for_30_days(
    model: ModelUnderTest, last: date, failure_rate: Any, recovery_rate: Any
) -> None:
    model.given("watermark", {"event_date": last})
    model.given("fct_payments", tried("a", "i", 0, "failed"))
    model.expect(
        {
            "month_start": MARCH,
            "failed_value": 10,
            "recovered_value": 0,
            "failure_rate": failure_rate,
            "recovery_rate": recovery_rate,
        }
    )
