"""Persons for tests of views: on which days of a lake they were active, and as whom."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from tests.gold.days import day
from tests.models.under_test import ModelUnderTest


def noon(number: float) -> datetime:
    """Noon of the day that lies so many days after the first; fractions are later hours."""
    return datetime.combine(day(0), time(12)) + timedelta(days=number)


def given_people(model: ModelUnderTest, last: int | None, **persons: Iterable[float]) -> None:
    """Give a lake from the first day to the `last`, if the view asks, and who is active when."""
    if last is not None:
        model.given("watermark", {"event_date": day(last)})
        model.given("dim_dates", *({"date_day": day(number)} for number in range(last + 1)))
    model.given("silver_identity_map", *({"visitor_id": name, "user_id": name} for name in persons))
    for name, days in persons.items():
        model.given("silver_session_days", *(session_day(name, each) for each in days))


def session_day(visitor_id: str, number: float, interactions: int = 1, **more: Any) -> Any:
    at = noon(number) if interactions else None
    row = {"visitor_id": visitor_id, "event_date": noon(number).date(), "user_id": None}
    return row | {"interaction_count": interactions, "first_interaction_at": at} | more


def known(user_id: str, number: int, segment: str | None) -> Any:
    """A version of a person that begins on a day."""
    return {"user_id": user_id, "valid_from": day(number), "segment": segment}
