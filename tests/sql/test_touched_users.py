"""Touched persons: whom a touched visitor is, and was."""

from tests.models.under_test import ModelUnderTest


def test_the_person_now_and_the_person_before_are_touched(model: ModelUnderTest) -> None:
    model.given("touched_identities", {"visitor_id": "v", "user_id": "u", "former_user_id": "v"})
    model.expect({"user_id": "u"}, {"user_id": "v"})


def test_a_person_of_two_visitors_is_touched_once(model: ModelUnderTest) -> None:
    model.given(
        "touched_identities",
        {"visitor_id": "v", "user_id": "u", "former_user_id": "u"},
        {"visitor_id": "w", "user_id": "u"},
    )
    model.expect({"user_id": "u"})


def test_a_new_visitor_was_nobody_before(model: ModelUnderTest) -> None:
    model.given("touched_identities", {"visitor_id": "v", "user_id": "v"})
    model.expect({"user_id": "v"})


def test_without_visitors_nobody_is_touched(model: ModelUnderTest) -> None:
    model.expect()
