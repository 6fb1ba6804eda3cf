"""Changed moments: new events of visitors, and all purchases of touched transactions."""

from datetime import date

from tests.events import at
from tests.models.under_test import ModelUnderTest

WHEN = {"event_at": at(0), "event_date": date(2024, 3, 1)}
WHO = {"visitor_id": "v"}
DAY = {"event_date": WHEN["event_date"]}


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


def test_a_day_that_stays_a_bots_changes_none_but_by_refunds(model: ModelUnderTest) -> None:
    model.config(sessions={"max_daily_events": 1})
    seen = [{"event_id": name, "event_name": name, "platform": "WEB"} | WHO | WHEN for name in "ab"]
    refund = {"event_id": "r", "event_name": "refund", "platform": "WEB"} | WHO | WHEN
    model.given("new_events", *seen, refund)
    model.given("bot_days", {"is_bot": True, "was_bot": True} | WHO | DAY)
    model.expect({"event_id": "r"})


def test_a_day_that_becomes_a_bots_changes_all_of_its_own(model: ModelUnderTest) -> None:
    model.config(sessions={"max_daily_events": 1})
    for number, is_bot in enumerate((True, False)):
        visitor = {"visitor_id": f"v{number}"}
        known = {"event_id": f"e{number}", "event_name": "view", "platform_id": "WEB"} | WHEN
        model.given("fct_events", known | visitor)
        model.given("bot_days", {"is_bot": is_bot, "was_bot": not is_bot} | visitor | DAY)
    model.expect({"event_id": "e0"}, {"event_id": "e1"})
