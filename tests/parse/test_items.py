import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.parse.conftest import Outcome
from transforms.parse.items import slug
from transforms.parse.java_text import KEYS

ITEM = {
    "item_id": "prod_01",
    "item_name": "Camisa, talla M",
    "item_brand": 'Nélo\'s "best"',
    "item_category": "Home/Apparel",
    "price_in_usd": 10.5,
    "price": 1299.5,
    "quantity": 2,
    "item_list_name": "Más vendidos",
    "item_list_index": 3,
}
PARAMS = {
    "discounts": ("string_value", "HOT10| NELO_XP_02 |"),
    "discountt": ("double_value", 2.48),
    "totalPrice": ("string_value", "$2,599.00"),
    "number_of_installments": ("int_value", 3),
    "installment_price": ("double_value", 866.3333),
    "in_stock": ("string_value", "true"),
    "_el": ("int_value", 6328),
}
SLOTS = ("string_value", "int_value", "float_value", "double_value")
TYPED = {
    "item_position": 1,
    "item_id": "prod_01",
    "item_name": "Camisa, talla M",
    "item_brand": 'Nélo\'s "best"',
    "item_category": "Home/Apparel",
    "price": 1299.5,
    "quantity": 2,
    "item_list_id": "mas_vendidos",
    "item_list_name": "Más vendidos",
    "is_list_inferred": True,
    "item_list_index": 3,
    "discount_codes": ["HOT10", "NELO_XP_02"],
    "discount_value": 2.48,
    "total_price": 2599.0,
    "installments": 3,
    "installment_price": 866.3333,
    "is_in_stock": True,
    "extra": '{"_el":6328,"price_in_usd":10.5}',
}


def with_params() -> dict[str, Any]:
    params = [
        {"key": name, "value": {**dict.fromkeys(SLOTS), slot: value}}
        for name, (slot, value) in PARAMS.items()
    ]
    return {**ITEM, "item_params": params}


def java(item: dict[str, Any]) -> str:
    """Render an item as Java's toString does."""

    def shown(value: Any) -> str:
        return "null" if value is None else str(value)

    parts = [f"{key}={shown(item.get(key))}" for key in KEYS[:-1]]
    params = [
        f"{{key={param['key']}, value={{"
        + ", ".join(f"{slot}={shown(param['value'][slot])}" for slot in SLOTS)
        + "}}"
        for param in item.get("item_params", [])
    ]
    return "{" + ", ".join([*parts, f"item_params=[{', '.join(params)}]"]) + "}"


SPELLINGS = {
    "a JSON array": lambda item: [item],
    "JSON text": lambda item: json.dumps([item]),
    "JSON text with indents": lambda item: json.dumps([item], indent=2, sort_keys=True),
    "Python text": lambda item: str([item]),
    "Java text": lambda item: f"[{java(item)}]",
    "parameters as keys": lambda _: [
        {**ITEM, **{name: value for name, (_, value) in PARAMS.items()}}
    ],
    "other spellings of numbers": lambda item: [
        {**item, "price": "1.2995E3", "quantity": "2.0", "item_list_index": "3"}
    ],
}


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_all_spellings_give_the_same_typed_item(
    spell: Callable[[dict[str, Any]], Any], read_event: Callable[..., Outcome]
) -> None:
    outcome = read_event(items=spell(with_params()))
    assert outcome.items == [TYPED]
    assert "W_ITEMS_AMBIGUOUS" not in outcome.warnings


def test_key_order_white_space_and_number_spelling_change_nothing(
    read: Callable[..., Outcome],
) -> None:
    one = b'{"event_name":"v","event_timestamp":1700000000000000,"user_id":"u","value":1.10,'
    one += b'"x":{"b":1.0,"a":[1e2]},"items":[{"item_id":"a","price":1,"z":2.50,"y":1}]}'
    other = b'{ "items" : [ {"y":1.0,"z":2.5,"price":1.0,"item_id":"a"} ], "x":{"a":[100],"b":1},'
    other += b'"value":1.1,"user_id":"u","event_timestamp":1700000000000000,"event_name":"v" }'
    assert read(one).events == read(other).events


