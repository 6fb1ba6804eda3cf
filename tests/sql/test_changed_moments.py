"""Changed moments: new events of visitors, and all purchases of touched transactions."""

from datetime import date

from tests.events import at
from tests.models.under_test import ModelUnderTest

WHEN = {"event_at": at(0), "event_date": date(2024, 3, 1)}
WHO = {"visitor_id": "v"}
BOUGHT = {"event_name": "purchase", "platform_id": "IOS"} | WHEN


def test_new_events_of_visitors(model: ModelUnderTest) -> None:
    model.given(
        "new_events",
        {"event_id": "a", "platform": "WEB"} | WHO | WHEN,
        {"event_id": "nobody", "platform": "WEB"} | WHEN,
    )
    model.expect({"event_id": "a", "platform_id": "WEB"} | WHO | WHEN)


def test_known_purchases_of_touched_transactions(model: ModelUnderTest) -> None:
    model.given("touched_transactions", {"order_key": "t"})
    model.given(
        "silver_purchase_events",
        {"event_id": "a", "order_key": "t"} | BOUGHT | WHO,
        {"event_id": "nobody", "order_key": "t"} | BOUGHT,
        {"event_id": "other", "order_key": "u"} | BOUGHT | WHO,
        {"event_id": "refund", "order_key": "t"} | BOUGHT | WHO | {"event_name": "refund"},
    )
    model.expect({"event_id": "a", "platform_id": "IOS"} | WHO | WHEN)


def test_a_new_purchase_is_one_moment(model: ModelUnderTest) -> None:
    model.given("touched_transactions", {"order_key": "t"})
    model.given("new_events", {"event_id": "a", "platform": "WEB"} | WHO | WHEN)
    row = {"event_id": "a", "order_key": "t"} | BOUGHT | WHO | {"platform_id": "WEB"}
    model.given("silver_purchase_events", row)
    model.expect({"event_id": "a"})


def test_without_new_events_nothing_changes(model: ModelUnderTest) -> None:
    model.expect()
