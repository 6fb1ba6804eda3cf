"""Touched experiments: the codes of their kind among the windows."""

from tests.models.under_test import ModelUnderTest


def test_codes_of_the_kind_and_no_others(model: ModelUnderTest) -> None:
    model.given(
        "touched_windows",
        {"kind": "experiment", "code": "a"},
        {"kind": "experiment", "code": "b"},
        {"kind": "campaign", "code": "c"},
    )
    model.expect({"experiment_id": "a"}, {"experiment_id": "b"})


def test_without_windows_there_is_none(model: ModelUnderTest) -> None:
    model.expect()
