"""The fixture of a model alone: it names what a case got wrong, and undoes what it did."""

import pytest

from tests.lakes import Lake
from tests.models.under_test import MODELS, ModelUnderTest, empty_relations

__all__ = ["empty_relations"]


@pytest.fixture
def users(empty_relations: Lake) -> ModelUnderTest:
    return ModelUnderTest(MODELS["touched_users"], empty_relations)


def test_a_relation_that_the_model_does_not_read_is_named(users: ModelUnderTest) -> None:
    with pytest.raises(LookupError, match=r"\(touched_identities\), got fct_orders"):
        users.given("fct_orders", {"order_id": "a"})


def test_a_column_that_the_relation_lacks_is_named(users: ModelUnderTest) -> None:
    with pytest.raises(LookupError, match="touched_identities has no column nick"):
        users.given("touched_identities", {"user_id": "u", "nick": "n"})


def test_an_expected_column_that_the_model_lacks_is_named(users: ModelUnderTest) -> None:
    users.given("touched_identities", {"user_id": "u"})
    with pytest.raises(LookupError, match="touched_users has no column nick"):
        users.expect({"nick": "n"})


def test_rows_are_counted_and_differences_shown(users: ModelUnderTest) -> None:
    users.given("touched_identities", {"user_id": "u"})
    with pytest.raises(AssertionError, match=r"touched_users:\n +missing 1:\n +user_id=u"):
        users.expect({"user_id": "u"}, {"user_id": "u"})


def test_a_row_too_many_is_shown(users: ModelUnderTest) -> None:
    users.given("touched_identities", {"user_id": "u"})
    with pytest.raises(AssertionError, match=r"surplus 1:\n +user_id=u"):
        users.expect()


def test_a_case_begins_with_empty_relations(users: ModelUnderTest) -> None:
    users.expect()
