"""Order event items: those of the events of touched orders."""

from tests.models.under_test import ModelUnderTest


def test_items_of_touched_orders_only(model: ModelUnderTest) -> None:
    model.given(
        "order_events",
        {"event_id": "a", "is_touched": True},
        {"event_id": "imitation", "is_touched": False},
    )
    model.given(
        "silver_purchase_items",
        {"event_id": "a", "item_position": 1},
        {"event_id": "a", "item_position": 2},
        {"event_id": "imitation", "item_position": 1},
        {"event_id": "other", "item_position": 1},
    )
    model.expect({"event_id": "a", "item_position": 1}, {"event_id": "a", "item_position": 2})
