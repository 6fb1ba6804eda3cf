import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.parse.conftest import Outcome
from tests.paths import DATA
from transforms.ingest.messages.body import lines_of

CASES = [json.loads(line) for line in (DATA / "evil_inputs.jsonl").read_text().splitlines()]
PLAIN = b'{"event_name":"view","event_timestamp":1700000000000000}'
SETTLED_LATER = {"E066", "E068"}  # duplicates and id conflicts are found by the SQL side


def bytes_of(case: dict[str, Any]) -> bytes:
    if "input" in case:
        return case["input"].encode()
    given = {"json": json, "gzip": gzip, "G": PLAIN, "sqs": bytes}
    return eval(case["generator"], given)  # noqa: S307


def cases(surface: str) -> list[Any]:
    return [
        pytest.param(case, id=f"{case['id']} {case['reason'][:40]}")
        for case in CASES
        if case["surface"] == surface and case["id"] not in SETTLED_LATER
    ]


def check(outcome: Outcome, expected: str) -> None:
    if expected.startswith("dead_letter:"):
        assert outcome.codes == [expected.removeprefix("dead_letter:")]
        detail = outcome.refusals[0]["detail"]
        assert detail.isascii()
        assert detail.isprintable()
        assert len(detail) < 250
    elif expected == "skipped:blank":
        assert (outcome.reading.blank, outcome.reading.lines) == (1, 1)
    else:
        word, _, warning = expected.partition("+")
        assert word in ("accepted", "coerced")
        assert not warning or warning in outcome.warnings
        if word == "accepted":
            assert set(outcome.warnings) <= {warning, "W_NO_USER"}


@pytest.mark.parametrize("case", cases("event_line"))
def test_an_evil_line_ends_as_required(case: dict[str, Any], read: Callable[..., Outcome]) -> None:
    check(read(bytes_of(case)), case["expected"])


@pytest.mark.parametrize("case", cases("items"))
def test_evil_items_end_as_required(case: dict[str, Any], read: Callable[..., Outcome]) -> None:
    check(read(PLAIN[:-1] + b',"items":' + bytes_of(case) + b"}"), case["expected"])


#: The others are troubles of the queue: tests/sources/test_messages.py and test_queue_volume.py.
BODIES = ("S004", "S005", "S006", "S007", "S008", "S010")


@pytest.mark.parametrize("case", [each for each in cases("sqs") if each.values[0]["id"] in BODIES])
def test_an_evil_message_ends_as_required(
    case: dict[str, Any], read: Callable[..., Outcome]
) -> None:
    lines = lines_of(bytes_of(case).decode())
    outcome = read(b"\n".join(lines))
    _, _, code = case["expected"].partition("dead_letter:")
    assert outcome.codes == ([code] if code else [])
    assert len(outcome.events) == (0 if code else len(lines))
    assert len(lines) == (2 if case["expected"] == "archived N lines" else 1)


def test_the_same_event_in_another_key_order_is_the_same_typed_event(
    read: Callable[..., Outcome],
) -> None:
    spaced = b'{"event_timestamp": 1700000000000000 , "event_name":"view"}'
    assert read(PLAIN).events == read(spaced).events


def test_lines_with_one_producer_id_are_both_accepted(read: Callable[..., Outcome]) -> None:
    case = next(case for case in CASES if case["id"] == "E068")
    outcome = read(bytes_of(case))
    assert [event["producer_event_id"] for event in outcome.events] == ["A", "A"]
