"""The segment of people who left products, and whose next order has none of them."""

from decimal import Decimal
from typing import Any

from tests.events import MINUTE_US, at, event, item, session_id
from tests.gold.conftest import Check
from tests.sql.stories import Case

TICK = 1 / MINUTE_US


def by(visitor: str) -> str:
    return f"session_id in ('{session_id(visitor)}', '{session_id(visitor, 60)}')"


def put(visitor: str, minute: float, *products: str, **fields: Any) -> Any:
    items = [item(product, price=5) for product in products]
    return event("add_to_cart", visitor, minute, items=items, **fields)


def bought(visitor: str, minute: float, *products: str, **fields: Any) -> Any:
    order = {"transaction_id": f"{visitor}-{minute}", "value": 9}
    return event("purchase", visitor, minute, items=[*map(item, products)], **order, **fields)


CASES = [
    Case(
        "an abandon is whole, bought on another device of the person",
        by("v"),
        [
            put("v", 0, "p", "q", user_id="u"),
            event("begin_checkout", "v", 1, items=[item("p", price=5)]),
            bought("w", 60, "r", user_id="u"),
        ],
        [
            {
                "session_id": session_id("v"),
                "user_id": "u",
                "session_start_at": at(0),
                "cart_value": Decimal(5),
                "products_left": 2,
                "order_id": "w-60",
                "ordered_at": at(60),
                "revenue": Decimal(9),
            }
        ],
    ),
    Case(
        "the same product is not different",
        by("same"),
        [put("same", 0, "p"), bought("same", 60, "p")],
        [],
    ),
    Case(
        "the same and another are not different",
        by("both"),
        [put("both", 0, "p", "q"), bought("both", 60, "r", "q")],
        [],
    ),
    Case(
        "the next order decides: another first, the same later",
        by("later"),
        [put("later", 0, "p"), bought("later", 60, "r"), bought("later", 120, "p")],
        [{"order_id": "later-60", "products_left": 1}],
    ),
    Case(
        "the next order decides: the same first, another later",
        by("first"),
        [put("first", 0, "p"), bought("first", 60, "p"), bought("first", 120, "r")],
        [],
    ),
    Case(
        "an order before the abandon is no answer to it",
        by("before"),
        [bought("before", -60, "r"), put("before", 0, "p")],
        [],
    ),
    Case(
        "an order elsewhere in the moment of the cart is no answer either",
        by("at"),
        [put("at", 0, "q"), bought("at", 5, "r", platform="APP"), put("at", 5, "p")],
        [],
    ),
    Case(
        "an order elsewhere a microsecond later is one",
        by("tick"),
        [put("tick", 0, "p"), bought("tick", TICK, "r", platform="APP")],
        [{"ordered_at": at(TICK)}],
    ),
    Case(
        "two abandons before one order count each",
        by("twice"),
        [put("twice", 0, "p"), put("twice", 60, "q"), bought("twice", 120, "r")],
        [
            {"session_id": session_id("twice", minute), "order_id": "twice-120"}
            for minute in (0, 60)
        ],
    ),
    Case(
        "an order that names no products cannot be told",
        by("blind"),
        [put("blind", 0, "p"), bought("blind", 60)],
        [],
    ),
    Case(
        "an abandon without products cannot be told",
        by("empty"),
        [event("begin_checkout", "empty", 0), bought("empty", 60, "r")],
        [],
    ),
    Case(
        "who never bought again is not in it",
        by("gone"),
        [put("gone", 0, "p")],
        [],
    ),
    Case(
        "who bought in the session left nothing",
        by("inside"),
        [put("inside", 0, "p"), bought("inside", 5, "r"), bought("inside", 60, "s")],
        [],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
