"""Whatever the bytes, reading ends, keeps every line, and writes lines that can be read."""

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.parse.conftest import NOW_US, rows
from transforms.config import LimitSettings
from transforms.parse import read_batch
from transforms.parse.java_text import KEYS

PLAIN = b'{"event_name":"view","event_timestamp":1700000000000000,"items":'
snippets = st.sampled_from(
    [
        b'{"',
        b'":',
        b"[",
        b"]",
        b"}",
        b",",
        b"\n",
        b'"',
        b"\\",
        b"\\ud800",
        b"\xff",
        b"\x00",
        b"1e9",
        b"NaN",
        b" ",
        b"null",
        b"'",
        b"None",
        b"[{item_id=",
        b", item_name=",
        b"}, {",
        b"}]",
        PLAIN,
        b", item_params=[{key=",
        b", value={string_value=",
        b"-",
        b"9" * 30,
        b"u'",
        b"\xc2\xa0",
    ]
)
java = st.lists(
    st.sampled_from([f", {key}=" for key in KEYS] + ["}, {item_id=", "}]", "[{key=", "a", "null"]),
    max_size=40,
).map(lambda parts: "[{item_id=" + "".join(parts) + "}]")
python = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=10,
).map(repr)


def read_once(data: bytes) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "batch.jsonl"
        path.write_bytes(data)
        limits = LimitSettings(line_bytes=1024)
        reading = read_batch(path, Path(folder) / "parts", limits=limits, now_us=NOW_US)
        events, refusals = rows(reading.events), rows(reading.refusals)
    bare = data.removeprefix(b"\xef\xbb\xbf")
    assert reading.lines == bare.count(b"\n") + (bare[-1:] not in (b"", b"\n"))
    assert reading.lines == reading.accepted + reading.refused + reading.blank
    assert (len(events), len(refusals)) == (reading.accepted, reading.refused)
    assert all(refusal["detail"].isascii() for refusal in refusals)
    return events, refusals


@given(st.one_of(st.binary(max_size=200), st.lists(snippets, max_size=40).map(b"".join)))
@settings(max_examples=250, deadline=None)
def test_any_bytes_are_kept_line_by_line(data: bytes) -> None:
    read_once(data)


@given(st.one_of(java, python, st.text(max_size=60), st.lists(snippets).map(lambda s: repr(s))))
@settings(max_examples=250, deadline=None)
def test_any_items_text_ends_in_items_or_a_refusal(text: str) -> None:
    events, refusals = read_once(PLAIN + json.dumps(text).encode() + b"}")
    assert len(events) + len(refusals) == 1
