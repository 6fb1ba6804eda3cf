"""Touched visitors: what was known of them and what new events say, put together."""

from datetime import date
from typing import Any

from tests.events import DAY, at
from tests.models.under_test import ModelUnderTest

FIRST, NEXT = date(2024, 3, 1), date(2024, 3, 2)


def new(event_id: str, minute: float = 0, **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "event_name": "view_item", "visitor_id": "v"}
    return row | {"event_at": at(minute), "event_date": at(minute).date()} | more


KNOWN = {
    "visitor_id": "v",
    "user_id": "old",
    "first_seen_at": at(0),
    "last_seen_at": at(20),
    "last_login_at": at(10),
    "last_login_event_id": "m",
}


def test_a_visitor_without_login_is_a_person_of_its_own(model: ModelUnderTest) -> None:
    model.given("new_events", new("a"))
    model.expect(
        {
            "visitor_id": "v",
            "former_user_id": None,
            "user_id": "v",
            "first_seen_at": at(0),
            "last_seen_at": at(0),
            "last_login_at": None,
            "last_login_event_id": None,
            "first_purchase_date": None,
            "first_installments_date": None,
        }
    )


def test_the_last_login_names_the_person(model: ModelUnderTest) -> None:
    model.given("new_events", new("a", 2, user_id="x"), new("b", 1, user_id="y"), new("c", 3))
    model.expect(
        {"user_id": "x", "last_login_at": at(2), "last_login_event_id": "a", "last_seen_at": at(3)}
    )


def test_of_logins_at_one_moment_the_greater_event_wins(model: ModelUnderTest) -> None:
    model.given("new_events", new("b", user_id="x"), new("a", user_id="y"))
    model.expect({"user_id": "x", "last_login_event_id": "b"})


def test_a_login_after_the_known_one_takes_the_visitor(model: ModelUnderTest) -> None:
    model.given("silver_identity_map", KNOWN)
    model.given("new_events", new("n", 10, user_id="new"))
    model.expect(
        {
            "former_user_id": "old",
            "user_id": "new",
            "first_seen_at": at(0),
            "last_seen_at": at(20),
            "last_login_at": at(10),
            "last_login_event_id": "n",
        }
    )


def test_a_login_before_the_known_one_changes_no_person(model: ModelUnderTest) -> None:
    model.given("silver_identity_map", KNOWN)
    model.given("new_events", new("l", 10, user_id="new"), new("z", -5, user_id="new"))
    model.expect({"former_user_id": "old", "user_id": "old", "first_seen_at": at(-5)})


def test_purchases_give_the_first_days(model: ModelUnderTest) -> None:
    model.given(
        "new_events",
        new("a", event_name="begin_checkout", installments=3),
        new("b", 1, event_name="purchase", installments=1),
        new("c", DAY, event_name="purchase", installments=2),
    )
    model.expect({"first_purchase_date": FIRST, "first_installments_date": NEXT})


def test_installments_of_an_item_count_too(model: ModelUnderTest) -> None:
    model.given("new_events", new("a", event_name="purchase", items=[{"installments": 2}]))
    model.expect({"first_purchase_date": FIRST, "first_installments_date": FIRST})


def test_an_earlier_known_purchase_stays_the_first(model: ModelUnderTest) -> None:
    model.given("silver_identity_map", KNOWN | {"first_purchase_date": FIRST})
    model.given("new_events", new("c", DAY, event_name="purchase", installments=2))
    model.expect({"first_purchase_date": FIRST, "first_installments_date": NEXT})


def test_visitors_without_new_events_and_events_of_nobody_stay_out(model: ModelUnderTest) -> None:
    model.given("silver_identity_map", KNOWN)
    model.given("new_events", new("a", visitor_id=None, user_id="u"))
    model.expect()
