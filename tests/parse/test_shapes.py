"""Lines of other systems are refused by name, and fields that are nearly ours are said."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.parse.conftest import Outcome

AT = {"event_timestamp": 1_700_000_000_000_000}
OURS = {"event_name": "page_view", "user_pseudo_id": "v", **AT}
PARAMS = [{"key": "transaction_id", "value": {"string_value": "T1", "int_value": None}}]
TRACK = {"event": "Order Completed", "properties": {"order_id": "T1"}, "anonymousId": "v"}
COLUMNS = ["shop", "web", "2026-01-01 00:00:00.000", "", "", "page_view", "id-1", *[""] * 124]

FOREIGN = {
    "a row of GA4's export": ({**OURS, "event_params": PARAMS}, "GA4"),
    "a row of GA4's export without parameters": ({**OURS, "event_params": []}, "GA4"),
    "GA4 parameters as text": ({**OURS, "event_params": json.dumps(PARAMS)}, "GA4"),
    "GA4 parameters as a map": ({**OURS, "event_params": {"a": {"int_value": 1}}}, "GA4"),
    "more GA4 parameters than an event has keys": (
        {**OURS, "event_params": [{"key": f"k{n}", "value": {"int_value": n}} for n in range(200)]},
        "GA4",
    ),
    "GA4's Measurement Protocol": ({"client_id": "1.2", "events": [{"name": "v"}]}, "GA4"),
    "Segment's track": (TRACK, "Segment"),
    "Segment's track with our time": ({**TRACK, **AT}, "Segment"),
    "Segment's page": ({"type": "page", "messageId": "m", "name": "Home"}, "Segment"),
    "Snowplow's JSON": ({"event_name": "page_view", "collector_tstamp": "2026-01-01"}, "Snowplow"),
}
OWN = {
    "parameters that are flat": {**OURS, "event_params": {"a": 1}},
    "parameters that are nested otherwise": {**OURS, "event_params": {"a": {"b": 1}}},
    "an event field beside the name": {**OURS, "event": "click", "properties": {"a": 1}},
    "a type beside the name": {**OURS, "type": "page", "messageId": "m"},
    "Snowplow's time beside ours": {**OURS, "collector_tstamp": "2026-01-01"},
}


@pytest.mark.parametrize(("event", "system"), FOREIGN.values(), ids=FOREIGN.keys())
def test_another_systems_event_is_refused_with_its_name(
    event: dict[str, Any], system: str, read: Callable[..., Outcome]
) -> None:
    outcome = read(json.dumps(event).encode())
    assert outcome.codes == ["E_SHAPE"]
    assert system in outcome.refusals[0]["detail"]
    assert "source mapping" in outcome.refusals[0]["detail"]


@pytest.mark.parametrize("event", OWN.values(), ids=OWN.keys())
def test_an_event_of_ours_is_taken_whatever_else_it_has(
    event: dict[str, Any], read: Callable[..., Outcome]
) -> None:
    assert read(json.dumps(event).encode()).warnings == ["W_EXTRA_FIELDS"]


@pytest.mark.parametrize("count", [7, 131])
def test_a_line_of_columns_of_snowplow_is_told(count: int, read: Callable[..., Outcome]) -> None:
    outcome = read("\t".join(COLUMNS[:count]).encode())
    assert outcome.codes == ["E_SHAPE"]
    assert "Snowplow" in outcome.refusals[0]["detail"]


def test_a_hundred_tabs_are_snowplows_too(read: Callable[..., Outcome]) -> None:
    assert read("\t".join("x" * 101).encode()).codes == ["E_SHAPE"]


@pytest.mark.parametrize(
    "line", ["\t".join(COLUMNS[:6]), "a\tb\tc\td\te\tf\tg", "\t".join("x" * 100)]
)
def test_other_columns_are_no_json(line: str, read: Callable[..., Outcome]) -> None:
    assert read(line.encode()).codes == ["E_JSON_SYNTAX"]


BUS = {"version": "0", "detail-type": "shop", "source": "x", "time": "2026-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(json.dumps(BUS | {"detail": OURS}), id="EventBridge"),
        pytest.param(json.dumps(json.dumps(OURS)), id="JSON text"),
        pytest.param(json.dumps(json.dumps(BUS | {"detail": OURS})), id="JSON text of EventBridge"),
    ],
)
def test_a_wrapped_event_is_the_event(line: str, read: Callable[..., Outcome]) -> None:
    plain, wrapped = read(json.dumps(OURS).encode()), read(line.encode())
    assert wrapped.events == plain.events
    assert wrapped.reading.drift.lines == {}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (json.dumps(BUS | {"detail": "x"}), "E_FIELD_MISSING"),
        (json.dumps(BUS | {"detail": {}}), "E_FIELD_MISSING"),
        (json.dumps("{oops"), "E_JSON_SYNTAX"),
        (json.dumps("oops"), "E_JSON_NOT_OBJECT"),
        ('"{\\"a\\": \\"\\ud800\\"}"', "E_SURROGATE"),
    ],
)
def test_what_is_wrapped_badly_is_refused(
    line: str, code: str, read: Callable[..., Outcome]
) -> None:
    assert read(line.encode()).codes == [code]


def test_an_event_may_have_a_detail(read: Callable[..., Outcome]) -> None:
    outcome = read(json.dumps(BUS | OURS | {"detail": {"a": 1}}).encode())
    assert outcome.event["event_name"] == "page_view"


NEAR = {
    "in one word": ("event_name", {"eventName": "v", **AT}, ", got 'eventName'"),
    "with a hyphen": ("event_name", {"x": 1, "Event-Name": "v", **AT}, ", got 'Event-Name'"),
    "by a short name": ("event_name", {"event": "v", **AT}, ", got 'event'"),
    "with a slip": ("event_name", {"evnet_name": "v", **AT}, ", got 'evnet_name'"),
    "before a shorter one": ("event_name", {"name": "n", "eventName": "v"}, ", got 'eventName'"),
    "not at all": ("event_name", {"user_id": "u", "event_id": "e", "sky": 1, **AT}, ""),
    "a time in one word": (
        "event_timestamp",
        {"event_name": "v", "eventTimestamp": 1},
        ", got 'eventTimestamp'",
    ),
    "a time by a short name": ("event_timestamp", {"event_name": "v", "ts": 1}, ", got 'ts'"),
    "a time that is null": ("event_timestamp", {"event_name": "v", "event_timestamp": None}, ""),
}


@pytest.mark.parametrize(("name", "event", "near"), NEAR.values(), ids=NEAR.keys())
def test_a_missing_field_is_said_with_the_name_that_is_there(
    name: str, event: dict[str, Any], near: str, read: Callable[..., Outcome]
) -> None:
    outcome = read(json.dumps(event).encode())
    assert outcome.codes == ["E_FIELD_MISSING"]
    assert outcome.refusals[0]["detail"] == f"{name} must be there{near}"


def test_an_item_without_an_id_is_said_with_the_name_that_is_there(
    read_event: Callable[..., Outcome],
) -> None:
    (refusal,) = read_event(items=[{"sku": "a", "price": 1}]).refusals
    assert refusal["detail"].endswith("item_id, item_name or promotion_id, got 'sku'")
