"""vw_activation_weekly: so many of the events within so many times 24 hours of the first one."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.gold.days import day
from tests.gold.people import given_people, noon
from tests.models.under_test import ModelUnderTest

INSTANT = timedelta(microseconds=1)


def deed(number: float, name: str = "add_to_cart", who: str = "ada", **more: Any) -> Any:
    at = noon(number)
    row = {"event_id": f"{name}{number}{who}", "event_name": name, "visitor_id": who}
    return row | {"event_at": at, "event_date": at.date(), "user_id": None} | more


@pytest.mark.parametrize(
    ("after", "activated"),
    [
        pytest.param(timedelta(0), 1, id="the first interaction itself"),
        pytest.param(-INSTANT, 0, id="before it"),
        pytest.param(timedelta(days=7) - INSTANT, 1, id="within the last hour"),
        pytest.param(timedelta(days=7), 0, id="when it is over"),
    ],
)
def test_there_are_seven_times_24_hours(
    model: ModelUnderTest, after: timedelta, activated: int
) -> None:
    given_people(model, 12, ada=[0])
    model.given("fct_events", deed(0, event_at=noon(0) + after))
    found = model.asked("select sum(activated_users) from {model} where segment = 'all'")
    assert found == [(activated,)]


def test_it_takes_so_many_of_all_the_events_and_an_order_told_twice_is_one(
    model: ModelUnderTest,
) -> None:
    model.config(growth={"activation": {"events": ["search", "purchase"], "times": 2}})
    given_people(model, 12, two=[0], twice=[0], both=[0])
    model.given("silver_identity_map", {"visitor_id": "phone", "user_id": "two"})
    model.given("fct_events", deed(1, "search", "two"), deed(2, "search", "phone"))
    model.given("fct_events", deed(1, "purchase", "twice"), deed(2, "purchase", "twice"))
    model.given("fct_events", deed(1, "search", "both"), deed(1, "view_item", "twice"))
    model.given(
        "fct_orders",
        *(
            {"order_id": who, "visitor_id": who, "ordered_at": noon(1), "order_date": day(1)}
            for who in ("twice", "both")
        ),
    )
    found = model.asked(
        "select new_users, activated_users, activation_rate from {model}"
        " where segment = 'all' and new_users > 0"
    )
    assert found == [(3, 2, Decimal("0.666667"))]


def test_what_somebody_did_while_named_is_theirs(model: ModelUnderTest) -> None:
    given_people(model, 12, ada=[0], shared=[0])
    model.given("fct_events", deed(1, who="shared", user_id="ada"))
    found = model.asked("select sum(activated_users) from {model} where segment = 'all'")
    assert found == [(1,)]


@pytest.mark.parametrize(("last", "is_complete"), [(9, False), (10, True)])
def test_a_week_is_whole_when_its_last_person_has_had_the_days(
    model: ModelUnderTest, last: int, *, is_complete: bool
) -> None:
    given_people(model, last, ada=[0], bob=[2])
    found = model.asked(
        "select is_complete, activation_rate, is_first_period from {model}"
        " where segment = 'all' and new_users > 0"
    )
    assert found == [(is_complete, 0 if is_complete else None, True)]
