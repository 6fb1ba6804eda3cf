"""vw_churn_scores: who is likely not to come back, the likeliest first."""

from decimal import Decimal

from tests.models.under_test import ModelUnderTest


def test_the_likeliest_to_leave_comes_first_and_equals_by_their_ids(model: ModelUnderTest) -> None:
    model.given(
        "person_scores",
        {"model": "churn", "user_id": "b", "score": 0.5},
        {"model": "churn", "user_id": "a", "score": 0.5, "reasons": "recency_days 9 (usual 2)"},
        {"model": "churn", "user_id": "c", "score": 0.9},
        {"model": "value", "user_id": "a", "score": 1, "amount": 5},
    )
    model.expect(
        {"user_id": "c", "churn_probability": Decimal("0.9"), "risk_rank": 1, "reasons": None},
        {
            "user_id": "a",
            "churn_probability": Decimal("0.5"),
            "risk_rank": 2,
            "reasons": "recency_days 9 (usual 2)",
        },
        {"user_id": "b", "churn_probability": Decimal("0.5"), "risk_rank": 3, "reasons": None},
    )
