"""vw_retention: on, on or after, brackets; tests/truth/test_people.py has the published cells."""

from decimal import Decimal

from tests.gold.days import day
from tests.gold.people import given_people
from tests.models.under_test import ModelUnderTest


def test_a_bracket_counts_from_the_persons_first_day_both_ends_in_it(
    model: ModelUnderTest,
) -> None:
    given_people(model, 40, ends=[0, 7, 8], late=[0, 29], begins=[2, 3, 3.1, 30], only=[1])
    found = model.asked(
        "select days_later, cohort_users, users, retention_rate, is_complete from {model}"
        " where mode = 'bracket' and period = 'week' and segment = 'all' and cohort_users > 0"
        " order by periods_later"
    )
    assert found == [("1-7", 4, 2, Decimal("0.5"), True), ("8-28", 4, 2, Decimal("0.5"), True)]


def test_a_bracket_is_whole_when_the_cohorts_last_person_has_had_it(
    model: ModelUnderTest,
) -> None:
    asked = (
        "select days_later, is_complete from {model} where mode = 'bracket' and period = 'day'"
        " and segment = 'all' and cohort_start = date '2024-03-01' order by all"
    )
    given_people(model, 7, ada=[0])
    assert model.asked(asked) == [("1-7", False)]


def test_a_cell_is_whole_with_its_later_period(model: ModelUnderTest) -> None:
    given_people(model, 10, ada=[0, 10], bob=[1])
    found = model.asked(
        "select mode, cohort_start, periods_later, cohort_users, users, retention_rate"
        " from {model} where period = 'day' and segment = 'all' and cohort_users > 0"
        " and cohort_start = date '2024-03-01' and periods_later in (0, 9, 10)"
        " and mode <> 'bracket' order by all"
    )
    assert found == [
        ("on", day(0), 0, 1, 1, 1),
        ("on", day(0), 9, 1, 0, 0),
        ("on", day(0), 10, 1, 1, None),
        ("on_or_after", day(0), 0, 1, 1, 1),
        ("on_or_after", day(0), 9, 1, 1, 1),
        ("on_or_after", day(0), 10, 1, 1, None),
    ]


def test_brackets_are_the_shops_own_or_none(model: ModelUnderTest) -> None:
    given_people(model, 10, ada=[0, 3])
    model.config(growth={"brackets": [[3, 3]]})
    asked = "select distinct days_later from {model} where mode = 'bracket'"
    assert model.asked(asked) == [("3-3",)]
    model.config(growth={"brackets": []})
    assert model.asked(asked) == []
