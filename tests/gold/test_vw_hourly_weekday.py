"""Weekdays and hours of the shop's clock."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.events import event
from tests.gold.conftest import Check
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case

CONFIG = {"calendar": {"timezone": "America/Mexico_City"}}
"""Six hours behind UTC."""

MARCH = date(2024, 3, 1)

CASES = [
    Case(
        "a visit and an order stand in the hours of the shop, the day before in UTC",
        "orders + sessions > 0",
        [  # Thursday 29 February, 23:30 in Mexico City
            event("page_view", "a", -390),
            event("purchase", "a", -380, transaction_id="t", value=4),
            event("purchase", None, -370, transaction_id="u", value=5),
            event("page_view", "b", -360),  # midnight: Friday 1 March, 00:00
        ],
        [
            {
                "month_start": date(2024, 2, 1),
                "weekday_number": 4,
                "hour_number": 23,
                "days": 1,
                "sessions": 1,
                "sessions_with_purchase": 1,
                "orders": 2,
                "revenue": Decimal(9),
            },
            {
                "month_start": MARCH,
                "weekday_number": 5,
                "hour_number": 0,
                "days": 1,
                "sessions": 1,
                "sessions_with_purchase": 0,
                "orders": 0,
                "revenue": Decimal(0),
            },
        ],
    ),
    Case(
        "a quiet hour has a row",
        "weekday_number = 5 and hour_number = 13",
        [],
        [{"month_start": MARCH, "days": 1, "sessions": 0, "revenue": Decimal(0)}],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)


@pytest.mark.parametrize(
    ("at", "hour"),
    [
        pytest.param(datetime(2024, 3, 1, 8, 59, 59), 8, id="the hour before"),
        pytest.param(datetime(2024, 3, 1, 9), 9, id="on the hour"),
    ],
)
def test_an_hour_begins_on_the_hour(model: ModelUnderTest, at: datetime, hour: int) -> None:
    days = [date(2024, 3, number) for number in (1, 8, 15)]
    model.given("dim_dates", *({"date_day": each, "weekday_number": 5} for each in days))
    model.given("fct_orders", {"order_date": days[1], "ordered_at": at, "revenue": 2})
    row = {"month_start": MARCH, "weekday_number": 5, "days": 3, "sessions": 0}
    model.expect(
        *(
            row | {"hour_number": each, "orders": int(each == hour), "revenue": 2 * (each == hour)}
            for each in range(24)
        )
    )


def test_without_days_there_is_no_hour(model: ModelUnderTest) -> None:
    model.expect()
