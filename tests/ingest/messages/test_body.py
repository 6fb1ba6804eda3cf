"""Message bodies become lines, and every byte that means something stays as it was."""

import json
from base64 import b64encode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.ingest.messages.body import lines_of

ODD = r'{"a":1.0,"a":12345678901234567890123,"b":1e400,"c":"\u00e9\n,]}","d":"é"}'
SNS = {"Type": "Notification", "MessageId": "m", "TopicArn": "arn:aws:sns:x:1:t"}
BUS = {"version": "0", "id": "i", "detail-type": "order", "source": "shop"}
TEST = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b"}

CASES: dict[str, tuple[str, list[bytes]]] = {
    "one event": (ODD, [ODD.encode()]),
    "one event and a line end": ('{"a":1}\r\n', [b'{"a":1}']),
    "one event, indented": (
        '{\n  "a": 1.0,\r\n  "a": [1,\n2]\n}\n',
        [b'{   "a": 1.0,    "a": [1, 2] }'],
    ),
    "several lines": ('{"a":1}\n{"b":2}\r\n{"c":3}\n', [b'{"a":1}', b'{"b":2}\r', b'{"c":3}']),
    "several lines with a blank one": ('{"a":1}\n\n{"b":2}', [b'{"a":1}', b"", b'{"b":2}']),
    "several lines, one of them bad": (
        '{"a":1}\n{"b":"\n{"c":3}',
        [b'{"a":1}', b'{"b":"', b'{"c":3}'],
    ),
    "an array": (f"[{ODD}, {ODD}]", [ODD.encode()] * 2),
    "an array, indented": ('[\n {"a":\n1},\r\n {"b":[1,2]}\n]\n', [b'{"a": 1}', b'{"b":[1,2]}']),
    "an array with an event that is not JSON": (
        '[{"a":NaN},{"b":"x,]\\""},{"c":"\\ud800"}]',
        [b'{"a":NaN}', b'{"b":"x,]\\""}', b'{"c":"\\ud800"}'],
    ),
    "an array of other things": ('[1,"x",null,[{}]]', [b"1", b'"x"', b"null", b"[{}]"]),
    "an array that is cut off": ('[{"a":1},{"b"', [b'[{"a":1},{"b"']),
    "an array with nothing between commas": ('[{"a":NaN},]', [b'[{"a":NaN},]']),
    "an array and something behind it": ('[{"a":1}] x', [b'[{"a":1}] x']),
    "an empty array": (" [ ] ", [b""]),
    "no byte at all": ("", [b""]),
    "white space": (" \t ", [b" \t "]),
    "a byte order mark": ('\ufeff{"a":1}', [b'{"a":1}']),
    "not JSON": ("hello; drop table", [b"hello; drop table"]),
    "not JSON on two lines": ("hello\nworld\n", [b"hello", b"world"]),
    "control characters": ('{"a":"\x01\x7f\x0b"}\x00', [b'{"a":"\x01\x7f\x0b"}\x00']),
    "line ends within a text": ('{"a":"x\ny"}', [b'{"a":"x', b'y"}']),
    "other separators are no line ends": (
        '{"a":"\u2028\x85\x0c"}',
        ['{"a":"\u2028\x85\x0c"}'.encode()],
    ),
    "half a surrogate pair": ('{"a":"\ud83d"}', [b'{"a":"\xed\xa0\xbd"}']),
    "two events on a line": ('{"a":1}{"b":2}', [b'{"a":1}', b'{"b":2}']),
    "events on several lines, one after the other": (
        '{\n"a":1}\n{"b":\r\n2}{"c":3}',
        [b'{ "a":1}', b'{"b":  2}', b'{"c":3}'],
    ),
    "a text that looks like two events": (line := '{"a":"}{"}', [line.encode()]),
    "EventBridge": (json.dumps(BUS)[:-1] + f', "detail": {ODD}}}', [ODD.encode()]),
    "EventBridge, indented": (
        json.dumps(BUS | {"detail": {"a": 1}}, indent=1),
        [b'{   "a": 1  }'],
    ),
    "EventBridge in SNS": (
        json.dumps(SNS | {"Message": json.dumps(BUS)[:-1] + f', "detail": {ODD}}}'}),
        [ODD.encode()],
    ),
    "an event that looks like EventBridge": (
        line := '{"detail-type":"a","detail":{"b":1},"event_name":"view"}',
        [line.encode()],
    ),
    "base64": (b64encode(ODD.encode()).decode() + "\n", [ODD.encode()]),
    "base64 for addresses, without padding": (
        urlsafe_b64encode(b'{"a":"\xc3\xbf\xc3\xbe?>"}  ').decode().rstrip("="),
        [b'{"a":"\xc3\xbf\xc3\xbe?>"}  '],
    ),
    "base64 of lines": (b64encode(b'{"a":1}\n{"b":2}\n').decode(), [b'{"a":1}', b'{"b":2}']),
    "base64 of other text": (text := b64encode(b"hello, dear world").decode(), [text.encode()]),
    "a word of letters": (text := "a" * 64, [text.encode()]),
    "JSON text of an event": (json.dumps(ODD), [ODD.encode()]),
    "JSON text of JSON text": (json.dumps(json.dumps(f"[{ODD}]")), [ODD.encode()]),
    "JSON text of base64": (json.dumps(b64encode(ODD.encode()).decode()), [ODD.encode()]),
    "JSON text of other text": ('"hello"', [b'"hello"']),
    "S3's test": (json.dumps(TEST), [b""]),
    "S3's test in SNS": (json.dumps(SNS | {"Message": json.dumps(TEST)}), [b""]),
    "an event that tells of S3's test": (
        line := '{"event_name":"view","page_title":"s3:TestEvent"}',
        [line.encode()],
    ),
    "SNS around one event": (json.dumps(SNS | {"Message": ODD}), [ODD.encode()]),
    "SNS, indented, around lines": (
        json.dumps(SNS | {"Message": '{"a":1}\n{"b":2}'}, indent=2),
        [b'{"a":1}', b'{"b":2}'],
    ),
    "SNS around an array": (json.dumps(SNS | {"Message": f"[{ODD},{ODD}]"}), [ODD.encode()] * 2),
    "a pointer to S3": (
        pointer := '["software.amazon.payloadoffloading.PayloadS3Pointer",{"s3Key":"k"}]',
        [pointer.encode()],
    ),
    "SNS around other text": (json.dumps(SNS | {"Message": "hello"}), [b"hello"]),
    "an event that looks like SNS": (
        line := '{"Type":"Notification","Message":"x","event_name":"view"}',
        [line.encode()],
    ),
    "SNS without a message": (line := '{"Type":"Notification","Message":1}', [line.encode()]),
    "SNS of another type": (
        line := '{"Type":"SubscriptionConfirmation","Message":"\\"Notification\\""}',
        [line.encode()],
    ),
}


