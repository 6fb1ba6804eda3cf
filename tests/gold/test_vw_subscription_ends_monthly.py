"""vw_subscription_ends_monthly: which ends came of payments that failed, and which were wished."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.gold.days import day
from tests.models.under_test import ModelUnderTest


def version(subscription_id: str, first: int, end: int | None, mrr: float = 10) -> Any:
    row = {"subscription_id": subscription_id, "mrr": mrr, "valid_from": day(first)}
    return row | {"valid_to": None if end is None else day(end)}


def failed(subscription_id: str, number: int, **more: Any) -> Any:
    at = datetime.combine(day(number), datetime.min.time())
    row = {"payment_id": f"{subscription_id}{number}", "subscription_id": subscription_id}
    told = {"amount": 1, "first_status": "failed", "attempted_at": at, "payment_date": at.date()}
    return row | told | more


def ended(model: ModelUnderTest) -> Any:
    return model.asked("select ended, involuntary, wished from {model} order by month_start")


@pytest.fixture(autouse=True)
def years_later(model: ModelUnderTest) -> None:
    model.given("watermark", {"event_date": date(2026, 1, 1)})


@pytest.mark.parametrize(
    ("failure", "involuntary"),
    [
        pytest.param(failed("s", 20), 1, id="on the day of the failure"),
        pytest.param(failed("s", -10), 1, id="30 days after it"),
        pytest.param(failed("s", -11), 0, id="31 days after it"),
        pytest.param(failed("s", 21), 0, id="before it"),
        pytest.param(failed("s", 15, paid_at=datetime(2024, 3, 30)), 0, id="after it was paid"),
        pytest.param(failed("t", 15), 0, id="of another subscription"),
    ],
)
def test_an_end_within_30_days_of_a_failure_is_involuntary(
    model: ModelUnderTest, failure: Any, involuntary: int
) -> None:
    model.given("dim_subscriptions", version("s", -20, 20))
    model.given("fct_payments", failure)
    assert ended(model) == [(1, involuntary, 0)]


def test_what_goes_on_has_not_ended_and_a_pause_has(model: ModelUnderTest) -> None:
    model.given(
        "dim_subscriptions",
        version("s", 0, 5),
        version("s", 5, 9, 20),
        version("s", 9, None, 0),
        version("trial", 0, 3, 0),
    )
    model.expect({"ended": 1, "ended_mrr": 20, "involuntary_mrr": 0, "involuntary_rate": 0})


def test_a_wish_to_leave_counts_from_the_start_to_the_end_where_no_payment_failed(
    model: ModelUnderTest,
) -> None:
    names = ["wished", "before", "after", "failed"]
    model.given("dim_subscriptions", *(version(name, 3, 20) for name in names))
    model.given("fct_payments", failed("failed", 15))
    days = {"wished": 3, "before": 2, "after": 21, "failed": 15}
    model.given(
        "silver_billing_events",
        *(
            {"event_name": "subscription_cancel", "subscription_id": name, "event_date": day(on)}
            for name, on in days.items()
        ),
    )
    assert ended(model) == [(4, 1, 1)]
