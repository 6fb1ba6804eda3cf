"""vw_model_figures: the figures of cards, and whose scores are in use."""

from tests.models.under_test import ModelUnderTest


def test_figures_say_whether_their_version_is_in_use(model: ModelUnderTest) -> None:
    for version in ("new", "old"):
        model.given("model_figures", {"model": "churn", "model_version": version, "figure": "auc"})
    model.given(
        "model_cards",
        {"model": "churn", "model_version": "new", "is_current": True},
        {"model": "value", "model_version": "old", "is_current": True},
    )
    model.expect(
        {"model_version": "new", "figure": "auc", "is_current": True},
        {"model_version": "old", "figure": "auc", "is_current": False},
    )
