"""Ids that are none: what stands in for a missing id is no id, and texts are trimmed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.parse.conftest import NOW_US, Outcome
from transforms.config import LimitSettings
from transforms.parse.exact_path import ExactReader
from transforms.system.setting_rules import IdSettings

IDS = {
    "event_id": "producer_event_id",
    "transaction_id": "transaction_id",
    "user_id": "user_id",
    "user_pseudo_id": "user_pseudo_id",
}
PLACEHOLDERS = [
    *("undefined", "Null", "NaN", "NONE", "(not set)", "[object Object]", "0", " 0 ", 0, -0.0),
    "00000000-0000-0000-0000-000000000000",
]
IDS_ALL_THE_SAME = ["undefined-1", "nulls", "00", "0.0", "00000000-0000-0000-0000-000000000001"]


def typed(event: dict[str, Any], ids: IdSettings | None = None) -> dict[str, Any]:
    plain = {"event_name": "view", "event_timestamp": 1_700_000_000_000_000}
    reader = ExactReader(LimitSettings(), NOW_US, ids or IdSettings())
    return json.loads(reader.read(json.dumps(plain | event).encode(), 1)[0])


@pytest.mark.parametrize("field", IDS)
@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_what_stands_for_a_missing_id_is_none(
    field: str, text: object, read_event: Callable[..., Outcome]
) -> None:
    outcome = read_event(**{"user_id": "u", "user_pseudo_id": "v", field: text})
    assert IDS[field] not in outcome.event
    assert outcome.warnings == ["W_PLACEHOLDER"]


@pytest.mark.parametrize("field", IDS)
@pytest.mark.parametrize("text", IDS_ALL_THE_SAME)
def test_an_id_that_looks_like_it_stays(
    field: str, text: str, read_event: Callable[..., Outcome]
) -> None:
    outcome = read_event(**{field: text})
    assert outcome.event[IDS[field]] == text
    assert "W_PLACEHOLDER" not in outcome.warnings


def test_a_visitor_without_ids_is_nobody(read_event: Callable[..., Outcome]) -> None:
    outcome = read_event(user_id="null", user_pseudo_id="undefined")
    assert outcome.warnings == ["W_NO_USER", "W_PLACEHOLDER"]


def test_events_that_lack_an_id_in_several_ways_are_one(read: Callable[..., Outcome]) -> None:
    plain = '"event_name":"view","event_timestamp":1700000000000000,"user_id":" u\\t"'
    ways = ["", ',"transaction_id":null', ',"transaction_id":"NaN"', ',"coupon":"  "']
    outcome = read("\n".join(f"{{{plain}{way}}}" for way in ways).encode())
    assert len({event["event_id"] for event in outcome.events}) == 1
    assert {event["user_id"] for event in outcome.events} == {"u"}


def test_placeholders_come_from_the_config(read_event: Callable[..., Outcome]) -> None:
    ids = IdSettings(placeholders=[" Guest "])
    outcome = read_event(user_id="GUEST", transaction_id="null", ids=ids)
    assert (outcome.event.get("user_id"), outcome.event["transaction_id"]) == (None, "null")
    assert read_event(user_id="undefined").event.get("user_id") is None


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), st.data())
def test_every_text_of_an_event_is_trimmed(text: str, data: st.DataObject) -> None:
    """A second reading of the rule: blank and `(not set)` are none, the rest keeps its middle."""
    name = data.draw(
        st.sampled_from(["device_category", "page_title", "country", "payment_type", "source"])
    )
    bare = text.strip()
    assert typed({name: text}).get(name) == (bare if bare not in ("", "(not set)") else None)
