"""Ids that are none: what stands in for a missing id is no id, and texts are trimmed."""

import json
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.parse.conftest import NOW_US, Outcome
from transforms.config import LimitSettings
from transforms.parse.exact_path import ExactReader
from transforms.parse.fields import UNSEEN as PATTERN
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


#: Of no width, or steering what is shown, as the Unicode tables name them.
UNSEEN = [chr(code) for code in (*range(1, 32), *range(0x7F, 0xA0), 0x2028, 0x2029)] + [
    *(unicodedata.lookup(name) for name in ("SOFT HYPHEN", "ARABIC LETTER MARK", "WORD JOINER")),
    *(unicodedata.lookup(f"ZERO WIDTH {name}") for name in ("SPACE", "JOINER", "NON-JOINER")),
    *(unicodedata.lookup(f"{name} MARK") for name in ("LEFT-TO-RIGHT", "RIGHT-TO-LEFT")),
    *(chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xE0041)),
]
SEEN = ["é", "\u00a0", "\u3000", "\u0301", "😀", "中", "-", "~", "\ufffd"]


@given(st.text(st.sampled_from(UNSEEN + SEEN * 4 + list("ab")), max_size=5), st.data())
def test_an_id_with_what_is_not_seen_is_told_and_stays(text: str, data: st.DataObject) -> None:
    """A second reading of the rule, character by character."""
    fields = (*IDS, "ga_session_id", "experiment_id")
    name, bare = data.draw(st.sampled_from(fields)), text.strip()
    event = typed({name: text})
    assert event.get(IDS.get(name, name)) == (bare or None)
    is_told = "W_ID_CONTROL" in event.get("warnings", [])
    assert is_told == any(character in UNSEEN for character in bare)
    items = typed({"items": [{"item_id": text, "item_name": "n"}]})
    assert ("W_ID_CONTROL" in items.get("warnings", [])) == is_told
    assert "W_ID_CONTROL" not in typed({"page_title": text}).get("warnings", [])


def test_what_is_not_seen_is_never_printed() -> None:
    """The fast path relies on it, in whatever version of Unicode."""
    found = [chr(code) for code in range(0x110000) if PATTERN.match(chr(code))]
    assert not any(character.isprintable() for character in found)
    assert set(UNSEEN) <= set(found)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), st.data())
def test_every_text_of_an_event_is_trimmed(text: str, data: st.DataObject) -> None:
    """A second reading of the rule: blank and `(not set)` are none, the rest keeps its middle."""
    name = data.draw(
        st.sampled_from(["device_category", "page_title", "country", "payment_type", "source"])
    )
    bare = text.strip()
    assert typed({name: text}).get(name) == (bare if bare not in ("", "(not set)") else None)
