"""vw_revenue_per_user_monthly: what the shop earns per active person."""

from datetime import date
from typing import Any

from tests.gold.days import day
from tests.models.under_test import ModelUnderTest

MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)


def active(month: date, users: int, **more: Any) -> Any:
    row = {"period": "month", "period_start": month, "segment": "all", "active_users": users}
    return row | more


def test_net_revenue_is_shared_by_those_who_did_anything(model: ModelUnderTest) -> None:
    model.given("watermark", {"event_date": APRIL})
    model.given("dim_dates", {"date_day": MARCH}, {"date_day": APRIL})
    model.given(
        "vw_growth_accounting",
        active(MARCH, 3),
        active(MARCH, 1, segment="shops"),
        active(MARCH, 9, period="week"),
        active(APRIL, 0),
    )
    model.given(
        "fct_orders",
        {"order_date": day(3), "revenue": 10, "refunded_value": 4},
        {"order_date": day(30), "revenue": 3, "refunded_value": 0},
    )
    model.expect(
        {
            "month_start": MARCH,
            "active_users": 3,
            "revenue": 13,
            "refunded_value": 4,
            "net_revenue": 9,
            "arpu": 3,
            "is_complete": True,
        },
        {
            "month_start": APRIL,
            "active_users": 0,
            "revenue": 0,
            "refunded_value": 0,
            "net_revenue": 0,
            "arpu": None,
            "is_complete": False,
        },
    )
