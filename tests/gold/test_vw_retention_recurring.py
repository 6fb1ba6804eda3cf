"""vw_retention_recurring: everybody active is a cohort; tests/truth/test_people.py has more."""

from tests.gold.people import given_people
from tests.models.under_test import ModelUnderTest


def test_who_is_active_on_three_days_is_in_three_cohorts(model: ModelUnderTest) -> None:
    given_people(model, 3, ada=[0, 1, 1.1, 3], bob=[1])
    found = model.asked(
        "select mode, date_diff('day', date '2024-03-01', period_start), periods_later,"
        " active_users, users, retention_rate from {model} where period = 'day'"
        " and segment = 'all' and period_start < date '2024-03-03' order by all"
    )
    half = found[4][5]
    assert found == [
        ("on", 0, 0, 1, 1, 1),
        ("on", 0, 1, 1, 1, 1),
        ("on", 0, 2, 1, 0, 0),
        ("on", 0, 3, 1, 1, None),
        ("on", 1, 0, 2, 2, 1),
        ("on", 1, 1, 2, 0, 0),
        ("on", 1, 2, 2, 1, None),
        ("on_or_after", 0, 0, 1, 1, 1),
        ("on_or_after", 0, 1, 1, 1, 1),
        ("on_or_after", 0, 2, 1, 1, 1),
        ("on_or_after", 0, 3, 1, 1, None),
        ("on_or_after", 1, 0, 2, 2, 1),
        ("on_or_after", 1, 1, 2, 1, found[12][5]),
        ("on_or_after", 1, 2, 2, 1, None),
    ]
    assert half == 1
    assert str(found[12][5]) == "0.500000"


def test_periods_beyond_30_are_not_told_and_still_count_as_after(model: ModelUnderTest) -> None:
    given_people(model, 40, ada=[0, 35])
    found = model.asked(
        "select mode, max(periods_later), sum(users) from {model} where period = 'day'"
        " and segment = 'all' and period_start = date '2024-03-01' group by mode order by mode"
    )
    assert found == [("on", 30, 1), ("on_or_after", 30, 31)]
