"""Every code of the contract, on both sides of its boundary."""

from collections.abc import Callable

import pytest

from tests.parse.conftest import NOW_US, Outcome
from transforms.config import LimitSettings

DAY_US = 86_400_000_000
PLAIN = '"event_name":"view","event_timestamp":1700000000000000,"user_id":"u"'

REFUSED = {
    "a comma before the brace": ('"x":1,', "E_JSON_SYNTAX"),
    "a leading zero": ('"x":01', "E_JSON_SYNTAX"),
    "a key without quotes": ("x:1", "E_JSON_SYNTAX"),
    "an unknown escape": (r'"x":"\q"', "E_JSON_SYNTAX"),
    "a half escape": (r'"x":"\u12"', "E_JSON_SYNTAX"),
    "a top-level key twice": ('"user_id":"v"', "E_JSON_DUP_KEY"),
    "a known key twice, once null": ('"coupon":null,"coupon":"a"', "E_JSON_DUP_KEY"),
    "a key twice, once escaped": (r'"coupon":"b","cou\u0070on":"a"', "E_JSON_DUP_KEY"),
    "a key twice with space before the colon": ('"coupon":"b","coupon" :"a"', "E_JSON_DUP_KEY"),
    "a key twice below": ('"x":{"a":1,"a":2}', "E_JSON_DUP_KEY"),
    "a source key twice": ('"traffic_source":{"source":"a","source":"b"}', "E_JSON_DUP_KEY"),
    "an item key twice": ('"items":[{"item_id":"a","item_id":"b"}]', "E_JSON_DUP_KEY"),
    "an item key twice in text": (
        r'"items":"[{\"item_id\":\"a\",\"item_id\":\"b\"}]"',
        "E_JSON_DUP_KEY",
    ),
    "an item key twice, hidden by an escaped colon elsewhere": (
        r'"coupon":"a\u003ab","items":"[{\"item_id\":\"a\",\"item_id\":\"b\"}]"',
        "E_JSON_DUP_KEY",
    ),
    "an item key twice in Python text": (
        "\"items\":\"[{'item_id':'a','item_id':'b'}]\"",
        "E_JSON_DUP_KEY",
    ),
    "NaN": ('"value":NaN', "E_JSON_NONFINITE"),
    "Infinity": ('"x":Infinity', "E_JSON_NONFINITE"),
    "-Infinity in an array": ('"x":[-Infinity]', "E_JSON_NONFINITE"),
    "NaN in items text": (r'"items":"[{\"item_id\":\"a\",\"price\":NaN}]"', "E_JSON_NONFINITE"),
    "a double that overflows, below": ('"x":[{"y":-1e309}]', "E_NUMBER_RANGE"),
    "4,301 digits": (f'"x":{"9" * 4301}', "E_NUMBER_RANGE"),
    "a value beyond 64 bits": ('"value":9223372036854775808', "E_NUMBER_RANGE"),
    "a step beyond 64 bits": ('"checkout_step":99999999999999999999', "E_NUMBER_RANGE"),
    "a price that overflows": ('"items":[{"item_id":"a","price":1e400}]', "E_NUMBER_RANGE"),
    "a high surrogate alone": (r'"x":"\uD83D"', "E_SURROGATE"),
    "surrogates in the wrong order": (r'"x":"\ude00\ud83d"', "E_SURROGATE"),
    "a lone surrogate as a key": (r'"\udc00":1', "E_SURROGATE"),
    "a lone surrogate in items text": (r'"items":"[{\"item_id\":\"\\ud800\"}]"', "E_SURROGATE"),
    "a lone surrogate in Python text": (r'''"items":"[{'item_id':'\\ud800'}]"''', "E_SURROGATE"),
    "U+0000 in a known text": (r'"page_title":"a\u0000b"', "E_FIELD_CHARSET"),
    "U+0000 in an extra field": (r'"x":["\u0000"]', "E_FIELD_CHARSET"),
    "U+0000 in items text": (r'"items":"[{\"item_id\":\"\\u0000\"}]"', "E_FIELD_CHARSET"),
    "U+0000 in Python text": (r'''"items":"[{'item_id':'\\x00'}]"''', "E_FIELD_CHARSET"),
    "a text that is an array": ('"page_title":["a"]', "E_FIELD_TYPE"),
    "a text that is true": ('"user_pseudo_id":true', "E_FIELD_TYPE"),
    "a session that is an object": ('"ga_session_id":{}', "E_FIELD_TYPE"),
    "a traffic source that is a text": ('"traffic_source":"google"', "E_FIELD_TYPE"),
    "a source that is an object": ('"traffic_source":{"source":{}}', "E_FIELD_TYPE"),
    "a value that is true": ('"value":true', "E_FIELD_TYPE"),
    "a value with an underscore": ('"value":"1_000"', "E_FIELD_TYPE"),
    "a value with full-width digits": ('"value":"\uff11\uff12"', "E_FIELD_TYPE"),
    "a value with thousands in the wrong place": ('"value":"1,29.50"', "E_FIELD_TYPE"),
    "a value of two signs": ('"value":"--1"', "E_FIELD_TYPE"),
    "a value as text that overflows": ('"value":"1e9999"', "E_NUMBER_RANGE"),
    "a step as text with a fraction": ('"checkout_step":"15e-1"', "E_FIELD_TYPE"),
    "a value with a plus": ('"value":"+1"', "E_FIELD_TYPE"),
    "a step with a fraction": ('"checkout_step":1.5', "E_FIELD_TYPE"),
    "a negative step": ('"checkout_step":-1', "E_VALUE_RANGE"),
    "a negative tax": ('"tax":-0.00001', "E_VALUE_RANGE"),
    "a value above the columns": ('"value":99999999999999.99996', "E_VALUE_RANGE"),
    "a value far above": ('"value":1e300', "E_VALUE_RANGE"),
    "items that are a number": ('"items":5', "E_ITEMS_TYPE"),
    "items that are true": ('"items":true', "E_ITEMS_TYPE"),
    "items text that is an object": ('"items":"{}"', "E_ITEMS_TYPE"),
    "items text that is a number": ('"items":"5"', "E_ITEMS_TYPE"),
    "items text with a number inside": ('"items":"[5]"', "E_ITEMS_TYPE"),
    "items text that is a word": ('"items":"hello"', "E_ITEMS_SYNTAX"),
    "items text that is cut": (r'"items":"[{\"item_id\":\"a\"}"', "E_ITEMS_SYNTAX"),
    "items text with a call": ('"items":"[{\'item_id\': print()}]"', "E_ITEMS_SYNTAX"),
    "items text with a sum": ('"items":"[{\'item_id\': 1+1}]"', "E_ITEMS_SYNTAX"),
    "Java text that is cut": ('"items":"[{item_id=a, item_name=b"', "E_ITEMS_SYNTAX"),
    "Java text with an unknown first key": ('"items":"[{sku=a, item_id=b}]"', "E_ITEMS_SYNTAX"),
    "Java text with broken parameters": (
        '"items":"[{item_id=a, item_params=[{key=x, value=1}]}]"',
        "E_ITEMS_SYNTAX",
    ),
    "Python text nested deep": (f'"items":"{"(" * 65}{")" * 65}"', "E_ITEMS_DEPTH"),
    "an item without a name": ('"items":[{"item_id":" ","price":1}]', "E_ITEM_FIELD"),
    "an item id that is an object": ('"items":[{"item_id":{}}]', "E_ITEM_FIELD"),
    "a price that is a word": ('"items":[{"item_id":"a","price":"cheap"}]', "E_ITEM_FIELD"),
    "a price in hexadecimal": ('"items":[{"item_id":"a","price":"0x1F"}]', "E_ITEM_FIELD"),
    "parameters that are a number": ('"items":[{"item_id":"a","item_params":5}]', "E_ITEM_FIELD"),
    "a negative price": ('"items":[{"item_id":"a","price":-0.01}]', "E_PRICE_RANGE"),
    "a price of nan": ('"items":[{"item_id":"a","price":"nan"}]', "E_PRICE_RANGE"),
    "a price of nan in Python text": (
        "\"items\":\"[{'item_id':'a','price':nan}]\"",
        "E_PRICE_RANGE",
    ),
    "a price of NaN in Java text": ('"items":"[{item_id=a, price=NaN}]"', "E_PRICE_RANGE"),
    "a price above the columns": ('"items":[{"item_id":"a","price":"1.0E14"}]', "E_PRICE_RANGE"),
    "less than no piece": ('"items":[{"item_id":"a","quantity":-0.5}]', "E_QTY_RANGE"),
    "too many pieces": ('"items":[{"item_id":"a","quantity":1000000001}]', "E_QTY_RANGE"),
    "a part of a piece too many": (
        '"items":[{"item_id":"a","quantity":1000000000.0001}]',
        "E_QTY_RANGE",
    ),
}


