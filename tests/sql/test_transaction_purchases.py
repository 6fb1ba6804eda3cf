"""Transaction purchases: those of touched transactions, of visitors and of nobody."""

from datetime import date

from tests.models.under_test import ModelUnderTest

DAY_OF = {"event_date": date(2024, 3, 1)}
LONE = {"event_id": "lone", "event_name": "purchase", "order_key": "t"} | DAY_OF


def test_only_purchases_of_touched_transactions(model: ModelUnderTest) -> None:
    model.given("touched_transactions", {"order_key": "t"})
    model.given(
        "silver_purchase_events",
        LONE,
        LONE | {"event_id": "known", "visitor_id": "v"},
        LONE | {"event_id": "other", "order_key": "u"},
        LONE | {"event_id": "refund", "event_name": "refund"},
    )
    model.expect(
        {"event_id": "lone", "visitor_id": None} | DAY_OF,
        {"event_id": "known", "visitor_id": "v"} | DAY_OF,
    )


def test_without_touched_transactions_there_is_none(model: ModelUnderTest) -> None:
    model.given("silver_purchase_events", LONE)
    model.expect()
