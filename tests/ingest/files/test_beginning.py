"""A file's beginning tells whether its events are lines."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.archive.formats import FORMATS
from transforms.archive.formats.json_lines import JSON_LINES
from transforms.archive.formats.json_values import JSON_VALUES
from transforms.ingest.files.beginning import format_by, looked_at

LINES = {
    "lines": b'{"a":1}\n{"b":2}\n',
    "one line": b'{"a":1}',
    "nothing": b"",
    "white space": b"\n \n",
    "blank lines first": b'\n\n{"a":1}\n{"b":2}',
    "a first line that is cut off": b'{"a":{"b":1}\n{"c":2}\n{"d":3}\n',
    "a first line that ends behind a colon": b'{"a":\n{"c":2}\n{"d":3}\n',
    "a first line that ends within a text": b'{"a":"b\n{"c":2}\n{"d":3}\n',
    "a first line within brackets": b'[{"a":1}]\n{"b":2}\n',
    "an array of other things": b"[1, 2]",
    "an array of arrays": b"[[1], [2]]",
    "lines behind carriage returns": b'{"a":1}\r{"b":2}\r',
    "objects divided by commas": b'{"a":1},{"b":2}',
    "text": b"hello {}{}",
    "a text with braces": b'{"a":"}{"}\n{"b":"}{"}\n',
}
VALUES = {
    "objects one after the other": b'{"a":1}{"b":2}',
    "objects with a space between": b'{"a":1} {"b":2}\n',
    "two objects on a later line": b'{"a":1}\n{"b":2}{"c":3}\n',
    "an object on several lines": b'{\n  "a": 1\n}\n',
    "objects on several lines": b'{\n"a":{"b":[\n{"c":1}]}}\n{\n"d":1}',
    "an array on one line": b'[{"a":1},{"b":2}]\n',
    "an array on several lines": b'[\n  {"a":1},\n  {"b":2}\n]\n',
    "an array of lines": b'[{"a":1}\n,{"b":2}\n]',
    "an array without commas, and cut off": b'[{"a":1}\n{"b":2}\n',
    "an array behind a mark": b'\xef\xbb\xbf [{"a":1}]',
    "an empty array": b"[ ]\n",
    "an array whose first object is long": b'[{"a":"' + b"x" * 100_000,
}


@pytest.mark.parametrize("raw", LINES.values(), ids=LINES.keys())
def test_lines_are_the_rule(raw: bytes) -> None:
    assert format_by(raw, JSON_LINES) is JSON_LINES


@pytest.mark.parametrize("raw", VALUES.values(), ids=VALUES.keys())
def test_what_no_line_can_be_is_objects(raw: bytes) -> None:
    assert format_by(raw, JSON_LINES) is JSON_VALUES


def test_a_format_that_a_name_tells_stays() -> None:
    assert format_by(VALUES["an array on one line"], FORMATS["json_values"]) is JSON_VALUES


@pytest.mark.parametrize("size", [1, 7, 1 << 16, 1 << 20])
def test_looking_takes_nothing_away(size: int) -> None:
    raw = bytes(range(256)) * 1024
    blocks = (raw[start : start + size] for start in range(0, len(raw), size))
    beginning, parts = looked_at(blocks)
    assert len(beginning) >= 1 << 16
    assert b"".join(parts) == raw


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
EVENTS = st.lists(st.dictionaries(st.text(), JSON, min_size=1, max_size=5), min_size=2, max_size=5)


@given(
    events=EVENTS,
    indent=st.sampled_from([None, 0, 3]),
    way=st.sampled_from(["array", "after", "lines"]),
    is_ascii=st.booleans(),
    size=st.sampled_from([1, 3, 1000]),
)
def test_every_way_of_writing_events_gives_the_events(
    events: list[object], indent: int | None, way: str, is_ascii: bool, size: int
) -> None:
    texts = [json.dumps(event, indent=indent, ensure_ascii=is_ascii) for event in events]
    text = {
        "array": json.dumps(events, indent=indent, ensure_ascii=is_ascii),
        "after": "".join(texts),
        "lines": "\n".join(texts) + "\n",
    }[way]
    raw = text.encode("utf-8", "surrogatepass")
    form = format_by(raw, JSON_LINES)
    blocks = (raw[start : start + size] for start in range(0, len(raw), size))
    found = [raw[start:end] for start, end in form.spans(blocks)]
    assert [json.loads(each.decode("utf-8", "surrogatepass")) for each in found] == events