@pytest.mark.parametrize(("fields", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_field_costs_its_line(
    fields: str, code: str, read_raw: Callable[[str], Outcome]
) -> None:
    assert read_raw(fields).codes == [code]


ACCEPTED = {
    "4,300 digits": (f'"x":{"9" * 4300}', {"W_EXTRA_FIELDS"}),
    "a value at the limit": ('"value":99999999999999.9999', set()),
    "a value of minus nothing": ('"value":-0.0', set()),
    "a pair of surrogates": (r'"page_title":"\ud83d\ude00"', set()),
    "a number as page title": ('"page_title":12.50', {"W_NUM_STR"}),
    "a session number": ('"ga_session_id":1470046245', set()),
    "a value as text": ('"value":"12.5"', {"W_STR_NUM"}),
    "a value with five decimals": ('"value":1.00005', {"W_ROUNDED"}),
    "a value with five decimals, the last 0": ('"value":1.12340', set()),
    "a text that is not set": ('"country":"(not set)"', {"W_NOT_SET"}),
    "an order id that stands for none": ('"transaction_id":"undefined"', {"W_PLACEHOLDER"}),
    "an order id that is not set": ('"transaction_id":"(not set)"', {"W_PLACEHOLDER"}),
    "an order id of nothing": ('"transaction_id":0.0', {"W_PLACEHOLDER"}),
    "an order id that begins like one that stands for none": ('"transaction_id":"null-1"', set()),
    "a session of nothing": ('"ga_session_id":"0"', set()),
    "an empty item": ('"items":[{}]', {"W_ITEM_EMPTY"}),
    "items without a field that is filled": (
        '"items":[{"item_id":"","price":null,"item_params":[]},{"item_name":" ","x":"(not set)"}]',
        {"W_ITEM_EMPTY", "W_NOT_SET"},
    ),
    "an item that is null": ('"items":[null,{"item_id":"a"}]', {"W_ITEM_EMPTY"}),
    "an empty item of Java text": ('"items":"[{item_id=null, price=null}]"', {"W_ITEM_EMPTY"}),
    "real words in brackets": ('"source":"(direct)","medium":"(none)"', set()),
    "an item that is not set": (
        '"items":[{"item_id":"a","item_brand":"(not set)"}]',
        {"W_NOT_SET"},
    ),
    "a price as text": ('"items":[{"item_id":"a","price":"$1,299.50"}]', {"W_STR_NUM"}),
    "a number as item id": ('"items":[{"item_id":7}]', {"W_NUM_STR"}),
    "the most pieces": ('"items":[{"item_id":"a","quantity":1000000000}]', set()),
    "half a piece": ('"items":[{"item_id":"a","quantity":0.5}]', set()),
    "a quantity with five decimals": (
        '"items":[{"item_id":"a","quantity":0.35005}]',
        {"W_ROUNDED"},
    ),
    "a nested extra field": ('"x":{"a":[1,null]}', {"W_EXTRA_FIELDS"}),
    "transport fields": ('"replay_timestamp":"2025-10-17T17:09:31.878279","message_id":"m"', set()),
    "Python text": ("\"items\":\"({'item_id': 'a',},)\"", {"W_PYLITERAL"}),
    "blank items": ('"items":"  "', set()),
    "a colon in a text": ('"page_title":"a :b \\": c"', set()),
}


@pytest.mark.parametrize(("fields", "warnings"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_a_field_that_can_be_read_is_flagged_or_not(
    fields: str, warnings: set[str], read_raw: Callable[[str], Outcome]
) -> None:
    assert set(read_raw(fields).warnings) == warnings


ROUNDED = {
    "a half goes to the even neighbour below": ("1.00005", 1.0),
    "a half goes to the even neighbour above": ("1.00015", 1.0002),
    "a hair above the half goes up": ("1.000050000000000000000001", 1.0001),
    "a hair below the half goes down": ("1.000149999999999999999999", 1.0001),
    "an exponent": ("123456e-5", 1.2346),
    "a trace of nothing": ("1e-400", 0.0),
    "more digits than a double": ("12345678901234.56785", "12345678901234.5678"),
}


@pytest.mark.parametrize(("number", "wish"), ROUNDED.values(), ids=ROUNDED.keys())
@pytest.mark.parametrize("spelling", ["{}", '"{}"'])
def test_money_is_rounded_half_even_on_its_digits(
    number: str, wish: object, spelling: str, read_raw: Callable[[str], Outcome]
) -> None:
    items = f'"items":[{{"item_id":"a","price":{spelling.format(number)}}}]'
    outcome = read_raw(items)
    assert outcome.items[0]["price"] == wish
    assert "W_ROUNDED" in outcome.warnings
    if "e" not in number:
        outcome = read_raw(f'"value":{spelling.format(number)}')
        assert outcome.event["value"] == wish
        assert "W_ROUNDED" in outcome.warnings


@pytest.mark.parametrize("text", ["[]", "null", '"x"', "5", "true", "[{}]"])
def test_a_value_that_is_no_object_is_refused(text: str, read: Callable[..., Outcome]) -> None:
    assert read(text.encode()).codes == ["E_JSON_NOT_OBJECT"]


@pytest.mark.parametrize("broken", [b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80"])
def test_bytes_that_are_no_utf8_are_refused(broken: bytes, read: Callable[..., Outcome]) -> None:
    assert read(f'{{{PLAIN},"x":"'.encode() + broken + b'"}').codes == ["E_UTF8"]


def test_a_line_may_nest_as_deep_as_the_limit(read_raw: Callable[[str], Outcome]) -> None:
    assert read_raw(f'"x":{"[" * 63}{"]" * 63}').codes == []
    assert read_raw(f'"x":{"[" * 64}{"]" * 64}').codes == ["E_JSON_DEPTH"]
    assert read_raw(f'"x":"{"[" * 900}"').codes == []


def test_a_line_may_be_as_long_as_the_limit(read: Callable[..., Outcome]) -> None:
    head = f'{{{PLAIN},"x":"'.encode()
    fits = head + b"x" * (1_048_576 - len(head) - 2) + b'"}'
    assert len(fits) == 1_048_576
    assert read(fits + b"\r\n").codes == []
    long = read(fits.replace(b"x", b"xx", 1) + b"\r\n")
    assert long.codes == ["E_LINE_TOO_LONG"]
    assert "1048577" in long.refusals[0]["detail"]


def test_an_event_may_have_as_many_keys_as_the_limit(read_raw: Callable[[str], Outcome]) -> None:
    most = ",".join(f'"k{number}":1' for number in range(497))
    assert read_raw(most).codes == []
    assert read_raw(most + ',"one_more":1').codes == ["E_FIELD_COUNT"]
    nested = ",".join(f'"k{number}":1' for number in range(497))
    assert read_raw(f'"x":{{{nested}}}').codes == ["E_FIELD_COUNT"]


def test_an_event_may_have_as_many_items_as_the_limit(
    read_event: Callable[..., Outcome],
) -> None:
    assert len(read_event(items=[{"item_id": "a"}] * 1000).items) == 1000
    assert read_event(items=[{"item_id": "a"}] * 1001).codes == ["E_ITEMS_COUNT"]
    java = ", ".join("{item_id=a}" for _ in range(1001))
    assert read_event(items=f"[{java}]").codes == ["E_ITEMS_COUNT"]


@pytest.mark.parametrize("name", ["user_id", "user_pseudo_id", "event_id", "transaction_id"])
def test_an_id_may_be_as_long_as_the_limit(name: str, read_event: Callable[..., Outcome]) -> None:
    assert read_event(**{name: "é" * 256}).codes == []
    assert read_event(**{name: "é" * 257}).codes == ["E_FIELD_LENGTH"]


def test_an_item_id_may_be_as_long_as_the_limit(read_event: Callable[..., Outcome]) -> None:
    assert read_event(items=[{"item_id": "x" * 256}]).codes == []
    assert read_event(items=[{"item_id": "x" * 257}]).codes == ["E_FIELD_LENGTH"]


def test_limits_come_from_the_config(read: Callable[..., Outcome]) -> None:
    line = f'{{{PLAIN},"event_id":"{"x" * 20}","traffic_source":{{"source":"a"}}}}'.encode()
    assert read(line).codes == []
    assert read(line, limits=LimitSettings(id_characters=16)).codes == ["E_FIELD_LENGTH"]
    assert read(line, limits=LimitSettings(depth=2)).codes == []
    deep = line[:-1] + b',"items":[{"item_id":"a"}]}'
    assert read(deep, limits=LimitSettings(depth=2)).codes == ["E_JSON_DEPTH"]


NAMES = {
    "one letter": ("v", None),
    "64 characters": ("v" * 64, None),
    "65 characters": ("v" * 65, "E_EVENT_NAME"),
    "an upper-case letter": ("View", "E_EVENT_NAME"),
    "a leading digit": ("1view", "E_EVENT_NAME"),
    "a space at the end": ("view ", None),
    "a newline at the end": ("view\n", None),
    "a space within": ("view item", "E_EVENT_NAME"),
    "an accent": ("añadir", "E_EVENT_NAME"),
    "a number": (5, "E_EVENT_NAME"),
    "nothing": (None, "E_FIELD_MISSING"),
    "empty": ("", "E_FIELD_MISSING"),
    "an array": (["view"], "E_FIELD_TYPE"),
    "true": (True, "E_FIELD_TYPE"),
}


@pytest.mark.parametrize(("name", "code"), NAMES.values(), ids=NAMES.keys())
def test_an_event_name_is_a_word(
    name: object, code: str | None, read_event: Callable[..., Outcome]
) -> None:
    assert read_event(event_name=name).codes == ([code] if code else [])


TIMES = {
    "the first microsecond": ("946684800000000", 946_684_800_000_000, set()),
    "one before": ("946684799999999", "E_TS_RANGE", set()),
    "the first second": ("946684800", 946_684_800_000_000, {"W_TS_UNIT"}),
    "one second before": ("946684799", "E_TS_RANGE", set()),
    "the first millisecond": ("946684800000", 946_684_800_000_000, {"W_TS_UNIT"}),
    "one millisecond before": ("946684799999", "E_TS_RANGE", set()),
    "nanoseconds are cut": (
        "1700000000000000001",
        1_700_000_000_000_000,
        {"W_TS_UNIT", "W_TS_FRACTION"},
    ),
    "whole nanoseconds": ("1700000000000001000", 1_700_000_000_000_001, {"W_TS_UNIT"}),
    "nanoseconds as text are cut": (
        '"1700000000000000999"',
        1_700_000_000_000_000,
        {"W_STR_NUM", "W_TS_UNIT", "W_TS_FRACTION"},
    ),
    "24 hours ahead": (str(NOW_US + DAY_US), NOW_US + DAY_US, set()),
    "a microsecond more": (str(NOW_US + DAY_US + 1), "E_TS_FUTURE", set()),
    "beyond 64 bits": ("9223372036854775808", "E_NUMBER_RANGE", set()),
    "an overflow": ("1e999", "E_NUMBER_RANGE", set()),
    "half a second": ("1700000000.5", 1_700_000_000_500_000, {"W_TS_UNIT", "W_TS_FRACTION"}),
    "half a millisecond": (
        "1700000000000.5",
        1_700_000_000_000_500,
        {"W_TS_UNIT", "W_TS_FRACTION"},
    ),
    "a tenth of a microsecond": ("1700000000.0000001", "E_FIELD_TYPE", set()),
    "an exponent": ("1.7e15", 1_700_000_000_000_000, set()),
    "an exponent of seconds": ("17e8", 1_700_000_000_000_000, {"W_TS_UNIT"}),
    "a whole fraction": ("1700000000000000.0", 1_700_000_000_000_000, set()),
    "a number as text": ('"1700000000000000"', 1_700_000_000_000_000, {"W_STR_NUM"}),
    "true": ("true", "E_FIELD_TYPE", set()),
    "an object": ("{}", "E_FIELD_TYPE", set()),
    "null": ("null", "E_FIELD_MISSING", set()),
    "blank": ('" "', "E_FIELD_MISSING", set()),
    "ISO with Z": ('"2023-11-14T22:13:20Z"', 1_700_000_000_000_000, {"W_TS_ISO"}),
    "ISO ahead of UTC": ('"2023-11-15T00:13:20+02:00"', 1_700_000_000_000_000, {"W_TS_ISO"}),
    "ISO behind UTC": ('"2023-11-14 16:43:20-0530"', 1_700_000_000_000_000, {"W_TS_ISO"}),
    "ISO without a zone": (
        '"2023-11-14T22:13:20"',
        1_700_000_000_000_000,
        {"W_TS_ISO", "W_TS_NAIVE"},
    ),
    "a date": ('"2023-11-14"', 1_699_920_000_000_000, {"W_TS_ISO", "W_TS_NAIVE"}),
    "nine digits are cut": (
        '"2023-11-14T22:13:20.123456999Z"',
        1_700_000_000_123_456,
        {"W_TS_ISO", "W_TS_FRACTION"},
    ),
    "nine digits of which three are 0": (
        '"2023-11-14T22:13:20.123456000Z"',
        1_700_000_000_123_456,
        {"W_TS_ISO"},
    ),
    "one digit": ('"2023-11-14T22:13:20.5Z"', 1_700_000_000_500_000, {"W_TS_ISO"}),
    "ten digits": ('"2023-11-14T22:13:20.1234567890Z"', "E_TS_FORMAT", set()),
    "a leap second": ('"2016-12-31T23:59:60Z"', "E_TS_FORMAT", set()),
    "hour 24": ('"2023-11-14T24:00:00Z"', "E_TS_FORMAT", set()),
    "29 February of a plain year": ('"2023-02-29"', "E_TS_FORMAT", set()),
    "29 February of a leap year": (
        '"2024-02-29"',
        1_709_164_800_000_000,
        {"W_TS_ISO", "W_TS_NAIVE"},
    ),
    "full-width digits": ('"\uff12\uff10\uff12\uff13-11-14"', "E_TS_FORMAT", set()),
    "American": ('"11/14/2023"', "E_TS_FORMAT", set()),
    "ISO before 2000": ('"1999-12-31T23:59:59Z"', "E_TS_RANGE", set()),
    "ISO in year 1": ('"0001-01-01T00:00:00+23:59"', "E_TS_RANGE", set()),
    "ISO in year 9999": ('"9999-12-31T23:59:59Z"', "E_TS_FUTURE", set()),
}


@pytest.mark.parametrize(("text", "wish", "warnings"), TIMES.values(), ids=TIMES.keys())
def test_a_timestamp_tells_its_unit(
    text: str, wish: int | str, warnings: set[str], read: Callable[..., Outcome]
) -> None:
    line = f'{{"event_name":"view","event_timestamp":{text},"user_id":"u"}}'
    for one in (line, line[:-1] + ',"extra_field":1}'):  # the second never takes the fast path
        outcome = read(one.encode())
        if isinstance(wish, str):
            assert outcome.codes == [wish]
        else:
            assert outcome.event["event_us"] == wish
            assert set(outcome.warnings) - {"W_EXTRA_FIELDS"} == warnings
