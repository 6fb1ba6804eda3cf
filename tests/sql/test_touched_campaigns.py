"""Touched campaigns: the codes of their kind among the windows."""

from tests.models.under_test import ModelUnderTest


def test_codes_of_the_kind_and_no_others(model: ModelUnderTest) -> None:
    model.given(
        "touched_windows",
        {"kind": "campaign", "code": "a"},
        {"kind": "campaign", "code": "b"},
        {"kind": "experiment", "code": "c"},
    )
    model.expect({"campaign_id": "a"}, {"campaign_id": "b"})


def test_without_windows_there_is_none(model: ModelUnderTest) -> None:
    model.expect()
