"""vw_model_drift: how far what a model reads has moved."""

from tests.models.under_test import ModelUnderTest


def test_a_feature_that_moved_is_shown(model: ModelUnderTest) -> None:
    row = {"model": "churn", "name": "orders", "figure": "stability_index", "state": "note"}
    model.given("model_drift", row)
    model.expect(row)
