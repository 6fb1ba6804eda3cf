"""Products: versions by day, of what was last seen."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.events import DAY, event, item
from tests.sql.stories import Case, Story

CONFIG = {"currency": {"rates": {"EUR": 2}}}


def seen(product: str, day: float, minute: float = 0, **fields: Any) -> Any:
    currency = fields.pop("currency", "USD")
    return event(
        "view_item", "v", day * DAY + minute, currency=currency, items=[item(product, **fields)]
    )


def march(day: int) -> date:
    return date(2024, 3, day)


CASES = [
    Case(
        "a change makes a version, and a missing value changes nothing",
        "product_id = 'p'",
        [
            seen("p", 0, item_name="Shirt", item_brand="B", item_category="K", price=5),
            seen("p", 1, price=6, currency="EUR"),
            seen("p", 3),
        ],
        [
            {
                "product_id": "p",
                "product_name": "Shirt",
                "brand": "B",
                "category": "K",
                "price": Decimal(5),
                "valid_from": march(1),
                "valid_to": march(2),
                "is_current": False,
            },
            {
                "product_id": "p",
                "product_name": "Shirt",
                "brand": "B",
                "category": "K",
                "price": Decimal(12),
                "valid_from": march(2),
                "valid_to": None,
                "is_current": True,
            },
        ],
    ),
    Case(
        "equal days are one version, also where a late day lies between",
        "product_id = 'same'",
        [seen("same", 0, price=5), seen("same", 1, price="5.00"), seen("same", 2, price=5)],
        [{"price": Decimal(5), "valid_from": march(1), "valid_to": None}],
    ),
    Case(
        "a late day splits a version",
        "product_id = 'split'",
        [seen("split", 0, price=5), seen("split", 1, price=7), seen("split", 2, price=5)],
        [
            {"price": Decimal(5), "valid_from": march(1), "valid_to": march(2)},
            {"price": Decimal(7), "valid_from": march(2), "valid_to": march(3)},
            {"price": Decimal(5), "valid_from": march(3), "valid_to": None},
        ],
    ),
    Case(
        "a day's state is the last one seen that day",
        "product_id = 'day'",
        [seen("day", 0, price=5), seen("day", 0, 2, price=7), seen("day", 0, 1, price=6)],
        [{"price": Decimal(7), "valid_from": march(1), "valid_to": None}],
    ),
    Case(
        "of one event's items the last position wins",
        "product_id = 'twice'",
        [event("view_item", "v", items=[item("twice", price=2), item("twice", price=1)])],
        [{"price": Decimal(1)}],
    ),
    Case(
        "a price of 0 is a price",
        "product_id = 'free'",
        [seen("free", 0, price=5), seen("free", 1, price=0)],
        [
            {"price": Decimal(5), "valid_to": march(2)},
            {"price": Decimal(0), "valid_to": None},
        ],
    ),
    Case(
        "a state starts when it is first known",
        "product_id = 'late brand'",
        [seen("late brand", 0, price=1), seen("late brand", 1, item_brand="B")],
        [
            {"brand": None, "valid_from": march(1), "valid_to": march(2)},
            {"brand": "B", "valid_from": march(2), "valid_to": None},
        ],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()
