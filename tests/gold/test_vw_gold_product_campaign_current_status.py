"""The products of active campaigns, as of the lake's last day."""

from decimal import Decimal
from typing import Any

from tests.events import DAY, at, event, item
from tests.gold.conftest import Check
from tests.gold.days import day
from tests.sql.stories import Case

LAST = 20


def of(product: str) -> str:
    return f"product_id = '{product}'"


def seen(product: str, days: float, codes: str, name: str = "view_item", **fields: Any) -> Any:
    named = {"currency": fields.pop("currency")} if "currency" in fields else {}
    return event(name, "v", days * DAY, items=[item(product, codes, **fields)], **named)


CASES = [
    Case(
        "a product is whole",
        of("p"),
        [
            seen("p", 15, "P", price=10, discount=1, item_name="Old"),
            seen("p", 16, "P", name="purchase", price=9, item_name="New"),
            seen("p", LAST, "P", price=8, discount=2),
        ],
        [
            {
                "campaign_id": "P",
                "product_id": "p",
                "product_name": "New",
                "campaign_from": day(15),
                "last_seen_at": at(LAST * DAY),
                "current_price": Decimal(8),
                "is_discounted_today": True,
                "is_discounted_ever": True,
                "views": 2,
                "purchases": 1,
                "revenue": Decimal(9),
            }
        ],
    ),
    Case(
        "a discount of the day before the last is none of today",
        of("yesterday"),
        [seen("yesterday", LAST - 1, "Y", discount=1), seen("yesterday", LAST, "Y")],
        [{"is_discounted_today": False, "is_discounted_ever": True}],
    ),
    Case(
        "a discount of 0 is none",
        of("never"),
        [seen("never", LAST, "N", discount=0)],
        [{"is_discounted_today": False, "is_discounted_ever": False, "current_price": None}],
    ),
    Case(
        "a campaign last seen 7 days ago is active",
        of("seven"),
        [seen("seven", LAST - 7, "S")],
        [{"campaign_id": "S", "campaign_from": day(LAST - 7)}],
    ),
    Case(
        "a campaign last seen 8 days ago is over", of("eight"), [seen("eight", LAST - 8, "E")], []
    ),
    Case(
        "what an earlier window showed counts, the window shown is the current one",
        of("again"),
        [seen("again", 1, "A"), seen("other", 18, "A")],
        [{"campaign_id": "A", "campaign_from": day(18), "last_seen_at": at(DAY), "views": 1}],
    ),
    Case(
        "a product of two campaigns has a row each",
        of("two"),
        [seen("two", LAST, "X|Z")],
        [{"campaign_id": "X", "views": 1}, {"campaign_id": "Z", "views": 1}],
    ),
    Case(
        "a product sold in two currencies has one row, with the price of the shop's own",
        of("euro"),
        [
            seen("euro", 17, "E2", price=10),
            seen("euro", 18, "E2", price=9, currency="EUR", item_name="E"),
        ],
        [{"current_price": Decimal(10), "product_name": "E", "views": 2}],
    ),
    Case(
        "a product sold in other currencies has the price that changed last",
        of("abroad"),
        [
            seen("abroad", 17, "E3", price=9, currency="EUR"),
            seen("abroad", 18, "E3", price=8, currency="MXN"),
        ],
        [{"current_price": Decimal(8), "views": 2}],
    ),
    Case("a variant is no campaign", of("variant"), [seen("variant", LAST, "NELO_XP_1")], []),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
