"""Touched persons: whom a touched visitor is, and was."""

from tests.models.under_test import ModelUnderTest


def test_the_person_now_and_the_person_before_are_touched(model: ModelUnderTest) -> None:
    model.given("touched_identities", {"visitor_id": "v", "user_id": "u", "former_user_id": "v"})
    model.expect({"user_id": "u"}, {"user_id": "v"})


def test_a_person_of_two_visitors_is_touched_once(model: ModelUnderTest) -> None:
    model.given(
        "touched_identities",
        {"visitor_id": "v", "user_id": "u", "former_user_id": "u"},
        {"visitor_id": "w", "user_id": "u", "former_user_id": "u"},
    )
    model.expect({"user_id": "u"})


def test_a_new_visitor_was_nobody_before(model: ModelUnderTest) -> None:
    model.given("touched_identities", {"visitor_id": "v", "user_id": "v"})
    model.expect({"user_id": "v"})


def test_without_visitors_nobody_is_touched(model: ModelUnderTest) -> None:
    model.expect()


def test_a_visitor_that_was_not_known_may_have_been_a_person_by_a_profile(
    model: ModelUnderTest,
) -> None:
    model.given("touched_identities", {"visitor_id": "w", "user_id": "u"})
    model.expect({"user_id": "u"}, {"user_id": "w"})


def test_a_profile_touches_whom_it_names_else_whose_the_visitor_is(model: ModelUnderTest) -> None:
    profiles = [{"visitor_id": "v", "user_id": "named"}, {"visitor_id": "v"}, {"visitor_id": "new"}]
    model.given("silver_identity_map", {"visitor_id": "v", "user_id": "owner"})
    model.given("touched_profiles", *profiles)
    assert sorted(model.asked("from {model}")) == [("named",), ("new",), ("owner",)]
