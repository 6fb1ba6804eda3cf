"""What visits did on each kind of device, day by day."""

from decimal import Decimal

from tests.events import DAY, event
from tests.gold.conftest import Check
from tests.gold.days import day, on
from tests.sql.stories import Case

CASES = [
    Case(
        "the first device that a visit names is its own",
        on("session_date", 0),
        [
            event("page_view", "a", 0),
            event("add_to_cart", "a", 1, device_category="mobile"),
            event("purchase", "a", 2, transaction_id="t", value=12, device_category="desktop"),
            event("page_view", "b", 0, device_category="mobile"),
        ],
        [
            {
                "session_date": day(0),
                "device_category": "mobile",
                "sessions": 2,
                "visitors": 2,
                "new_visitors": 2,
                "bounces": 1,
                "carts": 1,
                "checkouts": 0,
                "buying_sessions": 1,
                "orders": 1,
                "revenue": Decimal(12),
                "conversion_rate": Decimal("0.5"),
            }
        ],
    ),
    Case(
        "a visit of no device is unknown, an order of no visit unattributed",
        on("session_date", 1),
        [
            event("page_view", "c", DAY),
            event("purchase", None, DAY, transaction_id="n", value=7),
        ],
        [
            {"device_category": "(unknown)", "sessions": 1, "orders": 0, "revenue": Decimal(0)},
            {
                "device_category": "(unattributed)",
                "sessions": 0,
                "orders": 1,
                "revenue": Decimal(7),
            },
        ],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
