"""vw_value_scores: who is to bring the most."""

from decimal import Decimal

from tests.models.under_test import ModelUnderTest


def test_the_greatest_value_comes_first(model: ModelUnderTest) -> None:
    model.given(
        "person_scores",
        {"model": "value", "user_id": "a", "score": 1, "amount": 5},
        {"model": "value", "user_id": "b", "score": 0.5, "amount": 9},
        {"model": "churn", "user_id": "a", "score": 1},
    )
    model.expect(
        {"user_id": "b", "expected_value": Decimal(9), "value_rank": 1},
        {"user_id": "a", "expected_value": Decimal(5), "value_rank": 2},
    )
