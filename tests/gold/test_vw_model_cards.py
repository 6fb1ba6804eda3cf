"""vw_model_cards: each model that was trained."""

from tests.models.under_test import ModelUnderTest


def test_a_refused_model_is_shown_with_its_verdict(model: ModelUnderTest) -> None:
    row = {"model": "churn", "model_version": "v", "state": "refused", "verdict": "no better"}
    model.given("model_cards", row)
    model.expect(row)
