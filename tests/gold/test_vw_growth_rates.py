"""vw_growth_rates: six persons over five months, reckoned by hand."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.models.under_test import ModelUnderTest

#: Who is active in which months of 2024; January is the lake's first, of which nothing is known.
ACTIVE = {"old": [1, 2, 3, 4, 5], "a": [2, 3, 5], "b": [2], "c": [3, 4, 5], "d": [4, 5], "e": [5]}
#: Of these, those who put something in the cart within seven days of their first interaction.
ACTIVATED = {"a": 2, "c": 3, "e": 5}


def at(month: int, day: int = 28) -> datetime:
    return datetime(2024, month, day, 12)


def active(user: str, month: int) -> dict[str, Any]:
    on = at(month)
    row = {"visitor_id": user, "user_id": user, "event_date": on.date()}
    return row | {"interaction_count": 1, "first_interaction_at": on}


def ordered(user: str | None, month: int, revenue: int, refunded: int = 0) -> dict[str, Any]:
    row = {"visitor_id": user, "user_id": user, "order_date": at(month).date()}
    return row | {"revenue": revenue, "refunded_value": refunded}


def in_cart(user: str, month: int, days: int = 5) -> dict[str, Any]:
    row = {"visitor_id": user, "user_id": user, "event_name": "add_to_cart", "event_id": user}
    return row | {"event_at": at(month) + timedelta(days=days)}


@pytest.fixture
def shop(model: ModelUnderTest) -> ModelUnderTest:
    model.given("silver_identity_map", *({"visitor_id": user, "user_id": user} for user in ACTIVE))
    days = [active(user, month) for user, months in ACTIVE.items() for month in months]
    model.given("silver_session_days", *days)
    model.given("fct_events", *(in_cart(user, month) for user, month in ACTIVATED.items()))
    model.given(
        "fct_orders",
        ordered("old", 1, 1000),
        ordered("old", 3, 100, 10),
        ordered("c", 5, 50),
        ordered("d", 5, 20),
        ordered(None, 5, 5),
        ordered("e", 6, 1000),
    )
    return model


def lake_until(model: ModelUnderTest, last: date) -> None:
    firsts = [date(2024, month, 1) for month in range(1, last.month + 1)]
    model.given("dim_dates", *({"date_day": day} for day in firsts))
    model.given("watermark", {"event_date": last})


def test_three_months_by_hand(shop: ModelUnderTest) -> None:
    lake_until(shop, date(2024, 6, 20))
    shop.expect(
        {
            "month_start": date(2024, 5, 1),
            "new_users": 1,  # c, d, e
            "resurrected_users": Decimal("0.3333"),  # a in May
            "existing_users": Decimal("2.6667"),  # 2 + 2 + 4
            "activated_rate": Decimal("0.666667"),  # c and e, of c, d and e
            "retained_rate": Decimal("0.8"),  # 1 + 1 + 2 of 1 + 2 + 2
            "activated_retained_rate": 1,  # a and c
            "other_retained_rate": Decimal("0.5"),  # d, of b and d
            "buyer_rate": Decimal("0.272727"),  # 3 of 3 + 3 + 5
            "revenue_per_buyer": 55,  # 90 + 50 + 20 + 5, of 3
        }
    )


def test_who_has_not_had_the_days_is_no_evidence(shop: ModelUnderTest) -> None:
    lake_until(shop, date(2024, 6, 4))  # e's seventh day ends on it
    assert shop.asked("select activated_rate, new_users from {model}") == [(Decimal("0.5"), 1)]


@pytest.mark.parametrize(
    ("last", "month"),
    [
        pytest.param(date(2024, 6, 1), 5, id="May is over"),
        pytest.param(date(2024, 5, 31), 4, id="May is not over"),
        pytest.param(date(2024, 5, 1), 4, id="three months beside the first"),
        pytest.param(date(2024, 4, 30), None, id="two months beside the first"),
    ],
)
def test_three_months_must_be_whole(shop: ModelUnderTest, last: date, month: int | None) -> None:
    lake_until(shop, last)
    found = [] if month is None else [(date(2024, month, 1),)]
    assert shop.asked("select month_start from {model}") == found


def test_the_first_month_tells_nothing_of_who_stays(shop: ModelUnderTest) -> None:
    lake_until(shop, date(2024, 5, 1))
    found = shop.asked(
        "select existing_users, retained_rate, activated_retained_rate, other_retained_rate"
        " from {model}"
    )
    two_thirds = Decimal("0.666667")  # of February and March alone: 1 + 1 of 1 + 2
    assert found == [(Decimal("1.6667"), two_thirds, 1, 0)]


def test_what_nobody_shows_is_that_of_the_others(model: ModelUnderTest) -> None:
    model.given("silver_identity_map", {"visitor_id": "u", "user_id": "u"})
    model.given("silver_session_days", *(active("u", month) for month in (3, 4, 5)))
    lake_until(model, date(2024, 6, 20))
    found = model.asked(
        "select activated_rate, retained_rate, activated_retained_rate, other_retained_rate,"
        " buyer_rate, revenue_per_buyer from {model}"
    )
    assert found == [(0, 1, 1, 1, 0, 0)]


def test_more_buyers_than_active_persons_are_all_of_them(shop: ModelUnderTest) -> None:
    lake_until(shop, date(2024, 6, 20))
    shop.given("fct_orders", *(ordered(f"letter {number}", 4, 1) for number in range(20)))
    assert shop.asked("select buyer_rate from {model}") == [(1,)]


def test_an_empty_lake_has_no_rates(model: ModelUnderTest) -> None:
    model.expect()
