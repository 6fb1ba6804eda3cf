"""Days of bots: what a batch brings and takes back decides what a day is, and what it was."""

from typing import Any

import pytest

from tests.events import DAY, at
from tests.models.under_test import ModelUnderTest

FIRST = at(0).date()


def told(number: int, **more: Any) -> dict[str, Any]:
    row = {"event_id": f"e{number}", "visitor_id": "v", "event_name": "page_view"}
    return row | {"event_date": FIRST} | more


def day(*, is_bot: bool, was_bot: bool) -> dict[str, Any]:
    return {"visitor_id": "v", "event_date": FIRST, "is_bot": is_bot, "was_bot": was_bot}


@pytest.fixture(autouse=True)
def _two_are_a_person(model: ModelUnderTest) -> None:
    model.config(sessions={"max_daily_events": 2})


@pytest.mark.parametrize(
    ("former", "new", "expected"),
    [
        pytest.param(0, 2, [], id="as many as may be"),
        pytest.param(0, 3, [day(is_bot=True, was_bot=False)], id="one more"),
        pytest.param(2, 1, [day(is_bot=True, was_bot=False)], id="one more, later"),
        pytest.param(3, 1, [day(is_bot=True, was_bot=True)], id="more of what was too much"),
    ],
)
def test_a_day_is_a_bots_above_the_limit(
    former: int, new: int, expected: list[dict[str, Any]], model: ModelUnderTest
) -> None:
    rows = [told(number) for number in range(former + new)]
    model.given("fct_events", *rows)
    model.given("new_events", *rows[former:])
    model.expect(*expected)


def test_a_day_that_no_event_is_brought_of_is_not_looked_at(model: ModelUnderTest) -> None:
    model.given("fct_events", *map(told, range(3)), told(4, event_date=at(DAY).date()))
    model.given("new_events", told(4, event_date=at(DAY).date()))
    model.expect()


def test_a_purchase_of_a_touched_transaction_asks_for_its_day(model: ModelUnderTest) -> None:
    model.given("fct_events", *map(told, range(3)))
    model.given("transaction_purchases", {"visitor_id": "v", "event_date": FIRST})
    model.expect(day(is_bot=True, was_bot=True))


def test_refunds_the_back_office_and_nobody_do_not_count(model: ModelUnderTest) -> None:
    others = [told(1, event_name="refund"), told(2, event_name="profile"), told(3, visitor_id=None)]
    model.given("fct_events", told(0), *others, told(4))
    model.given("new_events", told(0), *others, told(4))
    model.expect()


def test_what_is_taken_back_makes_a_person_of_a_bot(model: ModelUnderTest) -> None:
    model.given("fct_events", told(0), told(1))
    model.given("retracted_events", told(2))
    model.takes_back("page_view")
    model.expect(day(is_bot=False, was_bot=True))
