"""What people who abandoned a cart left, and what they bought after."""

from decimal import Decimal
from typing import Any

from tests.events import event, item
from tests.gold.conftest import Check
from tests.sql.stories import Case


def at(platform: str) -> str:
    return f"platform_id = '{platform}'"


def put(platform: str, visitor: str, minute: float, price: int, **fields: Any) -> Any:
    items = [item("p", price=price)]
    return event("add_to_cart", visitor, minute, platform=platform, items=items, **fields)


def bought(platform: str, visitor: str | None, minute: float, value: int, **fields: Any) -> Any:
    return event("purchase", visitor, minute, platform=platform, value=value, **fields)


CASES = [
    Case(
        "a platform is whole: orders of the person anywhere, none before the first abandon",
        at("WEB"),
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
    Case("a platform without an abandon has no row", at("APP"), []),
    Case(
        "where nobody bought after there is no average",
        at("IOS"),
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
