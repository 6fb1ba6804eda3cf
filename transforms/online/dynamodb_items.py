"""Items of DynamoDB: an attribute for each feature of a record; a number keeps its digits."""

import json
from decimal import Decimal
from typing import Any

Item = dict[str, Any]
#: What an item has beside features.
_OWN = ("id", "expires_at")


def attributes(text: str) -> Item:
    """Write a record, which is JSON text, as attributes."""
    found: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return {name: _attribute(value) for name, value in found.items()}


def _attribute(value: Any) -> Item:
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    return {"S": value} if isinstance(value, str) else {"N": str(value)}


def values(item: Item) -> dict[str, Any]:
    """Read a record out of attributes."""
    return {name: _value(item[name]) for name in item if name not in _OWN}


def _value(attribute: Item) -> Any:
    ((kind, value),) = attribute.items()
    return Decimal(value) if kind == "N" else None if kind == "NULL" else value
