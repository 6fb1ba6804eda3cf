"""The touches of an order: which visits led to it, in which order."""

import pytest

from tests.events import DAY, at
from tests.gold.journeys import given_visits, order
from tests.models.under_test import ModelUnderTest

SECOND = 1 / 60


def test_a_touch_is_whole(model: ModelUnderTest) -> None:
    origin = {"source": "news", "medium": "email", "campaign": "spring", "channel": "Email"}
    model.given("silver_identity_map", {"visitor_id": "v", "user_id": "u"})
    session = {"session_id": "s", "visitor_id": "v", "session_start_at": at(0)}
    model.given("silver_sessions", session | origin)
    model.given("fct_orders", order("t", "v", 0))
    key = {"order_id": "t", "touch_number": 1, "touch_count": 1, "user_id": "u"}
    model.expect(key | {"session_id": "s", "session_start_at": at(0)} | origin)


def test_both_ends_of_the_lookback_count(model: ModelUnderTest) -> None:
    given_visits(
        model,
        ("too old", "v", -7 * DAY - SECOND, "Email"),
        ("oldest", "v", -7 * DAY, "Email"),
        ("with it", "v", 0, "Email"),
        ("after", "v", SECOND, "Email"),
    )
    model.given("fct_orders", order("t", "v", 0))
    model.expect(
        {"session_id": "oldest", "touch_number": 1, "touch_count": 2},
        {"session_id": "with it", "touch_number": 2, "touch_count": 2},
    )


def test_the_lookback_is_a_setting(model: ModelUnderTest) -> None:
    given_visits(model, ("a", "v", -2 * DAY, "Email"), ("b", "v", -2 * DAY - SECOND, "Email"))
    model.given("fct_orders", order("t", "v", 0))
    model.config(attribution={"lookback_days": 2})
    model.expect({"session_id": "a"})


def test_of_two_visits_at_once_the_least_id_is_the_first(model: ModelUnderTest) -> None:
    given_visits(model, ("b", "v", 0, "Email"), ("a", "v", 0, "Email"))
    model.given("fct_orders", order("t", "v", 0))
    model.expect({"session_id": "a", "touch_number": 1}, {"session_id": "b", "touch_number": 2})


def test_a_person_is_touched_on_every_device_and_nobody_elses_visits(
    model: ModelUnderTest,
) -> None:
    given_visits(model, ("phone", "p", -2, "Email"), ("other", "w", -1, "Email"))
    model.given("silver_identity_map", {"visitor_id": "laptop", "user_id": "p"})
    for session_id, user_id in [("own", None), ("lent", "w")]:
        start = {"visitor_id": "laptop", "session_start_at": at(-1), "user_id": user_id}
        model.given("silver_sessions", {"session_id": session_id, "channel": "Direct"} | start)
    model.given("fct_orders", order("t", "laptop", 0))
    model.expect({"session_id": "phone"}, {"session_id": "own"})


def test_an_order_is_its_named_persons(model: ModelUnderTest) -> None:
    given_visits(model, ("a", "v", 0, "Email"), ("b", "w", 0, "Email"))
    model.given("fct_orders", order("t", "v", 0) | {"user_id": "w"})
    model.expect({"session_id": "b", "user_id": "w"})


def test_nobodys_order_has_no_touch(model: ModelUnderTest) -> None:
    given_visits(model, ("a", "v", 0, "Email"))
    model.given("fct_orders", order("t", None, 0))
    model.expect()


@pytest.mark.parametrize(
    ("direct", "of_v", "of_w"),
    [
        pytest.param("keep", ["a", "b", "c"], ["d", "e"], id="kept"),
        pytest.param("drop", ["b"], ["d", "e"], id="dropped where there is another"),
    ],
)
def test_direct_may_count_only_where_nothing_else_does(
    model: ModelUnderTest, direct: str, of_v: list[str], of_w: list[str]
) -> None:
    given_visits(
        model,
        *(("a", "v", -3, "Direct"), ("b", "v", -2, "Email"), ("c", "v", -1, "Direct")),
        *(("d", "w", -3, "Direct"), ("e", "w", -2, "Direct")),
    )
    model.given("fct_orders", order("t", "v", 0), order("u", "w", 0))
    model.config(attribution={"direct": direct})
    model.expect(
        *(
            {"order_id": order_id, "session_id": each, "touch_number": number, "touch_count": count}
            for order_id, sessions in (("t", of_v), ("u", of_w))
            for count in [len(sessions)]
            for number, each in enumerate(sessions, 1)
        )
    )
