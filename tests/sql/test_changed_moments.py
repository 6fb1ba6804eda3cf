"""Changed moments: new events of visitors, and all purchases of touched transactions."""

from datetime import date

from tests.events import at
from tests.models.under_test import ModelUnderTest

WHEN = {"event_at": at(0), "event_date": date(2024, 3, 1)}
WHO = {"visitor_id": "v"}


def test_new_events_of_visitors(model: ModelUnderTest) -> None:
    model.given(
        "new_events",
        {"event_id": "a", "platform": "WEB", "event_name": "view"} | WHO | WHEN,
        {"event_id": "nobody", "platform": "WEB", "event_name": "view"} | WHEN,
    )
    model.expect({"event_id": "a", "platform_id": "WEB"} | WHO | WHEN)


def test_what_the_back_office_tells_changes_none(model: ModelUnderTest) -> None:
    names = ["payment", "profile", "subscription_start", "subscription_change", "subscription_end"]
    told = [{"event_id": name, "event_name": name} | WHO | WHEN for name in names]
    model.given("new_events", *told, {"event_id": "a", "event_name": "refund"} | WHO | WHEN)
    model.expect({"event_id": "a"})


def test_known_purchases_of_touched_transactions(model: ModelUnderTest) -> None:
    model.given(
        "transaction_purchases",
        {"event_id": "a", "platform_id": "IOS"} | WHO | WHEN,
        {"event_id": "nobody", "platform_id": "IOS"} | WHEN,
    )
    model.expect({"event_id": "a", "platform_id": "IOS"} | WHO | WHEN)


def test_a_new_purchase_is_one_moment(model: ModelUnderTest) -> None:
    seen = {"event_id": "a", "platform": "WEB", "event_name": "purchase"}
    model.given("new_events", seen | WHO | WHEN)
    model.given("transaction_purchases", {"event_id": "a", "platform_id": "WEB"} | WHO | WHEN)
    model.expect({"event_id": "a"})


def test_without_new_events_nothing_changes(model: ModelUnderTest) -> None:
    model.expect()
