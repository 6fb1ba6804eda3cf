"""Orders: what counts, for whom, and what was paid back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.events import DAY, at, event, item, session_id
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case, Story

CONFIG = {"currency": {"rates": {"EUR": 2, "MXN": "0.05"}}}
HASH_A, HASH_B, HASH_NOBODY = "0cc175b9", "92eb5ffe", "d41d8cd9"
"""The first digits of md5('a'), md5('b') and md5('')."""


def bought(transaction: str, visitor: str | None = "a", minute: float = 0, **fields: Any) -> Any:
    return event("purchase", visitor, minute, transaction_id=transaction, **fields)


def refunded(transaction: str, visitor: str | None = "a", minute: float = 5, **fields: Any) -> Any:
    return event("refund", visitor, minute, transaction_id=transaction, **fields)


def orders(column: str, **values: Any) -> list[dict[str, Any]]:
    return [
        {"order_id": order_id.replace("__", "#"), column: values[order_id]} for order_id in values
    ]


CASES = [
    Case(
        "an order is whole",
        "transaction_id = 'full'",
        [
            bought(
                "full",
                "v",
                1,
                currency="EUR",
                value=10.25,
                tax=1,
                shipping=0,
                coupon="C",
                installments=3,
                items=[item("p", price=5, discount=0.5), item("q", price=1)],
            )
        ],
        [
            {
                "order_id": "full",
                "order_key": "full",
                "transaction_id": "full",
                "visitor_id": "v",
                "platform_id": "WEB",
                "session_id": session_id("v", 1),
                "currency": "EUR",
                "coupon": "C",
                "revenue": Decimal("20.5"),
                "revenue_original": Decimal("10.25"),
                "tax": Decimal(2),
                "shipping": Decimal(0),
                "discount_value": Decimal(1),
                "item_count": 2,
                "installments": 3,
                "purchase_event_count": 1,
                "has_installments": True,
                "is_inferred": False,
                "is_id_collision": False,
                "is_refunded": False,
                "refunded_value": Decimal(0),
                "ordered_at": at(1),
                "order_date": date(2024, 3, 1),
            }
        ],
    ),
    Case(
        "repeated purchase events count once, at the time of the first",
        "transaction_id = 'repeated'",
        [
            bought("repeated"),
            bought("repeated", minute=1, value=5),
            bought("repeated", minute=2, value=7),
        ],
        [{"revenue": Decimal(5), "ordered_at": at(0), "purchase_event_count": 3, "tax": None}],
    ),
    Case(
        "a value of 0 is a value",
        "transaction_id = 'zero'",
        [bought("zero", value=0, items=[item("p", price=9)]), bought("zero", minute=1, value=7)],
        [{"revenue": Decimal(0)}],
    ),
    Case(
        "revenue is the items' revenue where there is no value",
        "transaction_id = 'items'",
        [bought("items", items=[item("p", item_revenue=3, price=9), item("q", price=9)])],
        [{"revenue": Decimal(3)}],
    ),
    Case(
        "else price times quantity, one where it is missing",
        "transaction_id = 'prices'",
        [bought("prices", items=[item("p", price=3, quantity=2), item("q", price=1), item("r")])],
        [{"revenue": Decimal(7)}],
    ),
    Case(
        "an order of nothing is worth nothing",
        "transaction_id = 'nothing'",
        [bought("nothing")],
        [{"revenue": Decimal(0), "item_count": 0}],
    ),
    Case(
        "two persons of one transaction have two orders",
        "transaction_id = 'both'",
        [bought("both", "a", value=1), bought("both", "b", 1, value=2)],
        [
            {"order_id": f"both#{HASH_A}", "is_id_collision": True, "revenue": Decimal(1)},
            {"order_id": f"both#{HASH_B}", "is_id_collision": True, "revenue": Decimal(2)},
        ],
    ),
    Case(
        "an order's id that is taken by a transaction gets one # more than the longest of them",
        "transaction_id like 'taken%'",
        [
            bought("taken", "a", value=1),
            bought("taken", "b", 1, value=2),
            bought(f"taken#{HASH_A}", "c", 2, value=4),
            bought(f"taken#{HASH_A}##", "c", 3, value=8),
            bought(f"taken#{HASH_A}#{HASH_A}", "c", 4, value=16),
        ],
        [
            {"order_id": f"taken#{HASH_A}###", "revenue": Decimal(1)},
            {"order_id": f"taken#{HASH_B}", "revenue": Decimal(2)},
            {"order_id": f"taken#{HASH_A}", "revenue": Decimal(4)},
            {"order_id": f"taken#{HASH_A}##", "revenue": Decimal(8)},
            {"order_id": f"taken#{HASH_A}#{HASH_A}", "revenue": Decimal(16)},
        ],
    ),
    Case(
        "a purchase of nobody belongs to the only person there is",
        "transaction_id = 'half'",
        [bought("half", None, -1, value=1), bought("half", "a", value=2)],
        [{"order_id": "half", "visitor_id": "a", "revenue": Decimal(1), "ordered_at": at(-1)}],
    ),
    Case(
        "a purchase of nobody stands apart from two persons",
        "transaction_id = 'three'",
        [bought("three", None, value=1), bought("three", "a"), bought("three", "b")],
        orders(
            "visitor_id",
            **{f"three__{HASH_A}": "a", f"three__{HASH_B}": "b", f"three__{HASH_NOBODY}": None},
        ),
    ),
    Case(
        "a purchase of nobody alone is an order without a session",
        "transaction_id = 'nobody'",
        [bought("nobody", None, value=1)],
        [{"order_id": "nobody", "visitor_id": None, "session_id": None, "revenue": Decimal(1)}],
    ),
    Case(
        "purchases without a transaction are orders of their own",
        "visitor_id = 'inferred'",
        [event("purchase", "inferred", value=1), event("purchase", "inferred", 1, value=2)],
        [
            {"revenue": Decimal(1), "is_inferred": True},
            {"revenue": Decimal(2), "is_inferred": True},
        ],
    ),
    Case(
        "refunds add up, in their own currency, also before the purchase",
        "transaction_id = 'back'",
        [
            refunded("back", minute=-5, value=1, currency="EUR"),
            bought("back", value=10),
            refunded("back", items=[item("p", price=3)]),
        ],
        [{"is_refunded": True, "refunded_value": Decimal(5), "revenue": Decimal(10)}],
    ),
    Case(
        "a refund without amounts pays everything back",
        "transaction_id = 'all'",
        [bought("all", value=10, currency="MXN"), refunded("all")],
        [{"revenue": Decimal("0.5"), "refunded_value": Decimal("0.5")}],
    ),
    Case(
        "a refund of an unknown order changes no order",
        "transaction_id = 'unknown'",
        [refunded("unknown", value=3), refunded("unknown", "b")],
    ),
    Case(
        "a refund belongs to its person's order where two share a transaction",
        "transaction_id = 'shared'",
        [bought("shared", "a", value=1), bought("shared", "b", value=2), refunded("shared", "b")],
        [
            {"order_id": f"shared#{HASH_A}", "refunded_value": Decimal(0)},
            {"order_id": f"shared#{HASH_B}", "refunded_value": Decimal(2)},
        ],
    ),
    Case(
        "a currency without a rate counts as 1",
        "transaction_id = 'strange'",
        [bought("strange", value=3, currency="'; drop")],
        [{"revenue": Decimal(3), "currency": "'; DROP"}],
    ),
    Case(
        "amounts beyond the limit stay at it",
        "transaction_id = 'rich'",
        [
            bought("rich", value="99999999999999.9999", currency="EUR", tax="99999999999999.9999"),
            refunded("rich", value="99999999999999.9999"),
            refunded("rich", minute=6, value="99999999999999.9999"),
        ],
        [
            {
                "revenue": Decimal("99999999999999.9999"),
                "tax": Decimal("99999999999999.9999"),
                "refunded_value": Decimal("99999999999999.9999"),
            }
        ],
    ),
    Case(
        "a browser and a server that knows the person alone tell of one order",
        "transaction_id = 'hybrid'",
        [
            bought("hybrid", "browser", 1, user_id="u1", value=50),
            bought("hybrid", None, 0, user_id="u1", value=50, platform="SERVER"),
        ],
        [{"order_id": "hybrid", "revenue": Decimal(50), "user_id": "u1", "is_id_collision": False}],
    ),
    Case(
        "a login that comes later joins the orders of two devices",
        "transaction_id = 'joined'",
        [
            bought("joined", "phone", value=1),
            event("login", "phone", DAY, user_id="one"),
            bought("joined", "laptop", 1, value=1),
            event("login", "laptop", 2 * DAY, user_id="one"),
        ],
        [{"order_id": "joined", "purchase_event_count": 2, "visitor_id": "phone"}],
    ),
    Case(
        "a login that comes later parts what looked like one order",
        "transaction_id = 'parted'",
        [
            bought("parted", "till", value=1, user_id="a"),
            bought("parted", "till2", 1, value=2),
            event("login", "till2", DAY, user_id="b"),
        ],
        orders("revenue", **{f"parted__{HASH_A}": Decimal(1), f"parted__{HASH_B}": Decimal(2)}),
    ),
    Case(
        "the server told it first, with a value and no items; the browser's items and coupon count",
        "transaction_id = 'server'",
        [
            bought("server", "s", value=50, currency="EUR"),
            bought(
                "server",
                "s",
                1,
                coupon="AUTUMN",
                tax=2,
                items=[
                    item(
                        "p",
                        price=50,
                        item_params=[{"key": "discountt", "value": {"double_value": 5}}],
                    )
                ],
            ),
        ],
        [
            {
                "revenue": Decimal(100),
                "coupon": "AUTUMN",
                "item_count": 1,
                "discount_value": Decimal(10),
                "tax": Decimal(4),
                "currency": "EUR",
            }
        ],
    ),
    Case(
        "a coupon of the items alone is the order's",
        "transaction_id = 'coupon'",
        [bought("coupon", value=1, items=[item("p"), item("q", coupon="ITEM10")])],
        [{"coupon": "ITEM10"}],
    ),
    Case(
        "180 days after its last purchase event an id still names the same order",
        "transaction_id = 'kept'",
        [bought("kept", value=1), bought("kept", minute=180 * DAY, value=2)],
        [{"order_id": "kept", "revenue": Decimal(1)}],
    ),
    Case(
        "a minute later it is another order",
        "transaction_id = 'anew'",
        [bought("anew", value=1), bought("anew", minute=180 * DAY + 1, value=2)],
        [
            {"revenue": Decimal(1), "ordered_at": at(0), "is_id_collision": False},
            {"revenue": Decimal(2), "ordered_at": at(180 * DAY + 1), "is_id_collision": False},
        ],
    ),
    Case(
        "a refund without a currency has its order's, and items without a price the line's",
        "transaction_id = 'partly'",
        [
            bought("partly", value=100, currency="EUR", items=[item("p", price=40, quantity=2)]),
            refunded("partly", value=10),
            refunded("partly", minute=6, items=[item("p", quantity=1), item("x")]),
        ],
        [{"revenue": Decimal(200), "refunded_value": Decimal(20 + 80)}],
    ),
    Case(
        "a late event moves the order to the merged session",
        "transaction_id = 'merged'",
        [
            event("page_view", "m", -50),
            event("page_view", "m", -25),
            bought("merged", "m", value=1),
        ],
        [{"session_id": session_id("m", -50)}],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def test_an_order_lands_over_what_was_there(model: ModelUnderTest) -> None:
    model.there(
        {"order_id": "t#0cc175b9", "order_key": "t"},
        {"order_id": "t#92eb5ffe", "order_key": "t"},
        {"order_id": "u", "order_key": "u"},
    )
    model.given("touched_orders", {"order_key": "t"})
    model.given("gathered_orders", {"order_id": "t", "order_key": "t", "revenue": 5})
    model.expect_landed({"order_id": "t", "revenue": 5}, {"order_id": "u", "revenue": None})


def test_the_session_is_that_of_the_event_that_counts(model: ModelUnderTest) -> None:
    day = at(0).date()
    model.given("gathered_orders", {"order_id": "t", "event_id": "a", "ordered_at": at(0)})
    model.given("touched_purchases", {"event_id": "a", "event_date": day})
    for event_id in ("a", "b"):
        link = {"event_id": event_id, "session_id": f"of {event_id}"}
        model.given("silver_event_sessions", link | {"event_date": day, "session_date": day})
    model.expect({"order_id": "t", "session_id": "of a", "order_date": day})


@pytest.mark.parametrize(("installments", "has_some"), [(1, False), (2, True), (None, False)])
def test_installments_are_more_than_one_part(
    installments: int | None, has_some: bool, model: ModelUnderTest
) -> None:
    model.given("gathered_orders", {"order_id": "t", "installments": installments})
    model.expect({"installments": installments, "has_installments": has_some})


@pytest.mark.parametrize(
    ("paid_back", "kept", "beyond"), [((4,), 4, 0), ((4, 6), 10, 0), ((4, 7), 10, 1)]
)
def test_no_more_is_paid_back_than_the_revenue(
    paid_back: tuple[int, ...], kept: int, beyond: int, model: ModelUnderTest
) -> None:
    model.given("gathered_orders", {"order_id": "t", "revenue": 10})
    refunds = [{"order_id": "t", "refunded_value": value} for value in paid_back]
    model.given("fct_refunds", *refunds, {"order_id": None, "refunded_value": 99})
    model.expect({"refunded_value": kept, "refunded_beyond_value": beyond, "is_refunded": True})
