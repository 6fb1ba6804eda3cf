"""The session of an event: split where more than the gap lies between."""

from datetime import timedelta
from typing import Any

import pytest

from tests.events import DAY, at, session_id
from tests.models.under_test import ModelUnderTest

MICROSECOND = timedelta(microseconds=1)


def fact(event_id: str, minute: float, visitor: str | None = "v", **more: Any) -> dict[str, Any]:
    when = at(minute)
    row = {"event_id": event_id, "visitor_id": visitor, "platform_id": "WEB"}
    row |= {"event_name": "page_view", "event_at": when, "event_date": when.date()}
    return row | more


def new(model: ModelUnderTest, *facts: dict[str, Any]) -> None:
    """Give events that the batch brings."""
    model.given("fct_events", *facts)
    for row in facts:
        own = {name: row[name] for name in ("event_id", "visitor_id", "event_at", "event_date")}
        model.given("new_events", own | {"platform": row["platform_id"]})
        if row["visitor_id"]:
            model.given("changed_moments", own | {"platform_id": row["platform_id"]})


def test_a_gap_of_exactly_thirty_minutes_stays_inside(model: ModelUnderTest) -> None:
    new(model, fact("a", 0), fact("b", 30))
    model.expect(
        {"event_id": "a", "session_id": session_id("v"), "session_start_at": at(0)},
        {"event_id": "b", "session_id": session_id("v"), "session_start_at": at(0)},
    )


def test_a_microsecond_more_starts_a_session(model: ModelUnderTest) -> None:
    later = at(30) + MICROSECOND
    new(model, fact("a", 0), fact("b", 30, event_at=later))
    model.expect(
        {"event_id": "a", "session_start_at": at(0)},
        {"event_id": "b", "session_start_at": later},
    )


def test_the_gap_is_a_setting(model: ModelUnderTest) -> None:
    model.config(sessions={"gap_minutes": 5})
    new(model, fact("a", 0), fact("b", 5), fact("c", 11))
    model.expect(
        {"event_id": "a", "session_start_at": at(0)},
        {"event_id": "b", "session_start_at": at(0)},
        {"event_id": "c", "session_start_at": at(11)},
    )


def test_a_session_goes_on_past_midnight_under_its_first_day(model: ModelUnderTest) -> None:
    new(model, fact("a", DAY / 2 - 1), fact("b", DAY / 2 + 1))
    model.expect(
        {"event_id": "a", "event_date": at(0).date(), "session_date": at(0).date()},
        {"event_id": "b", "event_date": at(DAY).date(), "session_date": at(0).date()},
    )


def test_visitors_and_platforms_have_sessions_of_their_own(model: ModelUnderTest) -> None:
    new(
        model,
        fact("a", 0),
        fact("b", 1, "w"),
        fact("c", 2, platform_id="IOS"),
        fact("d", 3),
    )
    model.expect(
        {"event_id": "a", "session_id": session_id("v")},
        {"event_id": "b", "session_id": session_id("w", 1)},
        {"event_id": "c", "session_id": session_id("v", 2, "IOS")},
        {"event_id": "d", "session_id": session_id("v")},
    )


def test_an_event_of_nobody_is_touched_and_has_no_session(model: ModelUnderTest) -> None:
    new(model, fact("a", 0, None))
    model.expect({"event_id": "a", "session_id": None})


def test_a_late_event_joins_two_former_sessions(model: ModelUnderTest) -> None:
    new(model, fact("late", 25))
    model.given("fct_events", fact("a", 0), fact("b", 50), fact("far", 500))
    for event_id, minute in (("a", 0), ("b", 50), ("far", 500)):
        session = {"session_id": f"s{minute}", "session_date": at(0).date()}
        model.given(
            "silver_event_sessions", {"event_id": event_id, "event_date": at(0).date()} | session
        )
        if minute < 500:
            model.given("former_sessions", session | {"session_end_date": at(0).date()})
    model.expect(
        *(
            {"event_id": event_id, "session_id": session_id("v"), "session_start_at": at(0)}
            for event_id in ("a", "late", "b")
        )
    )


def test_a_former_session_is_read_on_its_last_day_too(model: ModelUnderTest) -> None:
    model.given("fct_events", fact("a", DAY / 2 - 1), fact("b", DAY / 2 + 1))
    new(model, fact("late", DAY / 2 - 2))
    days = {"session_date": at(0).date(), "session_end_date": at(DAY).date()}
    model.given("former_sessions", {"session_id": "s"} | days)
    for event_id in ("a", "b"):
        link = {"event_id": event_id, "session_id": "s", "session_date": at(0).date()}
        model.given("silver_event_sessions", link)
    model.expect(*({"event_id": each, "platform_id": "WEB"} for each in ("late", "a", "b")))


def test_a_lone_purchase_of_a_touched_transaction_is_touched(model: ModelUnderTest) -> None:
    model.given("fct_events", fact("p", 0, None), fact("other", 0, None))
    model.given("transaction_purchases", {"event_id": "p", "event_date": at(0).date()})
    model.expect({"event_id": "p", "session_id": None})


