"""Former sessions: those that a changed moment can reach, to the microsecond."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.events import DAY, at
from tests.models.under_test import ModelUnderTest

FIRST, NEXT = date(2024, 3, 1), date(2024, 3, 2)
MICROSECOND = timedelta(microseconds=1)


def session(start: datetime, end: datetime, **more: Any) -> dict[str, Any]:
    row = {"session_id": "s", "visitor_id": "v", "platform_id": "WEB"}
    when = {"session_start_at": start, "session_end_at": end, "session_date": start.date()}
    return row | when | more


def moment(when: datetime, **more: Any) -> dict[str, Any]:
    return {"event_id": "m", "visitor_id": "v", "platform_id": "WEB", "event_at": when} | more


@pytest.mark.parametrize(
    ("when", "is_reached"),
    [
        pytest.param(at(-30), True, id="30:00 before its start"),
        pytest.param(at(-30) - MICROSECOND, False, id="a microsecond more before its start"),
        pytest.param(at(5), True, id="inside"),
        pytest.param(at(40), True, id="30:00 after its end"),
        pytest.param(at(40) + MICROSECOND, False, id="a microsecond more after its end"),
    ],
)
def test_a_moment_reaches_as_far_as_the_gap(
    when: datetime, is_reached: bool, model: ModelUnderTest
) -> None:
    model.given("silver_sessions", session(at(0), at(10)))
    model.given("changed_moments", moment(when))
    model.expect(*([{"session_id": "s"}] if is_reached else []))


@pytest.mark.parametrize(("minute", "is_reached"), [(15, True), (16, False)])
def test_the_gap_is_a_setting(minute: int, is_reached: bool, model: ModelUnderTest) -> None:
    model.config(sessions={"gap_minutes": 5})
    model.given("silver_sessions", session(at(0), at(10)))
    model.given("changed_moments", moment(at(minute)))
    model.expect(*([{"session_id": "s"}] if is_reached else []))


def test_between_moments_far_apart_a_session_is_left_alone(model: ModelUnderTest) -> None:
    model.given("silver_sessions", session(at(100), at(110)))
    model.given("changed_moments", moment(at(0)), moment(at(200)))
    model.expect()


@pytest.mark.parametrize("other", [{"visitor_id": "w"}, {"platform_id": "IOS"}])
def test_another_visitor_or_platform_is_left_alone(
    other: dict[str, str], model: ModelUnderTest
) -> None:
    model.given("silver_sessions", session(at(0), at(10)))
    model.given("changed_moments", moment(at(5), **other))
    model.expect()


def test_two_moments_reach_a_session_once(model: ModelUnderTest) -> None:
    model.given("silver_sessions", session(at(0), at(10)))
    model.given("changed_moments", moment(at(1)), moment(at(2)))
    model.expect({"session_id": "s"})


def test_a_session_past_midnight_has_two_days(model: ModelUnderTest) -> None:
    model.given("silver_sessions", session(at(DAY / 2 - 1), at(DAY / 2)))
    model.given("changed_moments", moment(at(DAY / 2)))
    model.expect({"session_id": "s", "session_date": FIRST, "session_end_date": NEXT})


def test_without_moments_there_is_none(model: ModelUnderTest) -> None:
    model.given("silver_sessions", session(at(0), at(10)))
    model.expect()


@pytest.mark.parametrize(
    ("when", "is_reached"),
    [
        pytest.param(at(-30), True, id="30:00 after its end, as without"),
        pytest.param(at(-30) - MICROSECOND, False, id="a microsecond more after its end"),
        pytest.param(
            at(0) + timedelta(hours=3), True, id="the limit and two gaps before its start"
        ),
        pytest.param(at(0) + timedelta(hours=3) + MICROSECOND, False, id="a microsecond more"),
    ],
)
def test_with_a_limit_sessions_are_reached_that_begin_later(
    when: datetime, is_reached: bool, model: ModelUnderTest
) -> None:
    model.config(sessions={"max_hours": 2})
    is_later = when > at(0)
    start = when if is_later else when - timedelta(minutes=10)
    end = start + timedelta(minutes=10)
    model.given("silver_sessions", session(start, end, is_continued=False))
    model.given("changed_moments", moment(at(0)))
    model.expect(*([{"session_id": "s"}] if is_reached else []))


def test_a_session_is_carried_where_the_one_before_is_not_reached(model: ModelUnderTest) -> None:
    model.config(sessions={"max_hours": 1})
    before = session(at(-70), at(-5), session_id="before", is_continued=True)
    model.given("silver_sessions", before, session(at(0), at(50), is_continued=True))
    model.given("changed_moments", moment(at(30)))
    model.expect({"session_id": "s", "is_carried": True})


def test_a_session_is_not_carried_where_the_one_before_is_reached(model: ModelUnderTest) -> None:
    model.config(sessions={"max_hours": 1})
    before = session(at(-70), at(-5), session_id="before", is_continued=True)
    model.given("silver_sessions", before, session(at(0), at(50), is_continued=True))
    model.given("changed_moments", moment(at(-10)))
    model.expect(
        {"session_id": "before", "is_carried": True}, {"session_id": "s", "is_carried": False}
    )
