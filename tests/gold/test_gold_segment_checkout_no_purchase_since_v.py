"""The segment of people who left a checkout and have not bought since."""

from decimal import Decimal
from typing import Any

import pytest

from tests.events import DAY, MINUTE_US, at, event, item, session_id
from tests.gold.conftest import Check
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case

TICK = 1 / MINUTE_US


def person(user: str) -> str:
    return f"user_id = '{user}'"


def left(visitor: str, minute: float, price: int = 5, **fields: Any) -> Any:
    return event("begin_checkout", visitor, minute, items=[item("p", price=price)], **fields)


def bought(visitor: str, minute: float, **fields: Any) -> Any:
    return event("purchase", visitor, minute, value=1, **fields)


CASES = [
    Case(
        "a person is whole: two abandons on two devices, the last one shown",
        person("u"),
        [
            left("a", 0, 3, user_id="u"),
            event("page_view", "b", DAY, user_id="u"),
            left("b", DAY + 1, 4),
            left("b", DAY + 2, 5),
        ],
        [
            {
                "user_id": "u",
                "last_abandon_session_id": session_id("b", DAY),
                "last_abandoned_at": at(DAY + 2),
                "abandoned_checkouts": 2,
                "cart_value": Decimal(5),
            }
        ],
    ),
    Case(
        "who bought before the checkout is in it",
        person("before"),
        [bought("before", 0), left("before", 60)],
        [{"user_id": "before", "abandoned_checkouts": 1}],
    ),
    Case(
        "who bought after the checkout is not",
        person("after"),
        [left("after", 0), bought("after", 60)],
        [],
    ),
    Case(
        "who bought between two checkouts is in it",
        person("between"),
        [left("between", 0), bought("between", 60), left("between", 120)],
        [{"last_abandoned_at": at(120), "abandoned_checkouts": 2}],
    ),
    Case(
        "who bought on another device is not",
        person("u2"),
        [left("c", 0, user_id="u2"), bought("d", 60, user_id="u2")],
        [],
    ),
    Case(
        "a purchase elsewhere just before the checkout, while the session ran, does not count",
        person("app"),
        [
            event("page_view", "app", 0),
            bought("app", 10 - TICK, platform="APP"),
            left("app", 10),
        ],
        [{"last_abandoned_at": at(10)}],
    ),
    Case(
        "a purchase elsewhere in the checkout's moment does",
        person("at"),
        [event("page_view", "at", 0), bought("at", 10, platform="APP"), left("at", 10)],
        [],
    ),
    Case(
        "who bought in the session has left nothing",
        person("inside"),
        [bought("inside", 0), left("inside", 5)],
        [],
    ),
    Case(
        "what the device's next owner bought is not theirs",
        "user_id in ('first-owner', 'next-owner')",
        [
            left("tablet", 0, user_id="first-owner"),
            bought("tablet", 60, user_id="next-owner"),
        ],
        [{"user_id": "first-owner", "abandoned_checkouts": 1}],
    ),
    Case("who left a cart alone is not in it", person("cart"), [event("add_to_cart", "cart")], []),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)


@pytest.mark.parametrize(
    ("minute", "is_in"),
    [
        pytest.param(-1, True, id="a purchase before the checkout"),
        pytest.param(0, False, id="a purchase at its moment"),
        pytest.param(1, False, id="a purchase after it"),
    ],
)
def test_who_bought_since_is_out(minute: float, is_in: bool, model: ModelUnderTest) -> None:
    left = {"is_checkout_abandon": True, "last_checkout_at": at(0)}
    model.given("silver_sessions", {"session_id": "s", "visitor_id": "v"} | left)
    model.given("silver_identity_map", {"visitor_id": "v", "user_id": "u"})
    model.given("fct_orders", {"visitor_id": "v", "ordered_at": at(minute)})
    person = {"user_id": "u", "last_abandoned_at": at(0), "abandoned_checkouts": 1}
    model.expect(*([person] if is_in else []))


def test_without_checkouts_there_is_no_row(model: ModelUnderTest) -> None:
    model.expect()