def test_unknown_keys_of_an_item_are_kept(read_event: Callable[..., Outcome]) -> None:
    item = {"item_id": "a", "b": {"d": 1, "c": None}, "item_refund": None, "long": 10**30}
    assert read_event(items=[item]).items[0]["extra"] == (
        '{"b":{"c":null,"d":1},"long":1000000000000000000000000000000}'
    )


def test_an_item_without_a_list_takes_the_event_s(read_event: Callable[..., Outcome]) -> None:
    items = [{"item_id": "a"}, {"item_id": "b", "item_list_name": "Own"}, {"item_id": "c"}]
    outcome = read_event(items=items, item_list_id="top", item_list_name="Top!")
    named = [(item["item_list_id"], item.get("item_list_name")) for item in outcome.items]
    assert named == [("top", "Top!"), ("own", "Own"), ("top", "Top!")]
    assert outcome.event["extra"] == '{"item_list_id":"top","item_list_name":"Top!"}'
    assert outcome.reading.drift.lines == {}  # it is no news


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("Más vendidos", "mas_vendidos"),
        ("  Top 10 — hoy! ", "top_10_hoy"),
        ("おすすめ", "おすすめ"),
        ("メンズ Tシャツ", "メンズ_tシャツ"),
        ("レディース Tシャツ", "レディース_tシャツ"),
        ("バート", "バート"),
        ("Новинки SALE!", "новинки_sale"),
        ("Й", "й"),
        ("हिंदी सूची", "हिंदी_सूची"),
        ("\uff34シャツ \uff12", "tシャツ_2"),  # full width
        ("ÜBER/Größe", "uber_große"),
        ("Men\u00b4s", "men_s"),
        ("🔥 Sale 50+", "🔥_sale_50"),
        ("2024", "2024"),
        ("***", "***"),
    ],
)
def test_a_list_id_is_the_slug_of_its_name(name: str, wish: str) -> None:
    assert slug(name) == wish


def test_the_discount_of_a_unit_and_of_a_line_stand_beside_each_other(
    read_event: Callable[..., Outcome],
) -> None:
    (item,) = read_event(items=[{"item_id": "a", "discount": 1.5, "discountt": 2}]).items
    assert (item["discount_value"], item["discount"], item.get("extra")) == (2.0, 1.5, None)
    (item,) = read_event(items=[{"item_id": "a", "discount": "1.50"}]).items
    assert (item.get("discount_value"), item["discount"]) == (None, 1.5)


def test_a_quantity_may_be_0_35_kg(read_event: Callable[..., Outcome]) -> None:
    items = [{"item_id": "a", "quantity": value} for value in (0.35, "0.35", 2.0, "2.0", 2, 0.0)]
    found = read_event(items=items).items
    assert [repr(item["quantity"]) for item in found] == ["0.35", "0.35", "2", "2", "2", "0"]
    (item,) = read_event(items="[{item_id=a, quantity=0.35}]").items
    assert item["quantity"] == 0.35


@pytest.mark.parametrize(
    ("coupon", "capitals"),
    [("save10", "SAVE10"), (" Save10 ", "SAVE10"), ("SAVE10", "SAVE10"), ("été", "ÉTÉ")],
)
def test_a_coupon_is_one_whatever_its_case(
    coupon: str, capitals: str, read_event: Callable[..., Outcome]
) -> None:
    outcome = read_event(coupon=coupon, items=[{"item_id": "a", "coupon": coupon}])
    assert (outcome.events[0]["coupon"], outcome.items[0]["coupon"]) == (capitals, capitals)
    (item,) = read_event(items=f"[{{item_id=a, coupon={coupon}, item_params=[]}}]").items
    assert item["coupon"] == capitals


def test_an_item_may_name_its_currency(read_event: Callable[..., Outcome]) -> None:
    (item,) = read_event(items=[{"item_id": "a", "currency": " eur"}]).items
    assert (item["currency"], item.get("extra")) == ("EUR", None)
    params = [{"key": "currency", "value": {"string_value": "eur"}}]
    (item,) = read_event(items=[{"item_id": "a", "item_params": params}]).items
    assert item["currency"] == "EUR"


