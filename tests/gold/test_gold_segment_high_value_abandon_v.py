"""The segment of high-value abandons: a cart or checkout at or above the threshold."""

from decimal import Decimal
from typing import Any

import pytest

from tests.events import at, event, item, session_id
from tests.gold.conftest import Check
from tests.gold.days import day
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case

CONFIG = {"segments": {"high_value_cart": 100}}


def sessions(visitor: str) -> str:
    return f"visitor_id = '{visitor}'"


def left(name: str, visitor: str, price: Any, quantity: int = 1) -> Any:
    return event(name, visitor, 0, items=[item("p", price=price, quantity=quantity)])


CASES = [
    Case(
        "a cart at the threshold is whole",
        sessions("at"),
        [left("add_to_cart", "at", 50, 2)],
        [
            {
                "session_id": session_id("at"),
                "user_id": "at",
                "visitor_id": "at",
                "platform_id": "WEB",
                "session_start_at": at(0),
                "session_date": day(0),
                "source": None,
                "medium": None,
                "campaign": None,
                "landing_page": None,
                "coupon": None,
                "cart_products": 1,
                "cart_value": Decimal(100),
            }
        ],
    ),
    Case(
        "a cart just below is none",
        sessions("below"),
        [left("add_to_cart", "below", "99.9999")],
        [],
    ),
    Case(
        "a checkout counts too",
        sessions("checkout"),
        [left("begin_checkout", "checkout", 101)],
        [{"session_id": session_id("checkout"), "cart_value": Decimal(101)}],
    ),
    Case(
        "what was bought is no abandon",
        sessions("bought"),
        [left("begin_checkout", "bought", 101), event("purchase", "bought", 1)],
        [],
    ),
    Case(
        "what was taken out again does not count",
        sessions("removed"),
        [
            left("add_to_cart", "removed", 60, 2),
            event("remove_from_cart", "removed", 1, items=[item("p", price=60)]),
        ],
        [],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)


@pytest.mark.parametrize("is_in", [True, False])
def test_the_segment_is_one_feature_of_a_session(is_in: bool, model: ModelUnderTest) -> None:
    session = {"session_id": "s", "visitor_id": "v", "is_high_value_abandon": is_in}
    model.given("silver_sessions", session)
    model.given("silver_identity_map", {"visitor_id": "v", "user_id": "u"})
    model.expect(*([{"session_id": "s", "visitor_id": "v", "user_id": "u"}] if is_in else []))
