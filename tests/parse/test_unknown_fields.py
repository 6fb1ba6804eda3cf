"""What becomes of fields without a column: on the fast path the same as on the exact one."""

import json
import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.parse import compiled
from tests.parse.conftest import NOW_US
from transforms.config import LimitSettings
from transforms.parse.exact_path import ExactReader
from transforms.parse.fast_path import FastReader
from transforms.parse.item_columns import COLUMNS
from transforms.parse.refusals import Refusal
from transforms.parse.schema import TRANSPORT_FIELDS, Event, Item

ITEM = {"item_id": "a", "item_name": "A", "price": 9.5}
PLAIN = {"event_name": "view", "event_timestamp": 1_700_000_000_000_000, "user_id": "u"}
KEPT = "\x00"
"""Around a text that is written as it stands: a number in its own digits."""

digits = st.from_regex(
    r"-?(0|[1-9][0-9]{0,22})(\.[0-9]{1,12})?([eE][+-]?[0-9]{1,2})?", fullmatch=True
)
numbers = st.one_of(
    st.sampled_from(
        [
            *("1.10", "-0", "-0.0", "0.00001", "1.123456", "-1.123456", "1e400", "1e-400", "1E5"),
            *("9223372036854775808", "-9223372036854775809", "9" * 30, "0." + "1" * 40, "1e-7"),
            *("9" * 4301, "12345678901234567890.5"),
        ]
    ),
    digits,
).map(lambda text: KEPT + text + KEPT)
texts = st.one_of(
    st.sampled_from(["", " ", " a", "a ", "null", " null", "(not set)", "\u00a0", "1.1", "a:b"]),
    st.sampled_from(
        ['"', 'a":1.123456', "\\", "/", "\n", "\t", "\x00", "\x7f", "\u2028", "é", "😀"]
    ),
    st.sampled_from(["$1,299.50", "true", "1", "A|B|null", "a:b|c", "\ud800", '\\":null']),
    st.text(st.characters(codec="utf-8"), max_size=6),
)
scalars = st.one_of(st.none(), st.booleans(), numbers, texts)
values = st.one_of(scalars, scalars, st.lists(scalars, max_size=2), st.just({"a": 1}))
odd_names = st.sampled_from(
    [
        *("app", "App", "other", "é", "a b", "x:y", "", "n" * 64, "n" * 65, 'q"', "back\\", "\x1f"),
        *("Event_Name", "ITEM_ID", "itemid", "event_params", "detail-type", "detail", "events"),
        *("Installments", "client_id", "type", "properties", "😀", "learned_0", "__class__"),
    ]
)
names = st.one_of(
    odd_names, st.sampled_from([*Event.__struct_fields__, *TRANSPORT_FIELDS, *COLUMNS])
)
item_names = st.one_of(
    odd_names, st.sampled_from([*Item.__struct_fields__, *COLUMNS, "item_params"])
)
several = st.dictionaries(st.one_of(odd_names, names), values, max_size=4)
several_of_item = st.dictionaries(st.one_of(odd_names, item_names), values, max_size=4)


def written(event: dict[str, Any], *, is_text: bool, is_ascii: bool = True) -> bytes:
    """Write an event as JSON, with its items as an array or as text of one."""
    items = [event["items"]] if "items" in event else []
    if items:
        event = {**event, "items": json.dumps(items, ensure_ascii=is_ascii) if is_text else items}
    text = json.dumps(event, ensure_ascii=is_ascii)
    text = re.sub(r'\\*"\\+u0000([^"]*?)\\+u0000\\*"', r"\1", text)
    return text.encode("utf-8", "surrogatepass")


def agree(fast: FastReader, line: bytes) -> bool:
    """Compare what both readers make of a line; tell whether the fast one took it."""
    compiled.agree(line)
    found = fast.read(line, 7)
    if found is None:
        return False
    exact = ExactReader(LimitSettings(), NOW_US).read(line, 7)
    assert found[0] == exact[0]
    assert sorted(found[1]) == sorted(exact[1])
    return True


def reader() -> FastReader:
    return FastReader(LimitSettings(), NOW_US)


@pytest.mark.slow
@given(st.lists(st.tuples(several, several_of_item), min_size=1, max_size=4), st.booleans())
@settings(max_examples=500, deadline=None)
def test_a_reader_that_has_learned_agrees_with_the_exact_one(
    lines: list[tuple[dict[str, Any], dict[str, Any]]], is_text: bool
) -> None:
    """What earlier lines taught changes no later line, whatever it brings under the same names."""
    fast = reader()
    for more, of_item in lines:
        event = {**PLAIN, **more, "items": {**ITEM, **of_item}}
        agree(fast, written(event, is_text=is_text))


