import contextlib
import gzip
import json
import re
import time
from collections.abc import Callable

import pytest

from tests.parse.conftest import Outcome
from tests.paths import DATA
from transforms.parse.java_text import KEYS, read_java_text
from transforms.parse.refusals import Refusal

MESSAGES = gzip.decompress((DATA / "items_text.jsonl.gz").read_bytes()).splitlines()
PARAMS = (
    "[{key=totalPrice, value={string_value=$1,299.50, int_value=null, float_value=null, "
    "double_value=null}}, {key=discountt, value={string_value=null, int_value=null, "
    "float_value=null, double_value=1.0E1}}]"
)


def text_of(**values: str) -> str:
    """Write one item as Java does: every key in its order, null where no value is given."""
    return "{" + ", ".join(f"{key}={values.get(key, 'null')}" for key in KEYS) + "}"


def rendered(item: dict[str, object]) -> str:
    """Write what the reader found as Java wrote it; a slot that was left out reads null."""
    shown = {key: str(value) for key, value in item.items()}
    if isinstance(item.get("item_params"), dict):
        slots = ("string_value", "int_value", "float_value", "double_value")
        shown["item_params"] = (
            "["
            + ", ".join(
                f"{{key={name}, value={{"
                + ", ".join(f"{slot}={value.get(slot, 'null')}" for slot in slots)
                + "}}"
                for name, value in item["item_params"].items()
            )
            + "]"
        )
    return text_of(**shown)


def test_every_real_message_gives_back_its_own_text() -> None:
    items = 0
    for message in MESSAGES:
        text = json.loads(message)["items"]
        warnings: set[str] = set()
        found = read_java_text(text, warnings, 1000)
        items += len(found)
        assert "[" + ", ".join(map(rendered, found)) + "]" == text
        assert warnings == set()
    assert items == sum(message.count(b"{item_id=") for message in MESSAGES) > 1000


def test_every_real_message_is_accepted_with_its_fields(read: Callable[..., Outcome]) -> None:
    outcome = read(b"\n".join(MESSAGES))
    assert outcome.reading.accepted == len(MESSAGES) == 300
    for message, event in zip(MESSAGES, outcome.events, strict=True):
        text = json.loads(message)["items"]
        for name, key in (("item_id", "item_id"), ("item_name", "item_name")):
            naive = re.findall(rf"{key}=(.*?), item_", text)
            assert [item[name] for item in event["items"]] == [value.strip() for value in naive]
        prices = [float(price) for price in re.findall(r", price=([0-9.]+),", text)]
        assert [item["price"] for item in event["items"] if "price" in item] == prices
        stock = re.findall(r"key=in_stock, value=\{string_value=(\w+)", text)
        assert [str(item["is_in_stock"]).lower() for item in event["items"]] == stock


