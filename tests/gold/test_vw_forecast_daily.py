"""vw_forecast_daily: the forecast, as growth sees it."""

from decimal import Decimal

from tests.models.under_test import ModelUnderTest


def test_growth_sees_what_is_forecast(model: ModelUnderTest) -> None:
    row = {"metric": "dau", "expected": Decimal(3), "low": Decimal(1), "high": Decimal(4)}
    model.given("vw_forecast", row)
    model.expect(row)