@pytest.mark.parametrize(("body", "lines"), CASES.values(), ids=CASES)
def test_a_body_becomes_lines(body: str, lines: list[bytes]) -> None:
    assert lines_of(body) == lines


@pytest.mark.parametrize(
    "opening", ["[", "{", '[{"a":', '"', "[\n", '{"Type":"Notification","Message":[']
)
def test_deep_and_endless_bodies_are_cut_in_no_time(opening: str) -> None:
    body = opening * (262_144 // len(opening))
    assert b"\n".join(lines_of(body)) == body.strip("\n").encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
EVENTS = st.lists(st.dictionaries(st.text(), JSON, max_size=5), min_size=1, max_size=5)


@given(events=EVENTS, indent=st.sampled_from([None, 0, 3]), is_ascii=st.booleans())
def test_an_array_says_what_its_elements_say(
    events: list[object], indent: int | None, is_ascii: bool
) -> None:
    body = json.dumps(events, indent=indent, ensure_ascii=is_ascii)
    lines = lines_of(body)
    assert repr([json.loads(line.decode("utf-8", "surrogatepass")) for line in lines]) == repr(
        events
    )


@given(events=EVENTS, is_ascii=st.booleans())
def test_an_event_is_the_same_in_every_wrapping(events: list[object], is_ascii: bool) -> None:
    event = json.dumps(events[0], ensure_ascii=is_ascii)
    (line,) = lines_of(event)
    assert line == event.encode("utf-8", "surrogatepass")
    assert lines_of(json.dumps(SNS | {"Message": event})) == [line]
    assert lines_of(f"[{event}]") == [line]
    (indented,) = lines_of(json.dumps(events[0], indent=1, ensure_ascii=is_ascii))
    assert repr(json.loads(indented.decode("utf-8", "surrogatepass"))) == repr(events[0])


@given(body=st.text(st.sampled_from('[]{}",\\\n\r\t a1:é\ud800\x00')))
def test_any_text_becomes_lines_without_line_ends(body: str) -> None:
    lines = lines_of(body)
    assert lines
    assert not any(b"\n" in line for line in lines)
