"""The ways in which one event may be written as a JSON line."""

from datetime import timedelta
from typing import Any

from msgspec.json import Encoder

from tests.oracle.events import EPOCH

Row = dict[str, Any]

EXACT = Encoder(decimal_format="number")
"""A float would lose the last places of a great amount."""

SPELLINGS = ("array", "text", "java")
"""`items` as a JSON array, as JSON text of an array, or as Java `toString` text.

The second one is untidy too: what stands for a missing id, white space around texts, empty items.
"""

NO_IDS = {
    "event_id": "Null",
    "transaction_id": 0,
    "user_id": "(NOT SET)",
    "user_pseudo_id": "\tundefined",
}

PLAIN = [
    *("item_id", "item_name", "item_brand", "item_category", "price", "quantity", "item_revenue"),
    *("item_list_id", "item_list_name", "item_list_index", "coupon", "discount"),
]

JAVA_KEYS = [
    *("item_id", "item_name", "item_brand", "item_variant", "item_category", "item_category2"),
    *("item_category3", "item_category4", "item_category5", "price_in_usd", "price", "quantity"),
    *("item_revenue_in_usd", "item_revenue", "item_refund_in_usd", "item_refund", "coupon"),
    *("affiliation", "location_id", "item_list_id", "item_list_name", "item_list_index"),
    *("promotion_id", "promotion_name", "creative_name", "creative_slot"),
]
JAVA_KINDS = ("string_value", "int_value", "float_value", "double_value")
"""The mobile apps write all keys, in this order."""


def spelled(event: Row, spelling: str = "array") -> bytes:
    """Write a typed event as one line of JSON, without the line's end."""
    fields = {key: value for key, value in event.items() if value is not None}
    items = fields.pop("items", [])
    moment, reported_at = fields.pop("event_us"), fields.pop("reported_at", None)
    if "producer_event_id" in fields:
        fields["event_id"] = fields.pop("producer_event_id")
    origin = {key: fields.pop(key) for key in ("source", "medium", "campaign") if key in fields}
    if origin:
        fields["traffic_source"] = origin
    fields["event_timestamp"] = moment
    if reported_at is not None:
        fields["reported_at"] = (reported_at - EPOCH) // timedelta(microseconds=1)
        if spelling == "text":
            fields["reported_at"] = reported_at.isoformat()
    if spelling == "text":
        fields["event_timestamp"] = (EPOCH + timedelta(microseconds=moment)).isoformat() + "Z"
        for name in {"platform", "coupon", "currency"} & fields.keys():
            fields[name] = fields[name].lower()
        padded = {key: f" {text}\u00a0" for key, text in fields.items() if isinstance(text, str)}
        fields = NO_IDS | fields | padded
    if items:
        fields["items"] = _items(items, spelling)
    return _json(fields).encode()


def _items(items: list[Row], spelling: str) -> Any:
    has_units = any(item.get("discount") is not None for item in items)
    if spelling == "java" and not has_units:  # the apps know discounts of lines alone
        return "[" + ", ".join(_java_item(item) for item in items) + "]"
    rows = [_json_item(item) for item in items]
    return rows if spelling == "array" else _json([{"item_id": " "}, *rows, {}])


def _json_item(item: Row) -> Row:
    row = {key: _sent(item, key) for key in PLAIN if _sent(item, key) is not None}
    params = [{"key": key, "value": value} for key, value in _params(item)]
    return row | ({"item_params": params} if params else {})


def _java_item(item: Row) -> str:
    fields = [f"{key}={_java(_sent(item, key) if key in PLAIN else None)}" for key in JAVA_KEYS]
    params = [f"{{key={key}, value={_java_value(value)}}}" for key, value in _params(item)]
    return f"{{{', '.join(fields)}, item_params=[{', '.join(params)}]}}"


def _sent(item: Row, key: str) -> Any:
    """Give a field as the producer has it, who knows no id that is made of a name."""
    is_made = key == "item_list_id" and item.get("is_list_inferred")
    return None if is_made else item.get(key)


def _params(item: Row) -> list[tuple[str, Row]]:
    stock = {True: "true", False: "false", None: None}[item.get("is_in_stock")]
    found = [
        ("discounts", "string_value", "|".join(item.get("discount_codes") or []) or None),
        ("discountt", "double_value", item.get("discount_value")),
        ("in_stock", "string_value", stock),
        ("number_of_installments", "int_value", item.get("installments")),
        ("installment_price", "double_value", item.get("installment_price")),
        ("currency", "string_value", item.get("currency")),
    ]
    return [(key, {kind: value}) for key, kind, value in found if value is not None]


def _java_value(value: Row) -> str:
    return "{" + ", ".join(f"{kind}={_java(value.get(kind))}" for kind in JAVA_KINDS) + "}"


def _java(value: Any) -> str:
    return "null" if value is None else str(value)


def _json(value: Any) -> str:
    return EXACT.encode(value).decode()