VALUES = {
    "a comma": "Camisa, talla M",
    "an equals sign": "a=b, c=d",
    "braces": "{a}, {b} }",
    "brackets": "[a], ]",
    "an end of items": "a}] b",
    "an accent": "Año Ñandú — 日本",
    "quotes": "12\" 'x'",
    "a parameter list": "[{key=a, value={}}]",
    "a comma at the end": "a,",
    "a word that ends like a key": "my item_brand=x",
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
@pytest.mark.parametrize("key", ["item_name", "item_brand", "creative_slot", "coupon"])
def test_a_value_may_hold_anything(
    value: str, key: str, read_event: Callable[..., Outcome]
) -> None:
    one = text_of(item_id="a", **{key: value}, item_params=PARAMS)
    other = text_of(item_id="b", item_params="[]")
    outcome = read_event(items=f"[{one}, {other}, {one}]")
    assert [item["item_id"] for item in outcome.items] == ["a", "b", "a"]
    bare = value.strip()
    assert outcome.items[0][key] == (bare.upper() if key == "coupon" else bare)
    assert outcome.items[2]["total_price"] == 1299.5
    assert outcome.items[2]["discount_value"] == 10.0
    assert outcome.warnings == []


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_a_parameter_may_hold_anything(value: str, read_event: Callable[..., Outcome]) -> None:
    param = f"{{key=note, value={{string_value={value}, int_value=null, float_value=null, "
    one = text_of(item_id="a", item_params=f"[{param}double_value=null}}}}]")
    (item, _) = read_event(items=f"[{one}, {one}]").items
    assert json.loads(item["extra"]) == {"note": value}


AMBIGUOUS = {
    "the next key": ("item_name", "Case, item_brand=Fake"),
    "a later key": ("item_name", "Case, price=5"),
    "an earlier key": ("creative_name", "Case, item_brand=Fake"),
    "its own key": ("item_category", "Case, item_category=Fake"),
    "a new item": ("item_name", "a}, {item_id=b"),
    "parameters": ("creative_name", "a, item_params=[]"),
}


@pytest.mark.parametrize(("key", "value"), AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_a_value_that_looks_like_a_key_is_flagged_and_nothing_is_lost(
    key: str, value: str, read_event: Callable[..., Outcome]
) -> None:
    text = text_of(item_id="a", item_brand="Real", price="7", **{key: value}, item_params=PARAMS)
    for items in (f"[{text}]", f"[{text}, {text}]"):
        outcome = read_event(items=items)
        assert "W_ITEMS_AMBIGUOUS" in outcome.warnings
        warnings: set[str] = set()
        found = read_java_text(items, warnings, 1000)
        assert "[" + ", ".join(map(rendered, found)) + "]" == items


def test_of_two_readings_the_one_with_the_real_key_behind_is_taken(
    read_event: Callable[..., Outcome],
) -> None:
    text = text_of(item_id="a", item_name="Case, item_brand=Fake", item_brand="Real", price="7")
    (item,) = read_event(items=f"[{text}]").items
    assert (item["item_name"], item["item_brand"]) == ("Case, item_brand=Fake", "Real")
    text = text_of(item_id="a", item_name="a}, {item_id=b", price="7")
    (item,) = read_event(items=f"[{text}]").items
    assert (item["item_name"], item["price"]) == ("a}, {item_id=b", 7.0)


def test_an_unknown_key_is_flagged_where_keys_are_missing(
    read_event: Callable[..., Outcome],
) -> None:
    outcome = read_event(items="[{item_id=a, item_name=b, size=42, price=5}]")
    assert outcome.items[0]["item_name"] == "b, size=42"
    assert outcome.warnings == ["W_ITEMS_AMBIGUOUS"]


@pytest.mark.parametrize("number", ["9" * 5000, "1e999", "1." + "9" * 5000])
def test_an_absurd_number_of_a_parameter_costs_its_line_only(
    number: str, read_event: Callable[..., Outcome]
) -> None:
    param = f"{{key=number_of_installments, value={{string_value=null, int_value={number}, "
    text = text_of(item_id="a", item_params=f"[{param}float_value=null, double_value=null}}}}]")
    assert read_event(items=f"[{text}]").codes == ["E_ITEM_FIELD"]


def test_a_value_warns_each_time_that_it_stands_in_a_line(read: Callable[..., Outcome]) -> None:
    """What a value was typed to is remembered for the next lines, but not with a warning."""
    plain, odd = text_of(item_id="a", price="9.5"), text_of(item_id="b", price="1.23456")
    unset = text_of(item_id="a", item_name="(not set)", price="9.5")
    event = '{"event_name":"view","event_timestamp":1700000000000000,"user_id":"u","items":'
    lines = [event + json.dumps(f"[{item}]") + "}" for item in (plain, odd, unset, odd, plain)]
    outcome = read("\n".join(lines).encode())
    assert [event.get("warnings", []) for event in outcome.events] == [
        *([], ["W_ROUNDED"], ["W_NOT_SET"], ["W_ROUNDED"], [])
    ]
    assert [event["items"][0]["price"] for event in outcome.events] == [
        9.5,
        1.2346,
        9.5,
        1.2346,
        9.5,
    ]


def test_keys_may_be_missing_or_in_another_order(read_event: Callable[..., Outcome]) -> None:
    outcome = read_event(items="[{item_id=a, price=5}, {item_name=b, c, item_id=c}]")
    assert [item.get("item_id") for item in outcome.items] == ["a", "c"]
    assert outcome.items[1]["item_name"] == "b, c"
    assert outcome.warnings == ["W_ITEMS_AMBIGUOUS"]
    assert read_event(items="[{item_id=a, price=5}]").warnings == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        ", price=",
        "}, {item_id=",
        ", item_id=a",
        ", item_params=[{key=",
        ", value={string_value=",
        "{key=a, value={string_value=b, int_value=1",
        ", ",
        "}",
        "item_name=",
    ],
)
@pytest.mark.parametrize("head", ["[{item_id=", text_of(item_id="a")[:-5] + "[{key="])
def test_a_mebibyte_of_hostile_text_is_read_in_time(unit: str, head: str) -> None:
    text = "[" * (head[0] != "[") + head + unit * (1_000_000 // len(unit)) + "}]"
    started = time.process_time()
    with contextlib.suppress(Refusal):
        read_java_text(text, set(), 1000)
    assert time.process_time() - started < 4
