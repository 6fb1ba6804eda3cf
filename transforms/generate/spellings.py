"""The spellings of `items`: what stands before, between and behind the values of one item.

Every spelling carries the same values. An item is put together of a head (what the product always
says), price, quantity, list, a tail, and the parameters of the moment (codes, installments).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from transforms.generate.catalogue import LISTS, PROMOTIONS, Catalogue
from transforms.generate.options import Spelling

Fields: TypeAlias = dict[str, Any]

_JAVA_HEAD = ["item_id", "item_name", "item_brand", "item_variant", "item_category"]
_JAVA_HEAD += ["item_category2", "item_category3", "item_category4", "item_category5"]
_JAVA_HEAD += ["price_in_usd"]
_JAVA_MIDDLE = ["item_revenue_in_usd", "item_revenue", "item_refund_in_usd", "item_refund"]
_JAVA_MIDDLE += ["coupon", "affiliation", "location_id"]
_JAVA_LIST = ["item_list_id", "item_list_name", "item_list_index"]
_JAVA_TAIL = ["promotion_id", "promotion_name", "creative_name", "creative_slot"]
_SLOTS = {str: "string_value", int: "int_value", float: "double_value"}
MOST_INDEX = 10


@dataclass(frozen=True)
class Dialect:
    """The pieces of one spelling; each piece but the first begins with its separator."""

    opening: str
    separator: str
    closing: str
    heads: list[str]
    tails: list[str]
    price: tuple[str, str]
    quantities: list[str]
    lists: list[str]
    params: Callable[[Fields], str]
    end: str


def dialects(spelling: Spelling, catalogue: Catalogue) -> list[Dialect]:
    """Give the dialect of a spelling, or all of them for the mixed one."""
    makers: dict[Spelling, Callable[[Catalogue], Dialect]] = {
        Spelling.json_array: lambda shop: _literal(shop, _json),
        Spelling.json_text: lambda shop: _literal(shop, _json, _escaped),
        Spelling.python: lambda shop: _literal(shop, repr, _escaped),
        Spelling.java: _java,
    }
    chosen = makers if spelling is Spelling.mixed else [spelling]
    return [makers[each](catalogue) for each in chosen]


def _products(catalogue: Catalogue) -> list[Fields]:
    """List what each product always says of itself, and behind them each promotion."""
    columns = (catalogue.ids(), catalogue.names(), catalogue.brands(), catalogue.categories())
    names = ("item_id", "item_name", "item_brand", "item_category")
    products: list[Fields] = [
        dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)
    ]
    promotions: list[Fields] = [
        {"promotion_id": name, "promotion_name": title, "creative_slot": "hero"}
        for name, title in PROMOTIONS
    ]
    return [_given(each) for each in products + promotions]


def _listed() -> list[Fields]:
    """List what a place in each list says, the first place of each list first."""
    return [
        _given({"item_list_id": sent, "item_list_name": name, "item_list_index": index})
        for index in range(1, MOST_INDEX + 1)
        for sent, name, _ in LISTS
    ]


def _given(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value is not None}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _escaped(text: str) -> str:
    """Write a piece as part of a JSON text."""
    return _json(text)[1:-1]


def _literal(
    catalogue: Catalogue,
    write: Callable[[Fields], str],
    escape: Callable[[str], str] | None = None,
) -> Dialect:
    """Spell items as JSON has them, or Python; where there is an escape, within a text."""
    hide = escape or (lambda text: text)
    comma = write({"a": 1, "b": 2})[write({"a": 1}).index("1") + 1 :].split(write({"b": 2})[1])[0]
    quote = '"' if escape else ""

    def piece(fields: Fields) -> str:
        return hide(comma + write(fields)[1:-1]) if fields else ""

    price = comma + write({"price": 0})[1:-2]
    return Dialect(
        opening=quote + "[",
        separator=comma,
        closing="]" + quote,
        heads=[hide(write(each)[:-1]) for each in _products(catalogue)],
        tails=[""],
        price=(hide(price), ""),
        quantities=["", *(piece({"quantity": count}) for count in range(1, 10))],
        lists=["", *(piece(each) for each in _listed())],
        params=piece,
        end="}",
    )


def _java(catalogue: Catalogue) -> Dialect:
    """Spell items as the mobile apps' Java does: every key, in one order, then parameters."""
    products = _products(catalogue)
    return Dialect(
        opening='"[',
        separator=", ",
        closing=']"',
        heads=["{" + _pairs(_JAVA_HEAD, each)[2:] for each in products],
        tails=[_pairs(_JAVA_TAIL, each) + ", item_params=[" for each in products],
        price=(", price=", ", price=null"),
        quantities=[
            _pairs(["quantity", *_JAVA_MIDDLE], {"quantity": count} if count else {})
            for count in range(10)
        ],
        lists=[_pairs(_JAVA_LIST, each) for each in [{}, *_listed()]],
        params=_java_params,
        end="]}",
    )


def _pairs(keys: list[str], fields: Fields) -> str:
    return "".join(f", {key}={_escaped(str(fields.get(key, 'null')))}" for key in keys)


def _java_params(fields: Fields) -> str:
    return ", ".join(
        f"{{key={key}, value={{{_java_value(value)}}}}}" for key, value in fields.items()
    )


def _java_value(value: Any) -> str:
    slots = dict.fromkeys(("string_value", "int_value", "float_value", "double_value"), "null")
    slots[_SLOTS[type(value)]] = str(value)
    return ", ".join(f"{slot}={text}" for slot, text in slots.items())