def test_a_parameter_named_like_a_field_is_kept_apart(read_event: Callable[..., Outcome]) -> None:
    params = [{"key": "item_id", "value": {"string_value": "b"}}]
    (item,) = read_event(items=[{"item_id": "a", "item_params": params}]).items
    assert (item["item_id"], item["extra"]) == ("a", '{"item_params":{"item_id":"b"}}')


def test_a_parameter_that_stands_twice_is_refused(read_event: Callable[..., Outcome]) -> None:
    params = [{"key": "a", "value": {"int_value": 1}}] * 2
    outcome = read_event(items=[{"item_id": "a"}, {"item_id": "a", "item_params": params}])
    assert outcome.codes == ["E_ITEM_FIELD"]
    assert outcome.refusals[0]["detail"].startswith("items[1].item_params")


def test_item_texts_are_trimmed_and_emptied(read_event: Callable[..., Outcome]) -> None:
    item = {"item_id": " SM\u00a0", "item_name": "null", "item_brand": "", "coupon": "\u3000"}
    (typed,) = read_event(items=json.dumps([item], ensure_ascii=False)).items
    assert typed == {"item_position": 1, "item_id": "SM"}


def test_large_money_is_written_as_text(read_event: Callable[..., Outcome]) -> None:
    (item,) = read_event(items='[{"item_id":"a","price":99999999999999.9999}]').items
    assert item["price"] == "99999999999999.9999"


PYTHON = {
    "escapes": (r"[{'item_id': 'a\'b\\c\x41\u00e9\n1'}]", "a'b\\cAé\n1"),
    "double quotes": ("[{'item_id': \"it's\"}]", "it's"),
    "an unknown escape stays": (r"[{'item_id': '\d'}]", r"\d"),
    "a Python 2 text": ("[{u'item_id': u'a'}]", "a"),
    "a tuple": ("({'item_id': 'a'},)", "a"),
    "a long number": ("[{'item_id': 12345678901234567890, 'x': True}]", "12345678901234567890"),
}


@pytest.mark.parametrize(("text", "item_id"), PYTHON.values(), ids=PYTHON.keys())
def test_python_text_is_read(text: str, item_id: str, read_event: Callable[..., Outcome]) -> None:
    outcome = read_event(items=text)
    assert outcome.items[0]["item_id"] == item_id
    assert "W_PYLITERAL" in outcome.warnings


@pytest.mark.parametrize(
    "text",
    [
        "[{'a'}]",
        "[{'item_id':}]",
        "[{'item_id' 'a'}]",
        "[{'item_id': 'a']}",
        "[{'item_id': 'a'}",
        "[{1: 'a'}]",
        "[{'item_id': 'a' 'b'}]",
        "[,]",
        "[{'item_id': b'a'}]",
        "[{'item_id': 'a'}] x",
        "[{'item_id': lambda: 1}]",
        "[{'item_id': 0x1f}]",
        "[{'item_id': 1_0}]",
        "[{'item_id': '\n'}]",
        "[{'item_id': '\\U00110000'}]",
    ],
)
def test_broken_python_text_is_refused(text: str, read_event: Callable[..., Outcome]) -> None:
    assert read_event(items=text).codes == ["E_ITEMS_SYNTAX"]


def test_an_empty_item_is_left_out_and_the_others_close_up(
    read_event: Callable[..., Outcome],
) -> None:
    outcome = read_event(items=[{}, {"item_id": "a"}, {"item_name": " "}, {"item_id": "b"}])
    places = [(item["item_position"], item["item_id"]) for item in outcome.items]
    assert places == [(1, "a"), (2, "b")]
    assert outcome.warnings == ["W_ITEM_EMPTY"]


def test_an_item_with_a_price_and_no_name_still_costs_its_line(
    read_event: Callable[..., Outcome],
) -> None:
    outcome = read_event(items=[{}, {"price": 1}])
    assert outcome.codes == ["E_ITEM_FIELD"]
    assert outcome.refusals[0]["detail"].startswith("items[1]")


def test_an_empty_item_shows_no_list(read_event: Callable[..., Outcome]) -> None:
    assert read_event(items=[{}], item_list_id="l").items == []
