"""Orders: what counts, for whom, and what was paid back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.events import at, event, item, session_id
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
        "repeated purchase events count once: the first with a value, at the time of the first",
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
        "two visitors of one transaction have two orders",
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
        "a purchase of nobody belongs to the only visitor there is",
        "transaction_id = 'half'",
        [bought("half", None, -1, value=1), bought("half", "a", value=2)],
        [{"order_id": "half", "visitor_id": "a", "revenue": Decimal(1), "ordered_at": at(-1)}],
    ),
    Case(
        "a purchase of nobody stands apart from two visitors",
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
        "a refund belongs to its visitor's order where two share a transaction",
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


def sent(event_id: str, minute: float = 0, **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "event_name": "purchase", "order_key": "t", "transaction_id": "t"}
    when = {"event_at": at(minute), "event_date": at(minute).date()}
    return row | {"visitor_id": "v", "item_count": 0} | when | more


def given(model: ModelUnderTest, *events: dict[str, Any]) -> None:
    """Give purchases of the touched order `t`."""
    moments = [event["event_at"] for event in events]
    span = {"first_event_at": min(moments), "last_event_at": max(moments)}
    model.given("touched_orders", {"order_key": "t"} | span)
    model.given("silver_purchase_events", *events)


def test_of_purchases_at_one_moment_the_least_event_counts(model: ModelUnderTest) -> None:
    given(model, sent("b", value=7, platform_id="IOS"), sent("a", value=5, platform_id="WEB"))
    model.expect({"event_id": "a", "revenue": 5, "platform_id": "WEB", "purchase_event_count": 2})


@pytest.mark.parametrize("minute", [0, 24 * 60 - 1, 24 * 60])
def test_the_session_is_found_on_each_of_its_days(minute: int, model: ModelUnderTest) -> None:
    given(model, sent("nobody", 0, visitor_id=None), sent("a", minute))
    day = at(minute).date()
    link = {"event_id": "a", "session_id": "s", "event_date": day, "session_date": day}
    model.given("silver_event_sessions", link)
    model.expect({"order_id": "t", "visitor_id": "v", "session_id": "s", "ordered_at": at(0)})


def test_the_session_is_that_of_the_first_purchase_of_the_visitor(model: ModelUnderTest) -> None:
    given(model, sent("a", 0), sent("b", 90))
    for event_id in ("a", "b"):
        day = {"event_date": at(0).date(), "session_date": at(0).date()}
        link = {"event_id": event_id, "session_id": f"of {event_id}"}
        model.given("silver_event_sessions", link | day)
    model.expect({"order_id": "t", "session_id": "of a"})


def test_an_order_that_is_not_touched_is_left_alone(model: ModelUnderTest) -> None:
    given(model, sent("a", value=5))
    model.given("silver_purchase_events", sent("b", order_key="u", transaction_id="u"))
    model.expect({"order_id": "t"})


def test_a_refund_alone_is_no_order(model: ModelUnderTest) -> None:
    given(model, sent("a", event_name="refund", value=5))
    model.expect()


@pytest.mark.parametrize(("installments", "has_some"), [(1, False), (2, True), (None, False)])
def test_installments_are_more_than_one_part(
    installments: int | None, has_some: bool, model: ModelUnderTest
) -> None:
    given(model, sent("a", installments=installments))
    model.expect({"installments": installments, "has_installments": has_some})


def test_an_order_lands_over_what_was_there(model: ModelUnderTest) -> None:
    model.there(
        {"order_id": "t#0cc175b9", "order_key": "t"},
        {"order_id": "t#92eb5ffe", "order_key": "t"},
        {"order_id": "u", "order_key": "u"},
    )
    given(model, sent("a", value=5))
    model.expect_landed({"order_id": "t", "revenue": 5}, {"order_id": "u", "revenue": None})
