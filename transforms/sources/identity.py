"""Identity: what a source says that its events are one by, as a short key."""

import hashlib
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.json import Decoder, Encoder

from transforms.sources.rules import compile_rule
from transforms.sources.values import text

_encode = Encoder(order="sorted").encode
_decode = Decoder().decode
#: Fields of a typed line that no source fills.
_OURS = ("line_number", "warnings", "event_id", "item_position", "is_list_inferred")

KeyOf = Callable[[dict[str, Any]], str | None]


def compile_identity(name: str, rules: list[Any]) -> KeyOf | None:
    """Make a function from a row of a source to the key of its identity; None without any rule.

    A row that lacks a part of it has none. A whole number and its digits are the same, as a file of
    cells has no numbers.
    """
    gets = [compile_rule(rule) for rule in rules]

    def key_of(row: dict[str, Any]) -> str | None:
        values = [get(row) for get in gets]
        if any(value is None for value in values):
            return None
        content = _encode([name, *map(_plain, values)])
        return hashlib.md5(content, usedforsecurity=False).hexdigest()

    return key_of if gets else None


def with_identity(written: bytes, key: str) -> bytes:
    """Add the key of its identity to a typed line, and how many fields are filled."""
    filled = _count(_decode(written))
    return b"".join(
        (written[:-1], b',"identity_key":"', key.encode(), b'","filled_fields":%d}' % filled)
    )


def _count(fields: dict[str, Any]) -> int:
    """Count what is filled: fields, those of items, and those that no rule knows."""
    filled = 0
    for name, value in fields.items():
        if name == "items":
            filled += sum(map(_count, value))
        elif name == "extra":
            filled += len(_decode(value))
        elif name not in _OURS:
            filled += 1
    return filled


def _plain(value: Any) -> Any:
    return value if isinstance(value, msgspec.Raw) else text(value)
