"""Taxi days: five labelled spans in 215 days, found by days before them alone."""

from collections.abc import Iterable
from datetime import date

import duckdb

from tests.paths import DATA
from transforms.ml.daily import THRESHOLD, Series, judge_days
from transforms.ml.planting import weekday_detector

FOLDER = DATA / "taxi_days"
DAYS: Series = duckdb.sql(
    f"select day, cast(passengers as double) from read_csv('{FOLDER}/days.csv') order by day"
).fetchall()
SPANS = duckdb.sql(f"select first_day, last_day from read_csv('{FOLDER}/windows.csv')").fetchall()


def spans_and_outside(dates: Iterable[date]) -> tuple[int, int]:
    days = list(dates)
    found = sum(any(first <= day <= last for day in days) for first, last in SPANS)
    outside = sum(not any(first <= day <= last for first, last in SPANS) for day in days)
    return found, outside


def named() -> list[date]:
    return [each.day for each in judge_days(DAYS) if each and abs(each.deviation) > THRESHOLD]


def test_four_of_five_spans_are_found_with_nine_days_outside() -> None:
    assert spans_and_outside(named()) == (4, 9)


def test_the_weekdays_median_finds_all_with_three_outside() -> None:
    assert spans_and_outside(DAYS[place][0] for place in weekday_detector(DAYS)) == (5, 3)


def test_a_day_follows_from_those_before_it_alone() -> None:
    whole = judge_days(DAYS)
    assert judge_days(DAYS[:150]) == whole[:150]


def test_a_planned_day_is_not_judged() -> None:
    planned = [DAYS[180][0]]
    assert judge_days(DAYS, leave_out=planned)[180] is None
