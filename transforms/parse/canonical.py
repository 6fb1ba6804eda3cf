"""Canonical JSON text of what has no column: sorted keys, one spelling for each number."""

from collections.abc import Mapping
from typing import Any

from msgspec import Raw
from msgspec.json import Encoder

from transforms.parse.decimals import Number, canonical_number

_ENCODER = Encoder(order="sorted")
_INT64 = 1 << 63


def canonical_json(fields: Mapping[str, Any]) -> str:
    """Write fields as canonical JSON; equal content gives equal text."""
    return _ENCODER.encode(_writable(fields)).decode()


def _writable(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return value
    if kind is Number:
        return Raw(canonical_number(value).encode())
    if kind is dict:
        return {key: _writable(member) for key, member in value.items()}
    if kind is list:
        return [_writable(member) for member in value]
    if kind is int and not -_INT64 <= value < _INT64:
        return Raw(str(value).encode())
    return value
