"""What each channel's visits did and cost, day by day."""

from decimal import Decimal

from tests.events import DAY, event, item
from tests.gold.conftest import Check
from tests.gold.days import day, on
from tests.sql.stories import Case

MAIL = {"source": "news", "medium": "email"}
NONE = {"orders": 0, "revenue": Decimal(0)}

CASES = [
    Case(
        "a channel is whole: two visits, one of them of somebody new, who buys",
        f"{on('session_date', 1)} and channel = 'Email'",
        [
            event("page_view", "old", 0),
            event("page_view", "old", DAY, **MAIL),
            event("page_view", "new", DAY, **MAIL),
            event("add_to_cart", "new", DAY + 1, items=[item("p", price=10)]),
            event("begin_checkout", "new", DAY + 2),
            event("purchase", "new", DAY + 3, transaction_id="t", value=12),
            event("marketing_cost", None, DAY, value=3, campaign="a", **MAIL),
            event("marketing_cost", None, DAY, value=4, campaign="b", **MAIL),
        ],
        [
            {
                "session_date": day(1),
                "channel": "Email",
                "sessions": 2,
                "visitors": 2,
                "new_visitors": 1,
                "bounces": 1,
                "carts": 1,
                "checkouts": 1,
                "buying_sessions": 1,
                "orders": 1,
                "revenue": Decimal(12),
                "conversion_rate": Decimal("0.5"),
                "cost": Decimal(7),
            }
        ],
    ),
    Case(
        "a visitor who comes twice is one, and new once",
        on("session_date", 2),
        [event("page_view", "twice", 2 * DAY), event("page_view", "twice", 2 * DAY + 60)],
        [{"sessions": 2, "visitors": 1, "new_visitors": 1, "cost": None}],
    ),
    Case(
        "nobody's order is unattributed, and a cost without visits is told",
        on("session_date", 3),
        [
            event("purchase", None, 3 * DAY, transaction_id="n", value=7),
            event("marketing_cost", None, 3 * DAY, value=5, source="news", medium="affiliate"),
        ],
        [
            {
                "channel": "(unattributed)",
                "sessions": 0,
                "conversion_rate": None,
                "cost": None,
                "orders": 1,
                "revenue": Decimal(7),
            },
            NONE
            | {"channel": "Affiliates", "sessions": 0, "conversion_rate": None, "cost": Decimal(5)},
        ],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
