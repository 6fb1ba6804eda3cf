"""vw_segments: which kind of buyer each one is."""

from tests.models.under_test import ModelUnderTest


def test_a_buyer_has_one_segment(model: ModelUnderTest) -> None:
    model.given(
        "person_scores",
        {"model": "segments", "user_id": "a", "label": "loyal", "model_version": "v"},
        {"model": "value", "user_id": "a", "amount": 5},
    )
    model.expect({"user_id": "a", "segment": "loyal", "model_version": "v"})
