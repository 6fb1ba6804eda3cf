"""New and repeat buyers by month; windows that are not over are left out."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.models.under_test import ModelUnderTest

MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)
FIRST = date(2024, 3, 10)


def orders(model: ModelUnderTest, *found: tuple[str | None, date, int], last: date) -> None:
    """Give orders of visitors who are their own persons (who, when, revenue), and the last day."""
    for number, (visitor, when, revenue) in enumerate(found):
        order = {"order_id": str(number), "visitor_id": visitor, "order_date": when}
        ordered_at = datetime(when.year, when.month, when.day, 12)
        model.given("fct_orders", order | {"ordered_at": ordered_at, "revenue": revenue})
    for visitor in {visitor for visitor, _, _ in found if visitor}:
        model.given("silver_identity_map", {"visitor_id": visitor, "user_id": visitor})
    model.given("watermark", {"event_date": last})


def seen(days: int, buyers: int, repeated: int) -> dict[str, Any]:
    return {
        f"new_buyers_seen_{days}_days": buyers,
        f"repeated_in_{days}_days": repeated,
        f"repeat_in_{days}_days_rate": Decimal(repeated) / buyers if buyers else None,
    }


def test_a_month_is_whole(model: ModelUnderTest) -> None:
    orders(
        model,
        ("a", FIRST, 10),
        ("a", FIRST, 20),  # twice on one day: new, and within 30 days
        ("b", FIRST, 30),
        ("b", APRIL, 40),
        (None, APRIL, 50),
        last=FIRST + timedelta(days=61),
    )
    model.expect(
        {
            "order_month": MARCH,
            "orders": 3,
            "first_orders": 2,
            "repeat_orders": 1,
            "buyers": 2,
            "new_buyers": 2,
            "repeat_buyers": 0,
            **seen(30, 2, 2),
            **seen(60, 2, 2),
            **seen(90, 0, 0),
            "revenue": 60,
            "first_order_revenue": 40,
            "repeat_order_revenue": 20,
        },
        {
            "order_month": APRIL,
            "orders": 2,
            "first_orders": 0,
            "repeat_orders": 1,
            "buyers": 1,
            "new_buyers": 0,
            "repeat_buyers": 1,
            **seen(30, 0, 0),
            **seen(60, 0, 0),
            **seen(90, 0, 0),
            "revenue": 90,
            "first_order_revenue": 0,
            "repeat_order_revenue": 40,
        },
    )


@pytest.mark.parametrize("days", [30, 60, 90])
def test_an_order_on_the_last_day_of_a_window_is_within_it(
    model: ModelUnderTest, days: int
) -> None:
    inside, outside = FIRST + timedelta(days=days), FIRST + timedelta(days=days + 1)
    orders(
        model,
        *(("a", FIRST, 1), ("b", FIRST, 1), ("c", FIRST, 1)),
        *(("a", inside, 1), ("b", outside, 1)),
        last=FIRST + timedelta(days=365),
    )
    found = seen(days, 3, 1) | {f"repeat_in_{days}_days_rate": Decimal("0.333333")}
    months = {each.replace(day=1) for each in (inside, outside)}
    model.expect(
        {"order_month": MARCH} | found,
        *({"order_month": month} | seen(days, 0, 0) for month in months),
    )


@pytest.mark.parametrize(
    ("day_number", "buyers"),
    [
        pytest.param(30, 0, id="the thirtieth day is not over"),
        pytest.param(31, 1, id="the thirtieth day is over"),
    ],
)
def test_a_window_counts_when_its_last_day_is_over(
    model: ModelUnderTest, day_number: int, buyers: int
) -> None:
    orders(model, ("a", FIRST, 1), ("a", FIRST, 1), last=FIRST + timedelta(days=day_number))
    model.expect({"order_month": MARCH} | seen(30, buyers, buyers))


def test_a_third_order_is_no_second_one(model: ModelUnderTest) -> None:
    orders(
        model,
        *(("a", FIRST, 1), ("a", FIRST + timedelta(days=31), 1), ("a", APRIL, 1)),
        last=FIRST + timedelta(days=365),
    )
    model.expect(
        {"order_month": MARCH, "repeated_in_30_days": 1, "repeat_orders": 0},
        {"order_month": APRIL, "repeated_in_30_days": 0, "repeat_orders": 2},
    )


def test_the_person_named_counts_and_not_the_device(model: ModelUnderTest) -> None:
    order = {"visitor_id": "v", "order_date": FIRST, "ordered_at": FIRST, "revenue": 1}
    model.given("fct_orders", order | {"order_id": "1", "user_id": "one"})
    model.given("fct_orders", order | {"order_id": "2", "user_id": "two"})
    model.given("fct_orders", order | {"order_id": "3"})
    model.given("silver_identity_map", {"visitor_id": "v", "user_id": "two"})
    model.given("watermark", {"event_date": FIRST})
    model.expect({"buyers": 2, "new_buyers": 2, "first_orders": 2, "repeat_orders": 1})


def test_without_orders_there_is_no_month(model: ModelUnderTest) -> None:
    model.expect()
