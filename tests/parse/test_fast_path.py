"""The fast and the exact path give the same typed line, byte for byte."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.parse import compiled
from tests.parse.conftest import NOW_US
from tests.paths import DATA
from transforms.config import LimitSettings
from transforms.parse.exact_path import ExactReader
from transforms.parse.fast_path import FastReader
from transforms.parse.refusals import Refusal

MESSAGES = gzip.decompress((DATA / "items_text.jsonl.gz").read_bytes()).splitlines()
PLAIN = {
    "event_name": "view_item",
    "event_timestamp": 1_700_000_000_000_000,
    "user_pseudo_id": "8520115029387302083",
    "ga_session_id": 1470046245,
    "platform": "web",
    "traffic_source": {"source": "google", "medium": "organic", "campaign": None},
    "page_location": "https://shop.example/a?b=c:d",
    "page_title": 'Año: “nuevo” 24" ancho',
    "item_list_name": "Top: 10",
    "value": 19.99,
    "replay_timestamp": "2025-10-17T17:09:31.878279",
    "items": '[{"item_id":"a","item_name":"A: \\"b\\"","price":9.99,"quantity":1},{"item_id":"c"}]',
}

texts = st.one_of(
    st.sampled_from(["", " ", " a", "a ", "null", "(not set)", "\u00a0a", 'a":b', "a\\", "\u3000"]),
    st.sampled_from(["undefined", "NULL", "NaN", "None", "0", "[object Object]", "null-1"]),
    st.sampled_from(['24" a', '" a', 'a "', '\\" a', '"\u00a0a', ' "a', '" ']),
    st.sampled_from(["a\u200bb", "\x7fa", "a\xadé", "\ufeffa", "a\x1bb", "\U000e0041", "a\u00a0b"]),
    st.sampled_from(["é" * 256, "é" * 257, "ß" * 256, "é" * 4096, "é" * 4097]),
    st.text(st.characters(codec="utf-8"), max_size=8),
)
numbers = st.one_of(
    st.sampled_from(
        [0, -0.0, 0.1, 1.10, 19.99, 1e-7, 1e11, 2.5, -1, 1e15, 99999999999.9999, 2**63]
    ),
    st.floats(0, 1e6).map(lambda number: round(number, 4)),
    st.integers(-5, 2_000_000_000),
)
values = st.one_of(st.none(), texts, numbers, st.booleans())
names = st.sampled_from(
    [
        "user_id",
        "user_pseudo_id",
        "event_id",
        "platform",
        "currency",
        "coupon",
        "page_title",
        "page_location",
        "country",
        "experiment_id",
        "source",
        "campaign",
        "value",
        "tax",
        "installments",
        "checkout_step",
        "item_list_id",
        "item_list_name",
        "extra",
        "message_id",
        "ingested_at",
        "ga_session_id",
        "transaction_id",
        "clicks",
        "impressions",
        "reported_at",
        "reported_us",
        "segment",
        "subscription_id",
        "payment_id",
        "status",
        "line_number",
        "other",
    ]
)
item_names = st.sampled_from(
    [
        "item_id",
        "item_name",
        "item_list_id",
        "item_list_name",
        "item_list_index",
        "price",
        "quantity",
        "discount",
        "coupon",
        "currency",
        "promotion_id",
        "item_revenue",
        "installment_price",
        "item_position",
        "other",
    ]
)
items = st.lists(st.dictionaries(item_names, values, max_size=5), max_size=3)
events = st.fixed_dictionaries(
    {
        "event_name": st.sampled_from(
            ["view", "purchase", "marketing_cost", "profile", "payment", "Bad"]
        ),
        "event_timestamp": st.sampled_from(
            [1_700_000_000_000_000, 1_700_000_000, 5, 10**18, 10**18 + 999, 1.7e15]
        ),
        "user_pseudo_id": texts,
    },
    optional={
        "items": st.one_of(items, items.map(json.dumps), st.none()),
        "traffic_source": st.dictionaries(st.sampled_from(["source", "medium"]), texts),
    },
)


def both(line: bytes) -> tuple[Any, Any]:
    compiled.agree(line)
    fast = FastReader(LimitSettings(), NOW_US).read(line, 7)
    try:
        exact = ExactReader(LimitSettings(), NOW_US).read(line, 7)
    except Refusal as refusal:
        return fast, refusal
    return fast, exact


def check(line: bytes) -> bool:
    fast, exact = both(line)
    if fast is None:
        return False
    assert not isinstance(exact, Refusal), exact
    assert fast[0] == exact[0]
    assert sorted(fast[1]) == sorted(exact[1])
    return True


@given(events, st.dictionaries(names, values, max_size=4), st.booleans(), st.booleans())
@settings(max_examples=700, deadline=None)
def test_both_readers_agree(
    event: dict[str, Any], more: dict[str, Any], is_ascii: bool, is_spaced: bool
) -> None:
    separators = (", ", ": ") if is_spaced else (",", ":")
    line = json.dumps({**event, **more}, ensure_ascii=is_ascii, separators=separators)
    check(line.encode())


@given(
    st.dictionaries(names, values, max_size=1),
    st.dictionaries(item_names, values, max_size=1),
    st.sampled_from([json.dumps, list]),
)
@settings(max_examples=700, deadline=None)
def test_both_readers_agree_on_one_odd_field(
    more: dict[str, Any], of_item: dict[str, Any], spell: Callable[[Any], Any]
) -> None:
    found = json.loads(str(PLAIN["items"]))
    found[0].update(of_item)
    event = {**PLAIN, "items": spell(found), **more}
    if {"source", "campaign"} & more.keys():
        del event["traffic_source"]
    check(json.dumps(event, ensure_ascii=False).encode())


@given(st.lists(st.tuples(names, values), min_size=2, max_size=4))
@settings(max_examples=300, deadline=None)
def test_a_key_that_stands_twice_never_takes_the_fast_path(pairs: list[tuple[str, Any]]) -> None:
    name, value = pairs[0]
    fields = [*pairs, (name, value)]
    text = ",".join(f"{json.dumps(key)}:{json.dumps(member)}" for key, member in fields)
    plain = '"event_name":"view","event_timestamp":1700000000000000'
    fast, exact = both(f"{{{plain},{text}}}".encode())
    assert fast is None
    assert exact.code in ("E_JSON_DUP_KEY", "E_NUMBER_RANGE")


@pytest.mark.parametrize("is_ascii", [True, False])
@pytest.mark.parametrize("indent", [None, 1])
def test_a_plain_line_takes_the_fast_path(is_ascii: bool, indent: int | None) -> None:
    text = json.dumps(PLAIN, ensure_ascii=is_ascii, indent=indent).replace("\n", " ")
    assert check(text.encode())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("items", "[]"),
        ("items", []),
        ("items", None),
        ("items", ""),
        ("traffic_source", None),
        ("event_timestamp", 1_700_000_000),
        ("user_pseudo_id", None),
        ("campaign", None),
        ("items", [{"item_id": None, "item_name": 'a,"b":null', "price": None}]),
        ("event_id", "p:1"),
        ("event_timestamp", 1_700_000_000_000_000_999),
        ("page_title", "a\u200bb"),
        ("platform", "é" * 256),
        ("page_location", "é" * 4096),
        ("tax", 0),
    ],
)
def test_a_line_with_one_other_field_takes_the_fast_path_too(name: str, value: object) -> None:
    other = {key: member for key, member in PLAIN.items() if key != "traffic_source"}
    assert check(json.dumps({**other, name: value}).encode())


COST = {
    "event_name": "marketing_cost",
    "event_timestamp": 1_700_000_000_000_000,
    "value": 12.5,
    "currency": "EUR",
    "source": "google",
    "clicks": 3,
    "impressions": 400,
    "reported_at": 1_700_000_000_000_001,
}


@pytest.mark.parametrize(
    ("more", "is_fast"),
    [
        pytest.param({}, True, id="whole numbers and microseconds"),
        pytest.param({"event_name": "view"}, True, id="fields of another event that no rule knows"),
        pytest.param({"reported_us": 5}, True, id="beside a field of the column's name"),
        pytest.param({"reported_at": 1_700_000_000}, False, id="seconds"),
        pytest.param({"reported_at": "2023-11-14T22:13:20Z"}, False, id="ISO 8601"),
        pytest.param({"reported_at": None}, False, id="no time of report"),
        pytest.param({"reported_at": 1_900_000_000_000_000}, False, id="a time to come"),
        pytest.param({"clicks": "3"}, False, id="a number as text"),
        pytest.param({"clicks": -1}, False, id="less than none"),
        pytest.param({"clicks": True}, False, id="yes"),
    ],
)
def test_a_cost_takes_the_fast_path_where_nothing_is_coerced(
    more: dict[str, Any], is_fast: bool
) -> None:
    assert check(json.dumps(COST | more).encode()) == is_fast


@pytest.mark.parametrize("character", ["\x7f", "\x85", "\xad", "\u200b", "\u202e", "\U000e0041"])
@pytest.mark.parametrize("is_ascii", [True, False])
@pytest.mark.parametrize("name", ["user_id", "event_id", "experiment_id", "ga_session_id", "items"])
def test_an_id_with_what_is_not_seen_never_takes_the_fast_path(
    name: str, is_ascii: bool, character: str
) -> None:
    odd = f"a{character}b"
    value = [{"item_id": odd}] if name == "items" else odd
    for title in ("a", "é", "“a”"):
        fields = {**PLAIN, "page_title": title, name: value}
        fast, exact = both(json.dumps(fields, ensure_ascii=is_ascii).encode())
        assert fast is None
        assert b'"W_ID_CONTROL"' in exact[0]


WHITE = [chr(code) for code in range(0x3001) if chr(code).isspace()]


@pytest.mark.parametrize("text", [*(f"{each}a" for each in WHITE), *(f"a{each}" for each in WHITE)])
def test_a_text_with_white_space_at_an_end_never_takes_the_fast_path(text: str) -> None:
    for fields in ({"page_title": text}, {"items": [{"item_id": "a", "item_name": text}]}):
        for is_ascii in (True, False):
            line = json.dumps({**PLAIN, **fields}, ensure_ascii=is_ascii).encode()
            assert both(line)[0] is None


@pytest.mark.parametrize(
    "text", ["null", "\\u006eull", "nul\\u006c", "(not set)", "\\u0028not set)"]
)
def test_a_text_that_stands_for_none_never_takes_the_fast_path(text: str) -> None:
    """Nor where its letters are escaped."""
    without_null = {key: value for key, value in PLAIN.items() if key != "traffic_source"}
    item = f'{{"item_id":"a","item_name":"{text}"}}'
    for items in (f"[{item}]", json.dumps(f"[{item}]")):
        line = json.dumps({**without_null, "items": "?"}).replace('"?"', items)
        assert both(line.encode())[0] is None


@pytest.mark.parametrize("amount", [-0.0, 1.23456, 1e-7, 0.1 + 0.2])
@pytest.mark.parametrize(
    "name", ["price", "item_revenue", "discount", "quantity", "installment_price"]
)
def test_an_amount_that_is_not_exact_never_takes_the_fast_path(name: str, amount: float) -> None:
    line = json.dumps({**PLAIN, "items": [{"item_id": "a", name: amount}]}).encode()
    assert both(line)[0] is None


def test_real_messages_are_read_the_same() -> None:
    assert [check(line) for line in MESSAGES] == [True] * len(MESSAGES)
