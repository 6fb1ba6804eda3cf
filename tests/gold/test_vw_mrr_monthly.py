"""vw_mrr_monthly: from the start of a month to its end; tests/truth/test_mrr.py has the cases."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.models.under_test import ModelUnderTest

FEBRUARY, MARCH, APRIL = (date(2024, month, 1) for month in (2, 3, 4))


def moved(user_id: str, on: date, movement: str, before: float, after: float) -> Any:
    row = {"user_id": user_id, "moved_on": on, "movement": movement, "mrr_before": before}
    return row | {"mrr_change": after - before, "mrr_after": after}


def lake_until(model: ModelUnderTest, last: date) -> None:
    first = date(2024, 1, 15)
    days = [first, date(2024, 2, 1), date(2024, 3, 1), last]
    model.given("dim_dates", *({"date_day": each} for each in sorted({*days})))
    model.given("watermark", {"event_date": last})


def test_months_begin_with_the_first_movement_and_stay_without_any(model: ModelUnderTest) -> None:
    lake_until(model, date(2024, 4, 1))
    model.given("vw_mrr_movements", moved("u", date(2024, 2, 29), "new", 0, 10))
    model.expect(
        {"month_start": FEBRUARY, "mrr_start": 0, "new_mrr": 10, "mrr_end": 10, "nrr": None},
        {"month_start": MARCH, "mrr_start": 10, "new_mrr": 0, "mrr_end": 10, "nrr": 1},
        {"month_start": APRIL, "mrr_start": 10, "new_mrr": 0, "mrr_end": 10, "nrr": None},
    )


@pytest.mark.parametrize(
    ("last", "is_complete"), [(date(2024, 3, 31), False), (date(2024, 4, 1), True)]
)
def test_a_month_is_over_when_a_day_after_it_has_begun(
    model: ModelUnderTest, last: date, *, is_complete: bool
) -> None:
    lake_until(model, last)
    model.given(
        "vw_mrr_movements",
        moved("u", date(2024, 2, 2), "new", 0, 10),
        moved("u", date(2024, 3, 2), "contraction", 10, 5),
    )
    march = "select is_complete, grr, arpu, quick_ratio, logo_churn_rate from {model}"
    rates = (Decimal("0.5"), 5, 0, 0) if is_complete else (None,) * 4
    found = model.asked(f"{march} where month_start = date '2024-03-01'")
    assert found == [(is_complete, *rates)]


def test_retention_looks_at_the_customers_of_the_start_alone(model: ModelUnderTest) -> None:
    lake_until(model, date(2024, 4, 1))
    model.given(
        "vw_mrr_movements",
        moved("stays", date(2024, 2, 2), "new", 0, 10),
        moved("grows", date(2024, 2, 2), "new", 0, 10),
        moved("goes", date(2024, 2, 2), "new", 0, 10),
        moved("grows", date(2024, 3, 2), "expansion", 10, 25),
        moved("goes", date(2024, 3, 3), "churn", 10, 0),
        moved("guest", date(2024, 3, 4), "new", 0, 99),
        moved("guest", date(2024, 3, 5), "churn", 99, 0),
    )
    found = model.asked(
        "select mrr_kept, mrr_kept_at_most, customers_lost, customers_churned, nrr, grr,"
        " logo_churn_rate from {model} where month_start = date '2024-03-01'"
    )
    third = Decimal("0.333333")
    assert found == [(35, 20, 1, 2, Decimal("1.166667"), Decimal("0.666667"), third)]


def test_who_goes_and_comes_back_within_the_month_is_kept(model: ModelUnderTest) -> None:
    lake_until(model, date(2024, 4, 1))
    model.given(
        "vw_mrr_movements",
        moved("u", date(2024, 2, 2), "new", 0, 10),
        moved("u", date(2024, 3, 2), "churn", 10, 0),
        moved("u", date(2024, 3, 9), "reactivation", 0, 8),
    )
    found = model.asked(
        "select mrr_kept, customers_lost, churned_mrr, reactivation_mrr from {model}"
        " where month_start = date '2024-03-01'"
    )
    assert found == [(8, 0, -10, 8)]
