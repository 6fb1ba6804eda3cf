"""Touched orders: those of touched transactions and of purchases whose session may move."""

from tests.models.under_test import ModelUnderTest


def test_orders_of_touched_transactions(model: ModelUnderTest) -> None:
    model.given("touched_transactions", {"order_key": "t"}, {"order_key": "u"})
    model.expect({"order_key": "t"}, {"order_key": "u"})


def test_a_purchase_of_a_touched_session_touches_its_order_once(model: ModelUnderTest) -> None:
    model.given("touched_transactions", {"order_key": "t"})
    model.given(
        "sessionized_events",
        {"event_id": "a", "event_name": "purchase", "transaction_id": "t"},
        {"event_id": "b", "event_name": "purchase"},
        {"event_id": "c", "event_name": "view_item", "transaction_id": "seen"},
    )
    model.expect({"order_key": "t"}, {"order_key": "b"})


def test_without_purchases_there_is_none(model: ModelUnderTest) -> None:
    model.expect()
