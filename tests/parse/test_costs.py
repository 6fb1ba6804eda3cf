"""Costs: events of nobody, with fields that no other event has."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.parse.conftest import Outcome

Read = Callable[..., Outcome]


def cost(read_event: Read, **fields: Any) -> Outcome:
    return read_event(event_name="marketing_cost", **fields)


@pytest.mark.parametrize(
    "reported_at",
    [
        pytest.param(1_700_000_000_000_000, id="microseconds"),
        pytest.param(1_700_000_000, id="seconds"),
        pytest.param("2023-11-14T22:13:20Z", id="ISO 8601"),
        pytest.param("1700000000000", id="milliseconds as text"),
    ],
)
def test_a_time_of_report_is_read_like_an_events(read_event: Read, reported_at: Any) -> None:
    found = cost(read_event, clicks=3, impressions="40", reported_at=reported_at).event
    assert found["reported_us"] == 1_700_000_000_000_000
    assert (found["clicks"], found["impressions"]) == (3, 40)
    assert "extra" not in found


@pytest.mark.parametrize("reported_at", [None, "", "  "])
def test_none_is_none(read_event: Read, reported_at: Any) -> None:
    found = cost(read_event, clicks=None, reported_at=reported_at).event
    assert not {"clicks", "reported_us", "extra"} & found.keys()


@pytest.mark.parametrize(
    ("fields", "code", "said"),
    [
        ({"clicks": -1}, "E_VALUE_RANGE", "clicks must be between 0"),
        ({"impressions": 1.5}, "E_FIELD_TYPE", "impressions must be a whole number"),
        ({"reported_at": "soon"}, "E_TS_FORMAT", "reported_at must be ISO 8601, got 'soon'"),
        ({"reported_at": 5}, "E_TS_RANGE", "reported_at must be in 2000 or later"),
        ({"reported_at": 1e300}, "E_NUMBER_RANGE", "reported_at must fit 64 bits"),
        ({"reported_at": 4_000_000_000}, "E_TS_FUTURE", "reported_at must be at most 24 hours"),
        ({"reported_at": []}, "E_FIELD_TYPE", "reported_at must be a number or a text"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(
    read_event: Read, fields: dict[str, Any], code: str, said: str
) -> None:
    refused = cost(read_event, **fields).refusals[0]
    assert refused["code"] == code
    assert said in refused["detail"]


@pytest.mark.parametrize(
    ("value", "found", "warnings"),
    [
        pytest.param(-12.5, -12.5, None, id="a credit"),
        pytest.param("-12.50", -12.5, ["W_STR_NUM"], id="a credit as text"),
        pytest.param(-0.00005, 0, ["W_ROUNDED"], id="half of the last place goes to the even one"),
        pytest.param(-0.00015, -0.0002, ["W_ROUNDED"], id="and away from 0"),
        pytest.param(-0.0, 0, None, id="-0 is 0"),
        pytest.param(-99999999999999.5, "-99999999999999.5", None, id="a double would not hold it"),
    ],
)
def test_a_cost_may_be_below_0(
    read_event: Read, value: Any, found: Any, warnings: list[str] | None
) -> None:
    read = cost(read_event, value=value).event
    assert (read["value"], read.get("warnings")) == (found, warnings)
    assert str(read["value"]) not in ("-0", "-0.0")


@pytest.mark.parametrize(
    ("fields", "wish"),
    [
        ({"event_name": "marketing_cost", "tax": -1}, "tax must be between 0"),
        (
            {"event_name": "marketing_cost", "value": -1e300},
            "value must be between -99999999999999.9999",
        ),
        (
            {"event_name": "marketing_cost", "value": -100_000_000_000_000},
            "value must be between -99999999999999.9999 and 99999999999999.9999",
        ),
        ({"event_name": "purchase", "value": -1}, "value must be between 0"),
    ],
)
def test_nothing_else_may(read_event: Read, fields: dict[str, Any], wish: str) -> None:
    assert wish in read_event(**fields).refusals[0]["detail"]


def test_other_events_keep_such_fields_as_they_are(read_event: Read) -> None:
    found = read_event(event_name="view", clicks="many", reported_at="soon").event
    assert found["extra"] == '{"clicks":"many","reported_at":"soon"}'
    assert not {"clicks", "reported_us"} & found.keys()


def test_nobody_is_missed_at_a_cost(read_event: Read) -> None:
    nobody = {"user_pseudo_id": None, "user_id": None}
    assert "warnings" not in cost(read_event, clicks=3, **nobody).event
    assert read_event(**nobody).event["warnings"] == ["W_NO_USER"]
