"""touched_visitor_users: what visitors did under each name, before the batch and in it."""

from datetime import date
from typing import Any

from tests.events import DAY, at
from tests.models.under_test import ModelUnderTest


def seen(event_id: str, minute: float = 0, **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "event_name": "page_view", "visitor_id": "v"}
    return row | {"event_at": at(minute), "event_date": at(minute).date(), "items": []} | more


def test_each_name_has_its_own_row(model: ModelUnderTest) -> None:
    model.given("new_events", seen("a"), seen("b", 1, user_id="u"), seen("c", 2))
    model.expect(
        {"visitor_id": "v", "user_id": None, "first_seen_at": at(0), "last_seen_at": at(2)},
        {"visitor_id": "v", "user_id": "u", "first_seen_at": at(1), "last_seen_at": at(1)},
    )


def test_what_was_known_of_the_visitor_comes_along(model: ModelUnderTest) -> None:
    before = {"visitor_id": "v", "first_seen_at": at(-DAY), "last_seen_at": at(DAY)}
    known = before | {"last_event_id": "z", "first_purchase_date": date(2024, 2, 1)}
    other = before | {"visitor_id": "w"}
    model.given("silver_visitor_users", known | {"user_id": "u"}, known, other)
    model.given("new_events", seen("a", event_name="purchase"))
    model.expect(
        {"user_id": "u", "last_event_id": "z", "first_purchase_date": date(2024, 2, 1)},
        {"user_id": None, "last_event_id": "z", "first_purchase_date": date(2024, 2, 1)},
    )


def test_a_refund_and_events_of_nobody_show_nobody(model: ModelUnderTest) -> None:
    model.given("new_events", seen("a", event_name="refund"), seen("b", visitor_id=None))
    model.expect()


def test_of_two_events_at_one_moment_the_greatest_is_the_last(model: ModelUnderTest) -> None:
    model.given("new_events", seen("a" * 32), seen("b" * 32))
    model.expect({"last_event_id": "b" * 32})


def test_purchases_give_the_first_days_under_their_name(model: ModelUnderTest) -> None:
    model.given(
        "new_events",
        seen("a", event_name="begin_checkout", installments=3),
        seen("b", 1, event_name="purchase", installments=1),
        seen("c", DAY, event_name="purchase", installments=2),
        seen("d", DAY, event_name="purchase", user_id="u", items=[{"installments": 2}]),
    )
    first, second = date(2024, 3, 1), date(2024, 3, 2)
    model.expect(
        {"user_id": None, "first_purchase_date": first, "first_installments_date": second},
        {"user_id": "u", "first_purchase_date": second, "first_installments_date": second},
    )


def test_a_day_of_what_is_taken_back_is_told_by_what_stands_on_it(model: ModelUnderTest) -> None:
    first, last = date(2024, 3, 1), date(2024, 3, 2)
    known = {"visitor_id": "v", "first_seen_at": at(0), "last_seen_at": at(DAY)}
    known |= {"last_event_id": "gone", "first_purchase_date": last}
    model.given(
        "silver_visitor_users", known, known | {"user_id": "u"}, known | {"visitor_id": "w"}
    )
    model.takes_back("purchase")
    model.given("retracted_visits", {"visitor_id": "v", "event_date": last})
    model.given("standing_visits", {k: v for k, v in seen("b", DAY - 5).items() if k != "items"})
    unnamed = {"user_id": None, "first_seen_at": at(0), "last_seen_at": at(DAY - 5)}
    model.expect(
        unnamed | {"last_event_id": "b", "first_purchase_date": None},
        known | {"user_id": "u"},
    )
    assert first == at(0).date()


def test_a_visitor_of_whom_nothing_stands_has_no_time(model: ModelUnderTest) -> None:
    known = {"visitor_id": "v", "first_seen_at": at(0), "last_seen_at": at(5)}
    model.given("silver_visitor_users", known | {"last_event_id": "gone"})
    model.takes_back("page_view")
    model.given("retracted_visits", {"visitor_id": "v", "event_date": at(0).date()})
    model.expect({"visitor_id": "v", "first_seen_at": None, "last_event_id": None})
