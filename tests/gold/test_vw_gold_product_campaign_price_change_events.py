"""Price changes while a campaign ran: its first day is inside, the day after its last is not."""

from decimal import Decimal
from typing import Any

from tests.events import DAY, event, item
from tests.gold.conftest import Check
from tests.gold.days import day
from tests.sql.stories import Case


def of(product: str) -> str:
    return f"product_id = '{product}'"


def seen(product: str, days: float, price: Any, codes: str | None = None, **fields: Any) -> Any:
    named = {"currency": fields.pop("currency")} if "currency" in fields else {}
    items = [item(product, codes, price=price, **fields)]
    return event("view_item", "v", days * DAY, items=items, **named)


def change(number: int, before: int, after: int) -> dict[str, Any]:
    return {
        "changed_on": day(number),
        "price_before": Decimal(before),
        "price_after": Decimal(after),
        "price_difference": Decimal(after - before),
    }


CASES = [
    Case(
        "a change is whole, on the first day of a window that is over",
        of("p"),
        [
            seen("p", 0, 10, item_name="Old"),
            seen("p", 1, 8, "P", item_name="New"),
            seen("p", 3, 8, "P"),
        ],
        [
            {
                "product_id": "p",
                "product_name": "New",
                "campaign_id": "P",
                "changed_on": day(1),
                "campaign_from": day(1),
                "campaign_to": day(4),
                "price_before": Decimal(10),
                "price_after": Decimal(8),
                "price_difference": Decimal(-2),
            }
        ],
    ),
    Case(
        "the day before the window is outside",
        of("early"),
        [seen("early", 0, 10), seen("early", 1, 8), seen("early", 2, 8, "E")],
        [],
    ),
    Case(
        "the last day of the window is inside",
        of("last"),
        [seen("last", 0, 10, "L"), seen("last", 2, 12, "L")],
        [change(2, 10, 12) | {"campaign_to": day(3)}],
    ),
    Case(
        "the day after is outside",
        of("after"),
        [seen("after", 0, 10, "A"), seen("after", 1, 12)],
        [],
    ),
    Case(
        "an active campaign's window has no end",
        of("active"),
        [seen("active", 28, 10, "N"), seen("active", 29, 11), seen("active", 30, 12)],
        [change(29, 10, 11) | {"campaign_to": None}, change(30, 11, 12) | {"campaign_to": None}],
    ),
    Case(
        "a change between two windows is outside both, one in each is inside its own",
        of("twice"),
        [
            seen("twice", 0, 1, "T"),
            seen("twice", 1, 2, "T"),
            seen("twice", 4, 3),
            seen("twice", 20, 4, "T"),
        ],
        [
            change(1, 1, 2) | {"campaign_from": day(0), "campaign_to": day(2)},
            change(20, 3, 4) | {"campaign_from": day(20), "campaign_to": day(21)},
        ],
    ),
    Case(
        "a new name at the same price is no change of price",
        of("named"),
        [seen("named", 0, 5, "M", item_name="a"), seen("named", 1, 5, "M", item_name="b")],
        [],
    ),
    Case(
        "a price in another currency is no change, one in the same is",
        of("euro"),
        [
            seen("euro", 0, 10, "M", currency="USD"),
            seen("euro", 1, 9, "M", currency="EUR"),
            seen("euro", 2, 8, "M", currency="EUR"),
            seen("euro", 3, 10, "M", currency="USD"),
        ],
        [change(2, 9, 8) | {"currency": "EUR"}],
    ),
    Case(
        "a price that becomes known is no change",
        of("known"),
        [seen("known", 0, None, "K"), seen("known", 1, 5, "K"), seen("known", 2, None, "K")],
        [],
    ),
    Case(
        "a campaign that never showed the product did not change its price",
        of("other"),
        [
            seen("other", 1, 5),
            seen("other", 2, 6),
            seen("shown", 1, 5, "O"),
            seen("shown", 3, 5, "O"),
        ],
        [],
    ),
    Case(
        "two campaigns of one day have a row each",
        of("two"),
        [seen("two", 0, 5, "X|Y"), seen("two", 1, 6, "X|Y")],
        [change(1, 5, 6) | {"campaign_id": code} for code in "XY"],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
