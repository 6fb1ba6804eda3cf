"""Unknown fields: what becomes of the learned fields of a line, as the exact path has it.

A field of an event is kept as it is, in `extra`. A field of an item may be a column under another
name (`in_stock`), say nothing, or be kept. What the exact path might refuse is a doubt.
"""

import re
from collections.abc import Mapping
from typing import Any

from msgspec import UNSET
from msgspec.json import Encoder

from transforms.parse.decimals import Number, canonical_number
from transforms.parse.item_columns import COLUMNS, keep
from transforms.parse.item_fields import ItemFields
from transforms.parse.learned_fields import Learned
from transforms.parse.own_fields import OWN_FIELDS, fill_own_field
from transforms.parse.prefilter import Doubt, is_long
from transforms.parse.schema import TRANSPORT_FIELDS, Event, Item
from transforms.parse.timestamps import DAY_US

_INT64 = 1 << 63
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,25}(?:\.[0-9]{1,25})?(?:[eE][+-]?[0-9]{1,2})?")
_CANONICAL_NUMBER = re.compile(r"-?[0-9]{1,15}\.[0-9]{0,17}[1-9]")
_SHORTEST_LONG = len("0.12345")
_WORDS = {True: "true", False: "false", None: "null"}
_encode = Encoder().encode


class UnknownFields:
    """Take the learned fields of one line after the other, and count the colons that they bring.

    `warnings` and `long_numbers` are of the line at hand: what its items were coerced by, and how
    many of its long numbers stand in fields that keep all their digits.
    """

    def __init__(self, id_characters: int, now_us: int, placeholders: frozenset[str]) -> None:
        self._last_us = now_us + DAY_US
        self._placeholders = placeholders
        self.warnings: set[str] = set()
        self.long_numbers = 0
        self._fields = ItemFields(self.warnings, id_characters)

    def begin(self) -> None:
        """Begin with the next line."""
        self.long_numbers = 0
        self.warnings.clear()

    def of_event(self, event: Event, learned: Learned) -> tuple[int, dict[str, str]]:
        """Take the fields of an event; count the colons added, and give the rest as members."""
        added = 0
        rest = {}
        own = OWN_FIELDS.get(event.event_name, {})
        owned = []
        for attribute, name, key, colons in learned:
            value = getattr(event, attribute)
            if value is UNSET:
                continue
            setattr(event, attribute, UNSET)
            if name in own:
                owned.append((name, value))
                continue
            text = self._json(value)
            if name not in TRANSPORT_FIELDS:
                rest[name] = key + text
            else:
                added -= colons + (text.count(":") if type(value) is str else 0)
        for name, value in owned:  # a column may have another learned field's name
            fill_own_field(event, name, own[name], value, self._last_us, self._placeholders)
        return added, rest

    def of_item(self, item: Item, learned: Learned, index: int) -> int:
        """Take the fields of an item to where they belong; count the colons added."""
        added = 0
        members = []
        for attribute, name, key, colons in learned:
            value = getattr(item, attribute)
            if value is UNSET:
                continue
            setattr(item, attribute, UNSET)
            kind = type(value)
            if value is None:
                added -= colons
            elif name in COLUMNS:
                added += self._fill(item, name, value, index) - colons
            elif name == "item_params":
                raise Doubt
            elif kind is not str:
                members.append(key + self._json(value))
            else:
                text = self._kept(name, value)
                if text:
                    members.append(key + text)
                else:
                    added -= colons + value.count(":")
        if members:
            item.extra = "{" + ",".join(members) + "}"
            added += 1
        return added

    def _kept(self, name: str, value: str) -> str:
        """Write a text without a column, unless it says nothing."""
        rest: dict[str, Any] = {}
        keep(rest, name, value, self._fields)
        kept = rest.get(name)
        return canonical_number(kept) if type(kept) is Number else text_of(kept) if kept else ""

    def _fill(self, item: Item, name: str, value: Any, index: int) -> int:
        """Fill a column by the exact path's rule for this name; count the colons of its value."""
        column, read = COLUMNS[name]
        if getattr(item, column) is not UNSET:
            raise Doubt  # it is told under two names
        dropped = value.count(":") if type(value) is str else 0
        if type(value) is not bool:
            self._json(value)
        self._fields.index = index
        typed = read(self._fields, value, name)
        if typed is None:
            return -dropped
        setattr(item, column, typed)
        return 1 - dropped + (sum(code.count(":") for code in typed) if type(typed) is list else 0)

    def _json(self, value: Any) -> str:
        """Write a scalar as canonical JSON has it.

        Raises:
            Doubt: it is none, or a number of unusual size.
        """
        kind = type(value)
        if kind is str:
            return _encode(value).decode()
        if kind is int:
            if -_INT64 <= value < _INT64:
                return str(value)
        elif kind is Number:
            if len(value) >= _SHORTEST_LONG:
                self.long_numbers += is_long(value)
            if _CANONICAL_NUMBER.fullmatch(value):
                return str(value)
            if _PLAIN_NUMBER.fullmatch(value):
                return canonical_number(value)
        elif value is None or kind is bool:
            return _WORDS[value]
        raise Doubt


def text_of(value: str | None) -> str:
    """Write a text as JSON."""
    return _encode(value).decode()


def object_of(members: Mapping[str, str]) -> str:
    """Write members of JSON, by their names in order, as one object."""
    return "{" + ",".join(members.values()) + "}"
