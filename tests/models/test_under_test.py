"""The fixture of a model alone: it names what a case got wrong, and undoes what it did."""

from collections.abc import Iterator

import pytest

from tests.models.under_test import ModelUnderTest, alone


@pytest.fixture
def days() -> Iterator[ModelUnderTest]:
    with alone("touched_profile_days") as model:
        yield model


def test_a_relation_that_the_model_does_not_read_is_named(days: ModelUnderTest) -> None:
    with pytest.raises(
        LookupError, match=r"\(touched_profiles, retracted_events\), got fct_orders"
    ):
        days.given("fct_orders", {"order_id": "a"})


def test_a_column_that_the_relation_lacks_is_named(days: ModelUnderTest) -> None:
    with pytest.raises(LookupError, match="touched_profiles has no column nick"):
        days.given("touched_profiles", {"visitor_id": "u", "nick": "n"})


def test_an_expected_column_that_the_model_lacks_is_named(days: ModelUnderTest) -> None:
    days.given("touched_profiles", {"visitor_id": "u"})
    with pytest.raises(LookupError, match="touched_profile_days has no column nick"):
        days.expect({"nick": "n"})


def test_rows_are_counted_and_differences_shown(days: ModelUnderTest) -> None:
    days.given("touched_profiles", {"visitor_id": "u"})
    with pytest.raises(AssertionError, match=r"_days:\n +missing 1:\n +visitor_id=u"):
        days.expect({"visitor_id": "u"}, {"visitor_id": "u"})


def test_a_row_too_many_is_shown(days: ModelUnderTest) -> None:
    days.given("touched_profiles", {"visitor_id": "u"})
    with pytest.raises(AssertionError, match=r"surplus 1:\n +visitor_id=u"):
        days.expect()


def test_what_a_case_does_is_undone() -> None:
    for _ in range(2):
        with alone("silver_list_names") as model:
            model.there({"item_list_id": "l"})
            model.given("touched_list_names", {"item_list_id": "m"})
            model.expect_landed({"item_list_id": "l"}, {"item_list_id": "m"})
    with alone("silver_list_names") as model:
        model.expect_landed()


def test_rows_that_the_bounds_leave_out_are_shown() -> None:
    with alone("touched_items") as model:
        model.given("sessionized_events", {"event_id": "a", "event_date": "2024-03-01"})
        model.given("fct_event_items", {"event_id": "a", "event_date": "2024-03-02"})
        with pytest.raises(AssertionError, match=r"touched_items \(within bounds\):\n +missing 1:"):
            model.expect({"event_id": "a"})
