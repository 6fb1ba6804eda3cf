"""Order lines: every cent of an order lies on one of them."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.events import at, event, item
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case, Story

CONFIG = {"currency": {"rates": {"EUR": 2}}}


def bought(transaction: str, *items: Any, minute: float = 0, **fields: Any) -> Any:
    return event("purchase", "v", minute, transaction_id=transaction, **fields, items=list(items))


def shares(*amounts: str) -> list[dict[str, Any]]:
    return [
        {"item_position": place, "allocated_revenue": Decimal(amount)}
        for place, amount in enumerate(amounts, 1)
    ]


CASES = [
    Case(
        "a line is whole",
        "order_id = 'full'",
        [
            bought(
                "full",
                item(
                    "p",
                    "HOT|NELO_XP_1",
                    item_brand="Bo",
                    item_category="Home/Hats",
                    price=4,
                    quantity=2,
                    discount=1,
                    item_list_id="l",
                ),
                value=10,
                currency="EUR",
                installments=3,
            )
        ],
        [
            {
                "order_id": "full",
                "item_position": 1,
                "order_key": "full",
                "product_id": "p",
                "item_brand": "Bo",
                "item_category": "Home/Hats",
                "item_list_id": "l",
                "experiment_id": "NELO_XP_1",
                "quantity": 2,
                "price": Decimal(8),
                "item_value": Decimal(16),
                "allocated_revenue": Decimal(20),
                "discount_value": Decimal(4),
                "campaign_ids": ["HOT"],
                "installments": 3,
                "order_date": date(2024, 3, 1),
            }
        ],
    ),
    Case(
        "what rounding leaves goes to the greatest value, the first of equals",
        "order_id = 'thirds'",
        [bought("thirds", *[item("p", price=1)] * 3, value=10)],
        shares("3.3334", "3.3333", "3.3333"),
    ),
    Case(
        "what rounding takes too much comes off the greatest value",
        "order_id = 'sixths'",
        [
            bought(
                "sixths", item("p", price=1), item("q", price=1), item("r", price=4), value="0.0001"
            )
        ],
        shares("0", "0", "0.0001"),
    ),
    Case(
        "a rest is the greatest line's, wherever it stands",
        "order_id = 'sevenths'",
        [bought("sevenths", *[item("p", price=price) for price in (1, 3, 3)], value=1)],
        shares("0.1429", "0.4285", "0.4286"),
    ),
    Case(
        "lines that are worth nothing share equally",
        "order_id = 'free'",
        [bought("free", item("p"), item("q", price=0), value=5)],
        shares("2.5", "2.5"),
    ),
    Case(
        "an order of value 0 gives its lines nothing",
        "order_id = 'gift'",
        [bought("gift", item("p", price=3), item("q", price=1), value=0)],
        shares("0", "0"),
    ),
    Case(
        "an order without items has one line, at position 0",
        "order_id = 'bare'",
        [bought("bare", value=5, installments=2)],
        [
            {
                "item_position": 0,
                "allocated_revenue": Decimal(5),
                "product_id": None,
                "item_category": None,
                "campaign_ids": [],
            }
        ],
    ),
    Case(
        "the lines are those of the first event that has items, whatever event has the value",
        "order_id = 'repeated'",
        [
            bought("repeated"),
            bought("repeated", item("first", price=1), minute=1),
            bought("repeated", item("later", price=1), minute=2, value=3),
        ],
        [{"product_id": "first", "allocated_revenue": Decimal(3)}],
    ),
    Case(
        "the greatest amounts are shared without overflow",
        "order_id = 'rich'",
        [
            bought(
                "rich",
                *[item("p", price="99999999999999.9999", quantity=1_000_000_000)] * 2,
                value="99999999999999.9998",
            )
        ],
        shares("49999999999999.9999", "49999999999999.9999"),
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def gathered(**more: Any) -> dict[str, Any]:
    """An order of 10, whose session is that of its event `s`."""
    row = {"order_id": "t", "order_key": "t", "event_id": "s", "revenue": 10}
    return row | {"ordered_at": at(0)} | more


def test_only_lines_of_the_event_that_has_the_items(model: ModelUnderTest) -> None:
    model.given(
        "gathered_orders",
        gathered(items_event_id="a"),
    )
    model.given(
        "order_event_items",
        {"event_id": "a", "item_position": 1, "price": 3, "quantity": 2},
        {"event_id": "a", "item_position": 2, "item_revenue": 2, "price": 99},
        {"event_id": "repeated", "item_position": 1, "price": 3},
        {"event_id": "c", "item_position": 1, "price": 3},
    )
    # worth 6 and 2 of 8, so 7.5 and 2.5 of the revenue
    line = {"order_id": "t", "event_id": "s"}
    model.expect(
        line | {"item_position": 1, "item_value": 6, "allocated_revenue": 7.5},
        line | {"item_position": 2, "item_value": 2, "allocated_revenue": 2.5},
    )


def test_an_order_without_items_is_one_line_with_its_installments(model: ModelUnderTest) -> None:
    model.given(
        "gathered_orders",
        gathered(installments=3),
    )
    model.expect(
        {
            "item_position": 0,
            "product_id": None,
            "allocated_revenue": 10,
            "installments": 3,
            "campaign_ids": [],
        }
    )
