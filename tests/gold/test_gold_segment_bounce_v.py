"""The segment of bounces: at most one interaction."""

from decimal import Decimal
from typing import Any

import pytest

from tests.events import at, event, item, session_id
from tests.gold.conftest import Check
from tests.gold.days import day
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case


def sessions(visitor: str) -> str:
    return f"visitor_id = '{visitor}'"


def shared(item_id: str) -> dict[str, Any]:
    return {"coupon": "C", "items": [item(item_id, price=5)]}


CASES = [
    Case(
        "a bounce is whole, with the person behind it",
        sessions("v"),
        [
            event(
                "add_to_cart",
                "v",
                0,
                traffic_source={"source": "news", "medium": "email", "campaign": "spring"},
                page_location="https://shop.example/p",
                **shared("p"),
            ),
            event("session_start", "v", 1),
            event("page_view", "v", 60, user_id="u"),
            event("page_view", "v", 61),
        ],
        [
            {
                "session_id": session_id("v"),
                "user_id": "u",
                "visitor_id": "v",
                "platform_id": "WEB",
                "session_start_at": at(0),
                "session_date": day(0),
                "source": "news",
                "medium": "email",
                "campaign": "spring",
                "landing_page": "https://shop.example/p",
                "coupon": "C",
                "cart_products": 1,
                "cart_value": Decimal(5),
            }
        ],
    ),
    Case(
        "two interactions are no bounce",
        sessions("two"),
        [event("page_view", "two", 0), event("page_view", "two", 1)],
        [],
    ),
    Case(
        "two events of one moment are one interaction",
        sessions("once"),
        [event("page_view", "once", 0), event("view_item", "once", 0)],
        [{"session_id": session_id("once"), "user_id": "once", "coupon": None}],
    ),
    Case(
        "on a shared device a session is the person's whom it names, else the last one's",
        sessions("tablet"),
        [
            event("page_view", "tablet", 0, user_id="one"),
            event("page_view", "tablet", 60),
            event("page_view", "tablet", 120, user_id="two"),
        ],
        [
            {"session_id": session_id("tablet"), "user_id": "one"},
            {"session_id": session_id("tablet", 60), "user_id": "two"},
            {"session_id": session_id("tablet", 120), "user_id": "two"},
        ],
    ),
    Case(
        "an order is no bounce, however short its session",
        sessions("quick"),
        [event("purchase", "quick", 0, value=1)],
        [],
    ),
    Case(
        "no interaction is a bounce too",
        sessions("idle"),
        [event("session_start", "idle", 0), event("scroll", "idle", 1)],
        [{"session_id": session_id("idle"), "cart_value": Decimal(0)}],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)


@pytest.mark.parametrize("is_in", [True, False])
def test_the_segment_is_one_feature_of_a_session(is_in: bool, model: ModelUnderTest) -> None:
    model.given("silver_sessions", {"session_id": "s", "visitor_id": "v", "is_bounce": is_in})
    model.given("silver_identity_map", {"visitor_id": "v", "user_id": "u"})
    model.expect(*([{"session_id": "s", "visitor_id": "v", "user_id": "u"}] if is_in else []))
