"""vw_growth_accounting: new, retained, resurrected, churned; see tests/truth/test_people.py."""

from datetime import date
from decimal import Decimal

from tests.gold.people import given_people
from tests.models.under_test import ModelUnderTest

#: The first day is a Friday: its week ends with day 2.
ASKED = (
    "select active_users, new_users, retained_users, resurrected_users, churned_users, change,"
    " quick_ratio, churn_rate, is_complete from {model} where segment = 'all' and period = "
)


def test_weeks_run_from_monday_to_sunday(model: ModelUnderTest) -> None:
    given_people(model, 20, stays=[2, 3, 9], returns=[0, 10], goes=[0, 1, 2])
    weeks = model.asked(f"{ASKED} 'week' order by period_start")
    assert weeks == [
        (3, 3, 0, 0, 0, 3, None, None, True),
        (1, 0, 1, 0, 2, -2, 0, Decimal("0.666667"), True),
        (1, 0, 0, 1, 1, 0, 1, 1, True),
        (0, 0, 0, 0, 1, -1, None, None, False),
    ]


def test_a_month_is_whole_once_a_day_after_it_has_begun(model: ModelUnderTest) -> None:
    given_people(model, 31, stays=[5, 31], goes=[6])
    months = model.asked(f"{ASKED} 'month' order by period_start")
    assert months == [
        (2, 2, 0, 0, 0, 2, None, None, True),
        (1, 0, 1, 0, 1, -1, None, None, False),
    ]


def test_the_first_period_is_marked_whoever_came_in_it(model: ModelUnderTest) -> None:
    given_people(model, 3, ada=[3])
    found = model.asked(
        "select period, period_start, active_users from {model}"
        " where is_first_period and segment = 'all' order by period"
    )
    day, week, month = date(2024, 3, 1), date(2024, 2, 26), date(2024, 3, 1)
    assert found == [("day", day, 0), ("month", month, 1), ("week", week, 0)]
