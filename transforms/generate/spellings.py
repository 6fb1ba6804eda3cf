"""The spellings of `items`: what stands before, between and behind the values of an item.

Every spelling carries the same values. An item is put together of a head (what is always said of a
product or promotion), price, quantity, list, a tail, and parameters (codes, installments).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from transforms.generate.catalogue import LISTS, PROMOTIONS, Catalogue
from transforms.generate.options import Spelling

Fields: TypeAlias = dict[str, Any]

_MOST_LIST_POSITIONS = 10
_MOST_QUANTITY = 9
_JAVA_HEAD = ["item_id", "item_name", "item_brand", "item_variant", "item_category"]
_JAVA_HEAD += ["item_category2", "item_category3", "item_category4", "item_category5"]
_JAVA_HEAD += ["price_in_usd"]
_JAVA_MIDDLE = ["quantity", "item_revenue_in_usd", "item_revenue", "item_refund_in_usd"]
_JAVA_MIDDLE += ["item_refund", "coupon", "affiliation", "location_id"]
_JAVA_LIST = ["item_list_id", "item_list_name", "item_list_index"]
_JAVA_TAIL = ["promotion_id", "promotion_name", "creative_name", "creative_slot"]
_JAVA_VALUES = ["string_value", "int_value", "float_value", "double_value"]
_JAVA_VALUE_OF = {str: "string_value", int: "int_value", float: "double_value"}


@dataclass(frozen=True)
class ItemTemplate:
    """The pieces of one spelling; each piece but the first begins with the separator.

    `heads` and `tails` have a piece for each product, and behind them for each promotion;
    `quantities` for each quantity from 0; `lists` one for no list, then the first position of each
    of LISTS, the second, and so on.
    """

    opening: str
    separator: str
    closing: str
    heads: list[str]
    price: str
    no_price: str
    quantities: list[str]
    lists: list[str]
    tails: list[str]
    params: Callable[[Fields], str]
    end: str


def item_templates(spelling: Spelling, catalogue: Catalogue) -> list[ItemTemplate]:
    """Give the template of a spelling, or those of all for the mixed one."""
    makers: dict[Spelling, Callable[[Catalogue], ItemTemplate]] = {
        Spelling.json_array: _json_array,
        Spelling.json_text: _json_text,
        Spelling.python: _python,
        Spelling.java: _java,
    }
    chosen = makers if spelling is Spelling.mixed else [spelling]
    return [makers[each](catalogue) for each in chosen]


def _json_array(catalogue: Catalogue) -> ItemTemplate:
    return _literal(catalogue, _json, ",", escape=str, quote="")


def _json_text(catalogue: Catalogue) -> ItemTemplate:
    return _literal(catalogue, _json, ",", escape=_escaped, quote='"')


def _python(catalogue: Catalogue) -> ItemTemplate:
    return _literal(catalogue, repr, ", ", escape=_escaped, quote='"')


def _literal(
    catalogue: Catalogue,
    write: Callable[[Fields], str],
    separator: str,
    *,
    escape: Callable[[str], str],
    quote: str,
) -> ItemTemplate:
    """Spell items as JSON or Python literals, bare or as a text in quotes."""

    def piece(fields: Fields) -> str:
        return escape(separator + write(fields)[1:-1]) if fields else ""

    heads = [escape(write(fields)[:-1]) for fields in _head_fields(catalogue)]
    return ItemTemplate(
        opening=quote + "[",
        separator=separator,
        closing="]" + quote,
        heads=heads,
        price=piece({"price": 0}).removesuffix("0"),
        no_price="",
        quantities=[piece(fields) for fields in _quantity_fields()],
        lists=[piece(fields) for fields in _list_fields()],
        tails=[""] * len(heads),
        params=piece,
        end="}",
    )


def _java(catalogue: Catalogue) -> ItemTemplate:
    """Spell items as the mobile apps' Java does: every key, in one order, then parameters."""
    heads = _head_fields(catalogue)
    return ItemTemplate(
        opening='"[',
        separator=", ",
        closing=']"',
        heads=["{" + _java_pairs(_JAVA_HEAD, fields).removeprefix(", ") for fields in heads],
        price=", price=",
        no_price=", price=null",
        quantities=[_java_pairs(_JAVA_MIDDLE, fields) for fields in _quantity_fields()],
        lists=[_java_pairs(_JAVA_LIST, fields) for fields in _list_fields()],
        tails=[_java_pairs(_JAVA_TAIL, fields) + ", item_params=[" for fields in heads],
        params=_java_params,
        end="]}",
    )


def _head_fields(catalogue: Catalogue) -> list[Fields]:
    """List what is always said of each product, and behind them of each promotion."""
    columns = catalogue.ids(), catalogue.names(), catalogue.brands(), catalogue.categories()
    names = "item_id", "item_name", "item_brand", "item_category"
    products: list[Fields] = [
        dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)
    ]
    promotions: list[Fields] = [
        {"promotion_id": promotion_id, "promotion_name": name, "creative_slot": "hero"}
        for promotion_id, name in PROMOTIONS
    ]
    return [_without_none(fields) for fields in [*products, *promotions]]


def _quantity_fields() -> list[Fields]:
    """List what is said of each quantity from 0; of 0 it is nothing."""
    return [{}, *({"quantity": quantity} for quantity in range(1, _MOST_QUANTITY + 1))]


def _list_fields() -> list[Fields]:
    """List what is said off any list, at the first position of each list, the second, ..."""
    on_lists = [
        _without_none(
            {
                "item_list_id": each.sent_id,
                "item_list_name": each.name,
                "item_list_index": position + 1,
            }
        )
        for position in range(_MOST_LIST_POSITIONS)
        for each in LISTS
    ]
    return [{}, *on_lists]


def _without_none(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value is not None}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _escaped(text: str) -> str:
    """Write a piece as part of a JSON text."""
    return _json(text)[1:-1]


def _java_pairs(keys: list[str], fields: Fields) -> str:
    return "".join(f", {key}={_escaped(str(fields.get(key, 'null')))}" for key in keys)


def _java_params(fields: Fields) -> str:
    return ", ".join(
        f"{{key={key}, value={{{_java_value(value)}}}}}" for key, value in fields.items()
    )


def _java_value(value: Any) -> str:
    texts = dict.fromkeys(_JAVA_VALUES, "null") | {_JAVA_VALUE_OF[type(value)]: str(value)}
    return ", ".join(f"{name}={text}" for name, text in texts.items())
