"""vw_forecast: the days to come."""

from decimal import Decimal

from tests.models.under_test import ModelUnderTest


def test_days_to_come_are_those_of_the_forecast(model: ModelUnderTest) -> None:
    model.given(
        "day_scores",
        {"model": "anomalies", "metric": "orders", "value": 3},
        {"model": "forecast", "metric": "dau", "expected": 3, "low": 1, "high": 4},
    )
    model.expect({"metric": "dau", "expected": Decimal(3), "low": Decimal(1), "high": Decimal(4)})
