"""Purchases and refunds as they were sent: every one, with the sums over its items."""

from datetime import date

import pytest

from tests.events import at
from tests.models.under_test import ModelUnderTest


@pytest.mark.parametrize("name", ["purchase", "refund"])
def test_what_was_sent_is_kept(name: str, model: ModelUnderTest) -> None:
    kept = {
        "event_id": "a",
        "event_name": name,
        "visitor_id": "v",
        "transaction_id": "t",
        "currency": "EUR",
        "coupon": "SAVE",
        "value": 5,
        "tax": 1,
        "shipping": 2,
        "event_at": at(0),
        "event_date": date(2024, 3, 1),
    }
    model.given("new_events", kept | {"platform": "WEB", "items": []})
    model.expect(kept | {"order_key": "t", "platform_id": "WEB", "item_count": 0})


def test_a_repetition_is_a_row_and_other_events_are_none(model: ModelUnderTest) -> None:
    model.given(
        "new_events",
        {"event_id": "a", "event_name": "purchase", "transaction_id": "t"},
        {"event_id": "b", "event_name": "purchase", "transaction_id": "t"},
        {"event_id": "c", "event_name": "add_to_cart", "transaction_id": "t"},
    )
    model.expect({"event_id": "a", "order_key": "t"}, {"event_id": "b", "order_key": "t"})


def test_without_a_transaction_the_event_is_the_order(model: ModelUnderTest) -> None:
    model.given("new_events", {"event_id": "a", "event_name": "purchase"})
    model.expect({"order_key": "a", "transaction_id": None})


def test_the_sums_over_items(model: ModelUnderTest) -> None:
    items = [
        {"price": 5, "quantity": 2, "item_revenue": None, "installments": 3},
        {"price": 7, "quantity": None, "item_revenue": 6, "installments": None},
        {"price": None, "quantity": 4, "item_revenue": None, "installments": None},
    ]
    model.given(
        "new_events",
        {"event_id": "a", "event_name": "purchase", "installments": 2, "items": items},
    )
    # revenue: 6; prices: 10 + 7; worth: 10 + 6 + 0
    model.expect(
        {
            "item_count": 3,
            "installments": 3,
            "items_revenue": 6,
            "items_price": 17,
            "items_value": 16,
        }
    )


def test_without_items_there_is_no_sum(model: ModelUnderTest) -> None:
    row = {"event_id": "a", "event_name": "purchase", "installments": 2, "items": []}
    model.given("new_events", row)
    model.expect(
        {
            "item_count": 0,
            "installments": 2,
            "items_revenue": None,
            "items_price": None,
            "items_value": None,
        }
    )


@pytest.mark.parametrize(
    ("name", "transaction", "imitated"),
    [
        ("purchase", "t#0123abcd", "t"),
        ("purchase", "t#0123abcd#", "t"),
        ("purchase", "t#0123abc", None),
        ("refund", "t#0123abcd", None),
    ],
)
def test_an_id_may_imitate_a_marked_one(
    name: str, transaction: str, imitated: str | None, model: ModelUnderTest
) -> None:
    row = {"event_id": "a", "event_name": name, "transaction_id": transaction}
    model.given("new_events", row)
    model.expect({"order_key": transaction, "imitated_key": imitated})


def test_a_batch_adds_to_what_was_there(model: ModelUnderTest) -> None:
    model.there({"event_id": "old", "event_name": "purchase"})
    model.given("new_events", {"event_id": "a", "event_name": "purchase"})
    model.expect_landed({"event_id": "old"}, {"event_id": "a"})
