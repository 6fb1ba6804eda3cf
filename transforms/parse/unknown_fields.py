"""Unknown fields: what becomes of the learned fields of a line, as the exact path has it.

A field of an event is kept as it is, in `extra`. A field of an item may be a column under another
name (`in_stock`), say nothing, or be kept. What the exact path might refuse is a doubt.
"""

import re
from typing import Any

from msgspec import UNSET, Struct

from transforms.parse.canonical import canonical_json
from transforms.parse.decimals import Number
from transforms.parse.item_fields import ItemFields
from transforms.parse.items import COLUMNS, keep
from transforms.parse.learned_fields import Learned
from transforms.parse.prefilter import Doubt, is_long
from transforms.parse.schema import TRANSPORT_FIELDS, Event, Item

_INT64 = 1 << 63
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,25}(?:\.[0-9]{1,25})?(?:[eE][+-]?[0-9]{1,2})?")
_PLAIN_KINDS = (str, bool, type(None))


class UnknownFields:
    """Take the learned fields of one line after the other, and count the colons that they bring.

    `warnings` and `long_numbers` are of the line at hand: what its items were coerced by, and how
    many of its long numbers stand in fields that keep all their digits.
    """

    def __init__(self, id_characters: int) -> None:
        self.warnings: set[str] = set()
        self.long_numbers = 0
        self._fields = ItemFields(self.warnings, id_characters)

    def begin(self) -> None:
        """Begin with the next line."""
        self.long_numbers = 0
        if self.warnings:
            self.warnings.clear()

    def of_event(self, event: Event, learned: Learned) -> tuple[int, dict[str, Any]]:
        """Take the fields of an event; count the colons added, and give what has no column."""
        found = self._taken(event, learned)
        added = 0
        for name in TRANSPORT_FIELDS & found.keys():
            added -= _colons(name, found.pop(name))
        return added, found

    def of_item(self, item: Item, learned: Learned, index: int) -> int:
        """Take the fields of an item to where they belong; count the colons added."""
        found = self._taken(item, learned)
        if not found:
            return 0
        added = 0
        rest: dict[str, Any] = {}
        self._fields.index = index
        for name, value in found.items():
            if value is None:
                added -= _colons(name, value)
            elif name == "item_params":
                raise Doubt
            elif name in COLUMNS:
                added += self._fill(item, name, value) - _colons(name, value)
            else:
                keep(rest, name, value, self._fields)
                if name not in rest:
                    added -= _colons(name, value)
        if rest:
            item.extra = canonical_json(rest)
            added += 1
        return added

    def _fill(self, item: Item, name: str, value: Any) -> int:
        """Fill a column by the exact path's rule for this name; count its colons."""
        column, read = COLUMNS[name]
        typed = read(self._fields, value, name)
        if typed is None:
            return 0
        setattr(item, column, typed)
        return 1 + (sum(code.count(":") for code in typed) if type(typed) is list else 0)

    def _taken(self, struct: Struct, learned: Learned) -> dict[str, Any]:
        """Take fields out of a struct.

        Raises:
            Doubt: one is no scalar, or a number of unusual size.
        """
        found = {}
        for attribute, name in learned:
            value = getattr(struct, attribute)
            if value is UNSET:
                continue
            setattr(struct, attribute, UNSET)
            found[name] = value
            kind = type(value)
            if kind is Number:
                if not _PLAIN_NUMBER.fullmatch(value):
                    raise Doubt
                self.long_numbers += is_long(value)
            elif kind is int:
                if not -_INT64 <= value < _INT64:
                    raise Doubt
            elif kind not in _PLAIN_KINDS:
                raise Doubt
        return found


def _colons(name: str, value: Any) -> int:
    """Count the colons that a line has for a field."""
    return 1 + name.count(":") + (int(value.count(":")) if type(value) is str else 0)