@given(names, values, item_names, values, st.booleans(), st.booleans())
@settings(max_examples=700, deadline=None)
@example(
    "score", KEPT + "0.123456" + KEPT, "price", KEPT + "1.9900000000000000001" + KEPT, True, True
)
@example("score", KEPT + "1.9" + KEPT, "value", KEPT + "0.123456" + KEPT, False, True)
def test_one_unknown_field_is_read_the_same(
    name: str, value: object, item_name: str, of_item: object, is_text: bool, is_ascii: bool
) -> None:
    event = {**PLAIN, name: value, "items": {**ITEM, item_name: of_item}}
    agree(reader(), written(event, is_text=is_text, is_ascii=is_ascii))


@pytest.mark.parametrize(
    ("fields", "extra"),
    [
        ({"app": "shop"}, '{"app":"shop"}'),
        ({"b": 1, "a": None, "é": True}, '{"a":null,"b":1,"é":true}'),
        ({"n": KEPT + "0.1234567890123456789" + KEPT}, '{"n":0.1234567890123456789}'),
        ({"n": KEPT + "1.10" + KEPT, "m": KEPT + "1e2" + KEPT}, '{"m":100,"n":1.1}'),
        (
            {"t": 'a":" b', "item_list_name": "Top: 10"},
            r'{"item_list_name":"Top: 10","t":"a\":\" b"}',
        ),
        (
            {"Platform": "ios", "extra": "e", "warnings": "w"},
            '{"Platform":"ios","extra":"e","warnings":"w"}',
        ),
    ],
)
def test_unknown_fields_of_an_event_stay_on_the_fast_path(
    fields: dict[str, object], extra: str
) -> None:
    fast, line = reader(), written({**PLAIN, **fields}, is_text=False)
    assert agree(fast, line)
    typed, drift = fast.read(line, 7) or (b"{}", [])
    event = json.loads(typed)
    assert event["extra"] == extra
    assert event["warnings"] == ["W_EXTRA_FIELDS"]
    assert set(drift) == set(fields)


@pytest.mark.parametrize(
    ("fields", "columns"),
    [
        ({"size": 3, "color": "red"}, {"extra": '{"color":"red","size":3}'}),
        ({"installments": 3, "discount_value": 2}, {"installments": 3, "discount_value": 2}),
        ({"in_stock": True, "discountt": 2.5}, {"is_in_stock": True, "discount_value": 2.5}),
        ({"discounts": "A|b:c"}, {"discount_codes": ["A", "b:c"]}),
        ({"number_of_installments": 3, "totalPrice": "$1"}, {"installments": 3, "total_price": 1}),
        ({"color": "(not set)", "size": "", "item_params": None}, {}),
        ({"price_in_usd": "1.50"}, {"extra": '{"price_in_usd":1.5}'}),
    ],
)
@pytest.mark.parametrize("is_text", [True, False])
def test_unknown_fields_of_an_item_stay_on_the_fast_path(
    fields: dict[str, object], columns: dict[str, object], is_text: bool
) -> None:
    fast, line = reader(), written({**PLAIN, "items": {**ITEM, **fields}}, is_text=is_text)
    assert agree(fast, line)
    (item,) = json.loads((fast.read(line, 7) or (b"",))[0])["items"]
    assert item == {**ITEM, "item_position": 1, **columns}


@pytest.mark.parametrize(
    ("alias", "name", "column"),
    [
        ("installments", "number_of_installments", "installments"),
        ("discount_value", "discountt", "discount_value"),
    ],
)
@pytest.mark.parametrize("better", [4, None, ""])
def test_of_two_spellings_the_parameters_wins_wherever_it_stands(
    alias: str, name: str, column: str, better: object
) -> None:
    exact = ExactReader(LimitSettings(), NOW_US)
    for order in ([alias, name], [name, alias]):
        values = {alias: 3, name: better}
        item = {**ITEM, **{key: values[key] for key in order}}
        line = written({**PLAIN, "items": item}, is_text=False)
        agree(reader(), line)
        (read,) = json.loads(exact.read(line, 7)[0])["items"]
        told = {column: 3} if better is None else {column: better} if better else {}
        kept = {} if better is None else {"extra": f'{{"{alias}":3}}'}
        assert read == {**ITEM, "item_position": 1, **told, **kept}


@pytest.mark.parametrize("value", [[1], {"a": 1}, KEPT + "9" * 30 + KEPT, KEPT + "1e400" + KEPT])
def test_a_learned_name_with_what_is_no_plain_scalar_takes_the_exact_path(value: object) -> None:
    fast = reader()
    assert agree(fast, written({**PLAIN, "app": 1}, is_text=False))
    assert not agree(fast, written({**PLAIN, "app": value}, is_text=False))
    assert agree(fast, written({**PLAIN, "app": "x"}, is_text=False))


def test_a_learned_key_that_stands_twice_is_refused() -> None:
    fast, line = reader(), written({**PLAIN, "app": "a:b"}, is_text=False)
    assert agree(fast, line)
    twice = line[:-1] + b',"app":"a:b"}'
    assert fast.read(twice, 7) is None
    with pytest.raises(Refusal, match="stands twice"):
        ExactReader(LimitSettings(), NOW_US).read(twice, 7)
