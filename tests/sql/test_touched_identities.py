"""Touched visitors: whose each is, by what it did under each name."""

from datetime import date
from typing import Any

from tests.events import DAY, at
from tests.models.under_test import ModelUnderTest

FIRST, NEXT = date(2024, 3, 1), date(2024, 3, 2)


def under(name: str | None, last: float = 0, **more: Any) -> dict[str, Any]:
    """What a visitor did under a name: its first event at noon, if not told else."""
    row = {"visitor_id": "v", "user_id": name, "last_event_id": "m"}
    return row | {"first_seen_at": at(0), "last_seen_at": at(last)} | more


KNOWN = {"visitor_id": "v", "user_id": "old"}


def test_a_visitor_without_login_is_a_person_of_its_own(model: ModelUnderTest) -> None:
    model.given("touched_visitor_users", under(None))
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
    named = under("x", 2, last_event_id="a"), under("y", 1, last_event_id="b")
    model.given("touched_visitor_users", *named, under(None, 3, last_event_id="c"))
    model.expect(
        {"user_id": "x", "last_login_at": at(2), "last_login_event_id": "a", "last_seen_at": at(3)}
    )


def test_of_logins_at_one_moment_the_greater_event_wins(model: ModelUnderTest) -> None:
    model.given("touched_visitor_users", under("x", last_event_id="b"), under("y"))
    model.expect({"user_id": "y", "last_login_event_id": "m"})


def test_a_login_after_the_known_one_takes_the_visitor(model: ModelUnderTest) -> None:
    model.given("silver_identity_map", KNOWN)
    later = under("new", 10, first_seen_at=at(10), last_event_id="n")
    model.given("touched_visitor_users", under("old", 5), later, under(None, 20))
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
    model.given("touched_visitor_users", under("old", 10), under("new", 9, first_seen_at=at(-5)))
    model.expect({"former_user_id": "old", "user_id": "old", "first_seen_at": at(-5)})


def test_the_first_days_are_those_under_any_name(model: ModelUnderTest) -> None:
    model.given(
        "touched_visitor_users",
        under("x", first_purchase_date=NEXT, first_installments_date=NEXT),
        under(None, DAY, first_purchase_date=FIRST),
    )
    model.expect({"first_purchase_date": FIRST, "first_installments_date": NEXT})


def test_visitors_are_apart_and_untouched_ones_stay_out(model: ModelUnderTest) -> None:
    model.given("silver_identity_map", KNOWN, KNOWN | {"visitor_id": "untouched"})
    model.given("touched_visitor_users", under("old"), under("x", visitor_id="w"))
    model.expect(
        {"visitor_id": "v", "former_user_id": "old", "user_id": "old"},
        {"visitor_id": "w", "former_user_id": None, "user_id": "x"},
    )
