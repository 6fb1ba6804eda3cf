"""The items of purchases and refunds, with the order that their event belongs to."""

from tests.models.under_test import ModelUnderTest


def test_items_of_purchases_and_refunds_know_their_order(model: ModelUnderTest) -> None:
    purchase, view = {"event_name": "purchase"}, {"event_name": "view_item"}
    model.given(
        "new_events",
        {"event_id": "a", "transaction_id": "t"} | purchase,
        {"event_id": "b"} | purchase,
        {"event_id": "c", "event_name": "refund", "transaction_id": "t"},
        {"event_id": "d", "transaction_id": "t"} | view,
    )
    item = {"product_id": "p", "price": 5, "quantity": 2, "campaign_ids": ["C"]}
    item |= {"item_brand": "B", "item_category": "K"}
    model.given(
        "new_items",
        {"event_id": "a", "item_position": 1} | purchase | item,
        {"event_id": "a", "item_position": 2} | purchase | item,
        {"event_id": "b", "item_position": 1} | purchase | item,
        {"event_id": "c", "item_position": 1, "event_name": "refund"} | item,
        {"event_id": "d", "item_position": 1} | view | item,
    )
    model.expect(
        {"event_id": "a", "item_position": 1, "order_key": "t"} | item,
        {"event_id": "a", "item_position": 2, "order_key": "t"} | item,
        {"event_id": "b", "item_position": 1, "order_key": "b"} | item,
        {"event_id": "c", "item_position": 1, "order_key": "t"} | item,
    )


def test_without_new_events_there_is_none(model: ModelUnderTest) -> None:
    model.expect()
