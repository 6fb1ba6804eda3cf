"""People by day, week and month, each counted once."""

from datetime import date, timedelta
from typing import Any

from tests.models.under_test import ModelUnderTest

MONDAY = date(2024, 2, 26)
"""Its week ends in March."""


def visits(model: ModelUnderTest, *found: tuple[str, date, bool]) -> None:
    """Give sessions of visitors who are their own persons: who, when, and whether they bought."""
    for number, (visitor, when, has_purchase) in enumerate(found):
        session = {"session_id": str(number), "visitor_id": visitor, "session_date": when}
        model.given("silver_sessions", session | {"has_purchase": has_purchase})
    for visitor in dict.fromkeys(visitor for visitor, _, _ in found):
        model.given("silver_identity_map", {"visitor_id": visitor, "user_id": visitor})


def expect(model: ModelUnderTest, first: date, *rows: dict[str, Any]) -> None:
    """Expect rows of a lake that begins on a day; who is active is told by growth accounting."""
    model.given("dim_dates", {"date_day": first})
    kept = ("period", "period_start", "active_users", "new_users")
    for each in rows:
        state = {name: each[name] for name in kept} | {"is_complete": each["is_whole"]}
        model.given("vw_growth_accounting", state | {"segment": "all"})
        model.given("vw_growth_accounting", state | {"segment": "shops", "active_users": 9})
    model.expect(*rows)


def row(period: str, start: date, **figures: Any) -> dict[str, Any]:
    empty = ("active_users", "new_users", "returning_users", "buyers", "sessions")
    more = ("sessions_with_purchase", "orders", "revenue")
    none = {"period": period, "period_start": start} | dict.fromkeys((*empty, *more), 0)
    return none | {"is_whole": True} | figures


def test_a_person_of_two_days_is_one_of_their_week_and_of_each_month(model: ModelUnderTest) -> None:
    friday = MONDAY + timedelta(days=4)
    visits(model, ("a", MONDAY, False), ("a", friday, True), ("b", friday, False))
    model.given("fct_orders", {"visitor_id": "a", "order_date": friday, "revenue": 5})
    one = {"active_users": 1, "new_users": 1, "sessions": 1}
    bought = {"buyers": 1, "sessions_with_purchase": 1, "orders": 1, "revenue": 5}
    both = {"active_users": 2, "new_users": 1, "returning_users": 1, "sessions": 2} | bought
    expect(
        model,
        date(2024, 2, 1),
        row("day", MONDAY, **one),
        row("day", friday, **both),
        row("week", MONDAY, **both | {"new_users": 2, "returning_users": 0, "sessions": 3}),
        row("month", date(2024, 2, 1), **one),
        row("month", date(2024, 3, 1), **both),
    )


def test_a_period_is_whole_when_the_lake_has_all_of_it_and_its_last_day_is_over(
    model: ModelUnderTest,
) -> None:
    first = date(2024, 2, 2)
    over = {"active_users": 1, "is_complete": True, "segment": "all"}
    model.given("dim_dates", {"date_day": first})
    model.given(
        "vw_growth_accounting",
        over | {"period": "day", "period_start": first},
        over | {"period": "week", "period_start": date(2024, 1, 29)},
        over | {"period": "week", "period_start": date(2024, 2, 5)},
        over | {"period": "month", "period_start": date(2024, 4, 1), "is_complete": False},
    )
    found = model.asked("select period_start, is_whole from {model} order by period_start")
    assert found == [
        (date(2024, 1, 29), False),
        (first, True),
        (date(2024, 2, 5), True),
        (date(2024, 4, 1), False),
    ]


def test_who_goes_on_after_midnight_is_active_without_a_visit(model: ModelUnderTest) -> None:
    expect(model, MONDAY, row("day", MONDAY, active_users=1, returning_users=1))


def test_orders_of_nobody_count_and_their_buyers_do_not(model: ModelUnderTest) -> None:
    order = {"order_date": MONDAY, "revenue": 3}
    model.given("fct_orders", order, order, order | {"visitor_id": "v"})
    model.given("silver_identity_map", {"visitor_id": "v", "user_id": "u"})
    figures = {"orders": 3, "revenue": 9, "buyers": 1, "is_whole": False}
    expect(
        model,
        MONDAY,
        row("day", MONDAY, **figures),
        row("week", MONDAY, **figures),
        row("month", date(2024, 2, 1), **figures),
    )


def test_without_anybody_there_is_no_period(model: ModelUnderTest) -> None:
    model.expect()
