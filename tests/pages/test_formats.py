"""Values as people read them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from transforms.errors import ConfigError
from transforms.pages.formats import format_of, written


@pytest.mark.parametrize(
    ("value", "name", "column", "text"),
    [
        pytest.param(None, "num0", "", "–", id="nothing"),  # noqa: RUF001 - a dash
        pytest.param(Decimal("1234.5"), "num0", "", "1,235", id="half goes up"),
        pytest.param(Decimal("-0.4"), "num0", "", "0", id="no minus before 0"),
        pytest.param(0.125, "pct1", "", "12.5%", id="a share"),
        pytest.param(Decimal("0.5"), "", "churn_rate", "50.0%", id="a share by its name"),
        pytest.param(1, "", "rate_from_first", "100.0%", id="a share of what stands first"),
        pytest.param(Decimal("9.999"), "money2", "", "10.00 EUR", id="money"),
        pytest.param(1234567, "", "users", "1,234,567", id="a count"),
        pytest.param(Decimal("2.000000"), "", "x", "2", id="a whole number"),
        pytest.param(float("nan"), "num1", "", "–", id="no number"),  # noqa: RUF001 - a dash
        pytest.param(True, "", "", "yes", id="yes"),
        pytest.param(date(2024, 3, 1), "", "", "2024-03-01", id="a day"),
        pytest.param(datetime(2024, 3, 1, 9, 5), "", "", "2024-03-01 09:05", id="a time"),
        pytest.param("<b>", "num2", "", "<b>", id="a text"),
    ],
)
def test_values_are_written(value: Any, name: str, column: str, text: str) -> None:
    assert written(value, format_of(name, column), "EUR") == text


def test_a_format_that_is_none_names_those_that_are() -> None:
    with pytest.raises(ConfigError, match=r"must be one of num0.*got 'usd'"):
        format_of("usd")
