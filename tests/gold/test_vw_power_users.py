"""vw_power_users: on how many of 28 days people are active; four weeks end with each Sunday."""

from datetime import date
from decimal import Decimal

from tests.gold.people import given_people
from tests.models.under_test import ModelUnderTest

ASKED = (
    "select week_start, active_days, users, user_share, is_power from {model}"
    " where users > 0 and is_complete and segment = 'all' order by all"
)
FIRST, SECOND = date(2024, 3, 25), date(2024, 4, 1)  # their 28 days begin with day 3 and day 10


def test_a_window_is_four_weeks_and_holds_each_day_once(model: ModelUnderTest) -> None:
    given_people(
        model,
        38,
        eight=[3, 9, 10, 16, 17, 23, 24, 30, 30.1],
        seven=[2, 4, 5, 6, 11, 12, 13, 30],
        sunday=[30],
        goes_on=[30, 31],
    )
    quarter = Decimal("0.25")
    assert model.asked(ASKED) == [
        (FIRST, 1, 2, 2 * quarter, False),
        (FIRST, 7, 1, quarter, False),
        (FIRST, 8, 1, quarter, True),
        (SECOND, 1, 1, quarter, False),
        (SECOND, 2, 1, quarter, False),
        (SECOND, 4, 1, quarter, False),
        (SECOND, 6, 1, quarter, False),
    ]


def test_power_begins_where_the_settings_say(model: ModelUnderTest) -> None:
    model.config(growth={"power_user_days": 2})
    given_people(model, 31, two=[3, 4], one=[5])
    found = model.asked(
        "select sum(users) from {model} where is_power and is_complete and segment = 'all'"
    )
    assert found == [(1,)]


def test_weeks_before_the_lakes_28th_day_have_no_rows(model: ModelUnderTest) -> None:
    given_people(model, 29, ada=[3])
    found = model.asked("select distinct week_start, is_complete from {model}")
    assert found == [(FIRST, False)]