def test_without_new_events_nothing_is_touched(model: ModelUnderTest) -> None:
    model.given("fct_events", fact("a", 0))
    model.expect()


def refund(event_id: str, minute: float, **more: Any) -> dict[str, Any]:
    return fact(event_id, minute, event_name="refund", **more)


def test_a_refund_belongs_to_the_session_that_it_follows_within_the_gap(
    model: ModelUnderTest,
) -> None:
    beyond = at(30) + MICROSECOND
    new(model, fact("a", 0), refund("in", 30), refund("out", 30, event_at=beyond))
    model.expect(
        {"event_id": "a", "session_id": session_id("v"), "session_start_at": at(0)},
        {"event_id": "in", "session_id": session_id("v"), "session_start_at": at(0)},
        {"event_id": "out", "session_id": None, "session_start_at": None},
    )


def test_a_refund_before_every_event_has_no_session_and_prolongs_none(
    model: ModelUnderTest,
) -> None:
    new(model, refund("first", -1), fact("a", 0), refund("r", 20), fact("b", 31))
    model.expect(
        {"event_id": "first", "session_start_at": None},
        {"event_id": "a", "session_start_at": at(0)},
        {"event_id": "r", "session_start_at": at(0)},
        {"event_id": "b", "session_start_at": at(31)},
    )


def chain(*minutes: float) -> list[dict[str, Any]]:
    return [fact(f"e{minute:+07.2f}", minute) for minute in minutes]


@pytest.mark.parametrize(
    ("minutes", "begun"),
    [
        pytest.param((0, 30, 59, 61), [(0, False), (61, True)], id="an hour old at 13:00"),
        pytest.param((0, 30, 60), [(0, False), (60, True)], id="the hour itself is the next's"),
        pytest.param((1 / 60, 30, 59, 61), [(1 / 60, False)], id="a second less than an hour old"),
        pytest.param(
            (0, 30, 59, 95), [(0, False), (95, False)], id="after a gap nothing continues"
        ),
        pytest.param(
            (0, 30, 60, 90, 120, 150), [(0, False), (60, True), (120, True)], id="each hour"
        ),
    ],
)
def test_a_session_that_does_not_pause_ends_by_the_clock(
    minutes: tuple[float, ...], begun: list[tuple[float, bool]], model: ModelUnderTest
) -> None:
    model.config(sessions={"max_hours": 1})
    new(model, *chain(*minutes))
    expected = {at(minute): is_continued for minute, is_continued in begun}
    model.expect(
        *(
            {"event_id": row["event_id"], "session_start_at": start, "is_continued": known}
            for row in chain(*minutes)
            for start in [max(each for each in expected if each <= row["event_at"])]
            for known in [expected[start] and start == row["event_at"]]
        )
    )


def test_a_carried_session_goes_on_as_if_what_came_before_were_read(model: ModelUnderTest) -> None:
    model.config(sessions={"max_hours": 1})
    new(model, *chain(65, 90, 119, 121))
    days = {"session_date": at(0).date(), "session_end_date": at(0).date()}
    carried = {"visitor_id": "v", "platform_id": "WEB", "is_carried": True}
    model.given("former_sessions", carried | {"session_id": "s", "session_start_at": at(65)} | days)
    model.expect(
        *(
            {"event_id": row["event_id"], "session_start_at": start, "is_continued": is_first}
            for row, start, is_first in zip(
                chain(65, 90, 119, 121),
                (at(65), at(65), at(65), at(121)),
                (True, False, False, True),
                strict=True,
            )
        )
    )


def test_a_refund_after_the_end_stays_with_the_session_before(model: ModelUnderTest) -> None:
    model.config(sessions={"max_hours": 1})
    new(model, *chain(0, 30, 55), refund("r", 61), fact("next", 62))
    model.expect(
        *({"event_id": row["event_id"], "session_start_at": at(0)} for row in chain(0, 30, 55)),
        {"event_id": "r", "session_start_at": at(0)},
        {"event_id": "next", "session_start_at": at(62)},
    )


def test_events_of_a_bots_day_have_no_session(model: ModelUnderTest) -> None:
    model.config(sessions={"max_daily_events": 2})
    new(model, fact("a", 0), fact("b", 1), fact("next", DAY))
    model.given("bot_days", bot_day(is_bot=True))
    model.expect(
        {"event_id": "a", "session_id": None, "session_start_at": None},
        {"event_id": "b", "session_id": None, "session_start_at": None},
        {"event_id": "next", "session_id": session_id("v", DAY), "session_start_at": at(DAY)},
    )


def test_a_day_that_is_a_bots_no_more_is_read_as_a_whole(model: ModelUnderTest) -> None:
    model.config(sessions={"max_daily_events": 2})
    model.given("fct_events", fact("a", 0), fact("b", 1), fact("other", 2, "w"))
    model.given("bot_days", bot_day(is_bot=False))
    model.expect(
        {"event_id": "a", "session_start_at": at(0)}, {"event_id": "b", "session_start_at": at(0)}
    )


def bot_day(*, is_bot: bool) -> dict[str, Any]:
    row = {"visitor_id": "v", "event_date": at(0).date()}
    return row | {"is_bot": is_bot, "was_bot": not is_bot}
