"""vw_user_funnel: from the first interaction through all stages in order, a person once."""

from datetime import timedelta
from typing import Any

import pytest

from tests.gold.people import given_people, noon
from tests.gold.test_vw_activation_weekly import deed
from tests.models.under_test import ModelUnderTest

INSTANT = timedelta(microseconds=1)
STAGES = {"growth": {"funnel": {"stages": ["visit", "view_item", "purchase", "purchase"]}}}
USERS = "select users from {model} where segment = 'all' order by stage_number"


def order(number: float, order_id: str, visitor_id: str = "ada") -> Any:
    at = noon(number)
    row = {"order_id": order_id, "visitor_id": visitor_id, "user_id": None}
    return row | {"ordered_at": at, "order_date": at.date()}


def counted(model: ModelUnderTest) -> list[int]:
    return [users for (users,) in model.asked(USERS)]


@pytest.mark.parametrize(
    ("viewed", "bought", "users"),
    [
        pytest.param(0, [0, 0], [1, 1, 1, 1], id="all at one moment, by two orders"),
        pytest.param(1, [1], [1, 1, 1, 0], id="one order is not two"),
        pytest.param(1, [0.5, 2], [1, 1, 1, 0], id="an order before the view is skipped"),
        pytest.param(1, [0.5], [1, 1, 0, 0], id="nothing follows the view"),
        pytest.param(1, [2, 29.9], [1, 1, 1, 1], id="within the days"),
        pytest.param(1, [2, 30], [1, 1, 1, 0], id="when the last hour is over"),
    ],
)
def test_a_stage_takes_the_first_event_at_or_after_the_one_before(
    model: ModelUnderTest, viewed: float, bought: list[float], users: list[int]
) -> None:
    model.config(**STAGES)
    given_people(model, None, ada=[0])
    model.given("fct_events", deed(viewed, "view_item"), deed(3, "purchase"), deed(4, "purchase"))
    model.given("fct_orders", *(order(at, f"t{n}") for n, at in enumerate(bought)))
    assert counted(model) == users


def test_events_of_one_name_apart_are_not_taken_twice(model: ModelUnderTest) -> None:
    model.config(growth={"funnel": {"stages": ["visit", "search", "view_item", "search"]}})
    given_people(model, None, once=[0], again=[0])
    for who in ("once", "again"):
        model.given("fct_events", deed(0, "search", who), deed(0, "view_item", who))
    model.given("fct_events", deed(0, "search", "again", event_id="another"))
    assert counted(model) == [2, 2, 2, 1]


def test_a_segment_has_its_own_rates_and_drop_offs(model: ModelUnderTest) -> None:
    model.config(growth={"funnel": {"stages": ["visit", "view_item"]}})
    given_people(model, None, ada=[0], bob=[0], cem=[0], dia=[0])
    model.given("dim_users", *({"user_id": who, "valid_from": noon(0).date(), "segment": "shops"}
                               for who in ("ada", "bob", "cem")))  # fmt: skip
    model.given("fct_events", deed(1, "view_item"), deed(1, "view_item", "dia"))
    found = model.asked(
        "select segment, users, round(rate_from_previous, 2)::varchar, drop_off,"
        " round(drop_off_rate, 2)::varchar from {model} where stage_number = 2 order by segment"
    )
    assert found == [
        ("(unknown)", 1, "1.00", 0, "0.00"),
        ("all", 2, "0.50", 2, "0.50"),
        ("shops", 1, "0.33", 2, "0.67"),
    ]


def test_nobody_is_a_funnel_of_0_without_rates(model: ModelUnderTest) -> None:
    given_people(model, None)
    found = model.asked("select users, rate_from_previous, rate_from_first from {model}")
    assert found == [(0, None, None)] * 7
