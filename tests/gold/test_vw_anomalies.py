"""vw_anomalies: days that were judged, odd ones among them."""

from decimal import Decimal

from tests.models.under_test import ModelUnderTest


def test_a_day_that_was_judged_is_shown(model: ModelUnderTest) -> None:
    model.given(
        "day_scores",
        {"model": "anomalies", "metric": "orders", "value": 3, "smallest_change": 0.4},
        {"model": "forecast", "metric": "dau", "expected": 3},
    )
    model.expect({"metric": "orders", "value": Decimal(3), "smallest_change_rate": Decimal("0.4")})
