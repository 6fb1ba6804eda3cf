"""What people who abandoned a cart left, and what they bought after."""

from decimal import Decimal
from typing import Any

import pytest

from tests.events import at, event, item
from tests.gold.conftest import Check
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case


def on_platform(platform: str) -> str:
    return f"platform_id = '{platform}'"


def put(platform: str, visitor: str, minute: float, price: int, **fields: Any) -> Any:
    items = [item("p", price=price)]
    return event("add_to_cart", visitor, minute, platform=platform, items=items, **fields)


def bought(platform: str, visitor: str | None, minute: float, value: int, **fields: Any) -> Any:
    return event("purchase", visitor, minute, platform=platform, value=value, **fields)


CASES = [
    Case(
        "a platform is whole: orders of the person anywhere, none before the first abandon",
        on_platform("WEB"),
        [
            bought("WEB", "a", -60, 100, user_id="u"),
            put("WEB", "a", 0, 5),
            put("WEB", "a", 60, 7),
            bought("APP", "b", 90, 10, user_id="u"),
            bought("APP", "b", 150, 20),
            put("WEB", "c", 0, 1),
            bought("WEB", None, 1, 1000),
        ],
        [
            {
                "platform_id": "WEB",
                "sessions": 3,
                "users": 2,
                "orders_after": 2,
                "cart_value_left": Decimal(13),
                "revenue_after": Decimal(30),
                "aov_after": Decimal(15),
            }
        ],
    ),
    Case("a platform without an abandon has no row", on_platform("APP"), []),
    Case(
        "where nobody bought after there is no average",
        on_platform("IOS"),
        [
            event("begin_checkout", "i", 0, platform="IOS"),
            put("IOS", "j", 0, 5),
            bought("IOS", "j", 5, 5),
        ],
        [
            {
                "sessions": 1,
                "users": 1,
                "orders_after": 0,
                "cart_value_left": Decimal(0),
                "revenue_after": Decimal(0),
                "aov_after": None,
            }
        ],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)


@pytest.mark.parametrize(
    ("minute", "revenue"),
    [pytest.param(0, 0, id="at that moment"), pytest.param(0.001, 7, id="after it")],
)
def test_what_comes_after_the_first_abandon_counts(
    minute: float, revenue: int, model: ModelUnderTest
) -> None:
    model.given(
        "silver_sessions",
        {"session_id": "s", "visitor_id": "v", "platform_id": "WEB", "session_start_at": at(0)}
        | {"is_cart_abandon": True, "cart_value": 3},
    )
    model.given(
        "silver_identity_map",
        {"visitor_id": "v", "user_id": "u"},
        {"visitor_id": "phone", "user_id": "u"},
    )
    order = {"visitor_id": "phone", "ordered_at": at(minute), "revenue": 7}
    model.given("fct_orders", order)
    model.expect({"users": 1, "cart_value_left": 3, "revenue_after": revenue})


def test_without_abandons_there_is_no_row(model: ModelUnderTest) -> None:
    model.given("fct_orders", {"visitor_id": "v", "ordered_at": at(0), "revenue": 7})
    model.expect()
