"""The segment of checkout abandons: a checkout, and no purchase in the session."""

from decimal import Decimal

import pytest

from tests.events import at, event, item, session_id
from tests.gold.conftest import Check
from tests.gold.days import day
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case


def sessions(visitor: str) -> str:
    return f"visitor_id = '{visitor}'"


CASES = [
    Case(
        "an abandon is whole, with the person behind it",
        sessions("v"),
        [
            event("page_view", "v", 0, page_location="https://shop.example/", user_id="u"),
            event("begin_checkout", "v", 1, coupon="C", items=[item("p", price=5), item("q")]),
        ],
        [
            {
                "session_id": session_id("v"),
                "user_id": "u",
                "visitor_id": "v",
                "platform_id": "WEB",
                "session_start_at": at(0),
                "session_date": day(0),
                "source": None,
                "medium": None,
                "campaign": None,
                "landing_page": "https://shop.example/",
                "coupon": "C",
                "cart_products": 2,
                "cart_value": Decimal(5),
            }
        ],
    ),
    Case(
        "a purchase after the checkout is no abandon",
        sessions("after"),
        [event("begin_checkout", "after", 0), event("purchase", "after", 1)],
        [],
    ),
    Case(
        "a purchase before the checkout, in the same session, is none either",
        sessions("before"),
        [event("purchase", "before", 0), event("begin_checkout", "before", 1)],
        [],
    ),
    Case(
        "a purchase 30:00 later is in the session",
        sessions("inside"),
        [event("begin_checkout", "inside", 0), event("purchase", "inside", 30)],
        [],
    ),
    Case(
        "a purchase 30:01 later is in the next session",
        sessions("outside"),
        [event("begin_checkout", "outside", 0), event("purchase", "outside", 30 + 1 / 60)],
        [{"session_id": session_id("outside")}],
    ),
    Case(
        "a purchase told again hides no abandoned checkout",
        sessions("reload"),
        [
            event("purchase", "reload", 0, transaction_id="once"),
            event("begin_checkout", "reload", 60),
            event("purchase", "reload", 61, transaction_id="once"),
        ],
        [{"session_id": session_id("reload", 60)}],
    ),
    Case(
        "a cart without a checkout is none",
        sessions("cart"),
        [event("add_to_cart", "cart", 0, items=[item("p", price=5)])],
        [],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)


@pytest.mark.parametrize("is_in", [True, False])
def test_the_segment_is_one_feature_of_a_session(is_in: bool, model: ModelUnderTest) -> None:
    session = {"session_id": "s", "visitor_id": "v", "is_checkout_abandon": is_in}
    model.given("silver_sessions", session)
    model.given("silver_identity_map", {"visitor_id": "v", "user_id": "u"})
    model.expect(*([{"session_id": "s", "visitor_id": "v", "user_id": "u"}] if is_in else []))
