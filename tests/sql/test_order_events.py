"""Order events: all of touched orders, each with its person."""

from typing import Any

from tests.models.under_test import ModelUnderTest


def sent(event_id: str, key: str, **more: Any) -> dict[str, Any]:
    return {"event_id": event_id, "order_key": key, "event_name": "purchase"} | more


def test_all_events_of_a_touched_order(model: ModelUnderTest) -> None:
    model.given("touched_orders", {"order_key": "t"})
    model.given(
        "silver_purchase_events",
        sent("a", "t"),
        sent("b", "t", event_name="refund"),
        sent("c", "other"),
    )
    model.expect(
        {"event_id": "a", "is_touched": True, "event_name": "purchase"},
        {"event_id": "b", "is_touched": True, "event_name": "refund"},
    )


def test_an_id_that_looks_like_the_orders_stands_beside_it(model: ModelUnderTest) -> None:
    model.given("touched_orders", {"order_key": "t"})
    model.given(
        "silver_purchase_events",
        sent("a", "t#0cc175b9", imitated_key="t"),
        sent("b", "u#0cc175b9", imitated_key="u"),
    )
    model.expect({"event_id": "a", "is_touched": False})


def test_the_person_is_the_events_else_the_visitors_else_the_visitor(
    model: ModelUnderTest,
) -> None:
    model.given("touched_orders", {"order_key": "t"})
    model.given(
        "silver_purchase_events",
        sent("a", "t", visitor_id="v", user_id="u"),
        sent("b", "t", visitor_id="v"),
        sent("c", "t", visitor_id="w"),
        sent("d", "t"),
    )
    model.given("silver_identity_map", {"visitor_id": "v", "user_id": "other"})
    model.expect(
        {"event_id": "a", "person_id": "u"},
        {"event_id": "b", "person_id": "other"},
        {"event_id": "c", "person_id": "w"},
        {"event_id": "d", "person_id": None},
    )
