"""vw_retention_curves: sum by sum over whole cells, the lake's first period apart."""

from decimal import Decimal
from typing import Any

from tests.gold.days import day
from tests.models.under_test import ModelUnderTest


def cell(cohort: int, later: int, cohort_users: int, users: int, **more: Any) -> Any:
    row = {"period": "week", "mode": "on", "cohort_start": day(cohort), "segment": "all"}
    counts = {"periods_later": later, "cohort_users": cohort_users, "users": users}
    return row | counts | {"is_complete": True, "is_first_period": False} | more


def test_large_cohorts_weigh_more_and_open_or_first_ones_nothing(model: ModelUnderTest) -> None:
    model.given(
        "vw_retention",
        cell(0, 1, 9, 9, is_first_period=True),
        cell(7, 1, 30, 3),
        cell(14, 1, 10, 5),
        cell(14, 2, 0, 0),
        cell(21, 1, 9, 9, is_complete=False),
    )
    common = {"period": "week", "mode": "on", "segment": "all"}
    model.expect(
        common
        | {"periods_later": 1, "cohorts": 2, "cohort_users": 40, "users": 8}
        | {"retention_rate": Decimal("0.2")},
        common
        | {"periods_later": 2, "cohorts": 1, "cohort_users": 0, "users": 0}
        | {"retention_rate": None},
    )
