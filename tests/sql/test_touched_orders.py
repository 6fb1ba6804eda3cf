"""Touched orders: those of touched transactions and of purchases whose session may move."""

from tests.events import at
from tests.models.under_test import ModelUnderTest


def test_a_touched_transaction_spans_all_its_events(model: ModelUnderTest) -> None:
    model.given("touched_transactions", {"order_key": "t"})
    model.given(
        "silver_purchase_events",
        {"event_id": "a", "order_key": "t", "event_at": at(5)},
        {"event_id": "b", "order_key": "t", "event_at": at(0)},
        {"event_id": "c", "order_key": "other", "event_at": at(9)},
    )
    model.expect({"order_key": "t", "first_event_at": at(0), "last_event_at": at(5)})


def test_a_purchase_of_a_touched_session_touches_its_order(model: ModelUnderTest) -> None:
    model.given(
        "sessionized_events",
        {"event_id": "a", "event_name": "purchase", "transaction_id": "t"},
        {"event_id": "b", "event_name": "purchase"},
        {"event_id": "c", "event_name": "view_item", "transaction_id": "seen"},
    )
    model.given(
        "silver_purchase_events",
        {"event_id": "a", "order_key": "t", "event_at": at(0)},
        {"event_id": "b", "order_key": "b", "event_at": at(1)},
        {"event_id": "d", "order_key": "seen", "event_at": at(2)},
    )
    model.expect(
        {"order_key": "t", "first_event_at": at(0), "last_event_at": at(0)},
        {"order_key": "b", "first_event_at": at(1), "last_event_at": at(1)},
    )


def test_a_key_that_no_purchase_has_is_no_order(model: ModelUnderTest) -> None:
    model.given("touched_transactions", {"order_key": "imitated"})
    model.expect()
