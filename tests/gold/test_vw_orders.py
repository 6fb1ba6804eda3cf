"""Every order once: whose it is, where it came from, what was in it and what went back."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.events import DAY, at, event, item
from tests.gold.conftest import Check
from tests.gold.days import day
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case

HAT = item("hat", item_category="Hats", price=10)
TEE = item("tee", item_category="Shirts", price=5, quantity=3)

CASES = [
    Case(
        "an order is whole, with its refund of a later day",
        "order_id = 'whole'",
        [
            event("page_view", "a", 0, country="Peru", device_category="tablet", user_id="u"),
            event(
                "purchase",
                "a",
                1,
                transaction_id="whole",
                value=24,
                currency="USD",
                coupon="SAVE",
                installments=2,
                items=[HAT | {"discount": 1}, TEE],
            ),
            event("refund", "a", 2 * DAY, transaction_id="whole", value=4),
            event("refund", "a", 3 * DAY, transaction_id="whole", value=1),
        ],
        [
            {
                "order_id": "whole",
                "order_date": day(0),
                "user_id": "u",
                "platform_id": "WEB",
                "channel": "Direct",
                "country": "Peru",
                "device_category": "tablet",
                "coupon": "SAVE",
                "currency": "USD",
                "main_category": "Shirts",
                "categories": ["Hats", "Shirts"],
                "order_number": 1,
                "days_since_first_order": 0,
                "days_since_last_order": None,
                "item_count": 2,
                "units": Decimal(4),
                "refunds": 2,
                "has_installments": True,
                "is_refunded": True,
                "first_refund_date": day(2),
                "revenue": Decimal(24),
                "discount_value": Decimal(1),
                "refunded_value": Decimal(5),
                "net_revenue": Decimal(19),
                "ordered_at": at(1),
            }
        ],
    ),
    Case(
        "orders of one person on two devices are numbered in the order of time",
        "user_id = 'two'",
        [
            event("purchase", "phone", 0, transaction_id="n1", value=1, user_id="two"),
            event("purchase", "laptop", 3 * DAY, transaction_id="n2", value=1, user_id="two"),
            event("purchase", "phone", 5 * DAY, transaction_id="n3", value=1),
        ],
        [
            {
                "order_id": f"n{number}",
                "order_number": number,
                "days_since_first_order": first,
                "days_since_last_order": last,
            }
            for number, first, last in ((1, 0, None), (2, 3, 3), (3, 5, 2))
        ],
    ),
    Case(
        "an order of nobody has no number, no session and its revenue",
        "order_id = 'nobody'",
        [event("purchase", None, 0, transaction_id="nobody", value=2)],
        [
            {
                "user_id": None,
                "channel": None,
                "country": None,
                "main_category": None,
                "categories": [],
                "order_number": None,
                "days_since_first_order": None,
                "days_since_last_order": None,
                "item_count": 0,
                "units": Decimal(0),
                "refunds": 0,
                "first_refund_date": None,
                "net_revenue": Decimal(2),
            }
        ],
    ),
    Case(
        "a category is that of the day: a line without one takes what was known, and nothing later",
        "order_id in ('before', 'after')",
        [
            event("view_item", "c", 10 * DAY, items=[item("moved", item_category="Old")]),
            event("purchase", "c", 11 * DAY, transaction_id="before", items=[item("moved")]),
            event("view_item", "c", 12 * DAY, items=[item("moved", item_category="New")]),
            event("purchase", "c", 13 * DAY, transaction_id="after", items=[item("moved")]),
        ],
        [
            {"order_id": "before", "main_category": "Old"},
            {"order_id": "after", "main_category": "New"},
        ],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)


def lines(model: ModelUnderTest, *found: tuple[str | None, Any]) -> None:
    """Give an order whose lines have these categories and revenues."""
    model.given("fct_orders", {"order_id": "t", "order_date": day(0), "revenue": 9})
    for position, (category, revenue) in enumerate(found, 1):
        line = {"order_id": "t", "item_position": position, "item_category": category}
        model.given("fct_order_items", line | {"allocated_revenue": revenue})


def test_the_main_category_brought_most(model: ModelUnderTest) -> None:
    lines(model, ("a", 3), ("b", 2), ("b", 2), (None, 50))
    model.expect({"main_category": "b", "categories": ["a", "b"]})


def test_of_equal_categories_the_first_in_the_alphabet_is_the_main_one(
    model: ModelUnderTest,
) -> None:
    lines(model, ("b", 2), ("a", 2))
    model.expect({"main_category": "a", "categories": ["a", "b"]})


def test_days_are_those_of_the_shops_calendar(model: ModelUnderTest) -> None:
    model.given("silver_identity_map", {"visitor_id": "v", "user_id": "v"})
    for number, minute in enumerate((0, 1)):
        order = {"order_id": str(number), "visitor_id": "v", "ordered_at": at(minute)}
        model.given("fct_orders", order | {"order_date": day(number)})
        model.given("fct_order_items", {"order_id": str(number), "item_position": 0})
    model.expect(
        {"order_number": 1, "days_since_last_order": None},
        {"order_number": 2, "days_since_last_order": 1},
    )


def test_orders_of_one_moment_are_numbered_by_their_ids(model: ModelUnderTest) -> None:
    model.given("silver_identity_map", {"visitor_id": "v", "user_id": "v"})
    for name in "ba":
        order = {"order_id": name, "visitor_id": "v", "ordered_at": at(0)}
        model.given("fct_orders", order | {"order_date": date(2024, 3, 1)})
        model.given("fct_order_items", {"order_id": name, "item_position": 0})
    model.expect(
        {"order_id": "a", "order_number": 1, "days_since_last_order": None},
        {"order_id": "b", "order_number": 2, "days_since_last_order": 0},
    )
