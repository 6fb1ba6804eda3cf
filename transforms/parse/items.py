"""The items of an event, in any of their four spellings, as typed items.

A JSON array, the JSON text of an array, Python-literal text and Java text become the same list
of dictionaries first; from there one reader types them, so equal items give equal output.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import UNSET

from transforms.config import LimitSettings
from transforms.parse.canonical import canonical_json
from transforms.parse.item_columns import COLUMNS, PARAMETERS, SPELLINGS, keep
from transforms.parse.item_fields import ItemFields
from transforms.parse.java_text import is_java_text, read_java_text
from transforms.parse.json_text import StrictJson, is_deeper
from transforms.parse.params import read_params
from transforms.parse.python_text import read_python_text
from transforms.parse.refusals import Refusal, kind_of
from transforms.parse.schema import Item
from transforms.parse.shapes import or_near

EventList: TypeAlias = tuple[str | None, str | None]
"""The id and the name of the list that an event shows, for items that name none."""

_ACCENTS = re.compile("(^|[\0-\x7f])[\u0300-\u036f]+")
_MOST_REMEMBERED = 50_000
_LONGEST_REMEMBERED = 100
_UNKNOWN = object()


class ItemsReader:
    """Read the field `items` of one event after the other."""

    def __init__(self, limits: LimitSettings, strict_json: StrictJson) -> None:
        self._limits = limits
        self._json = strict_json
        self._left = _MOST_REMEMBERED
        self._plain: dict[str, dict[str, Any]] = {key: {} for key in COLUMNS}

    def read(self, event: Mapping[str, Any], warnings: set[str]) -> list[Item]:
        """Type the items of an event.

        Raises:
            Refusal: one wrong item refuses the event; the detail names its index.
        """
        fields = ItemFields(warnings, self._limits.id_characters)
        found = self._spelled(event.get("items"), fields)
        if not isinstance(found, list):
            raise Refusal("E_ITEMS_TYPE", f"items must be an array, got {kind_of(found)}")
        if len(found) > self._limits.items:
            wish = f"items must be at most {self._limits.items}"
            raise Refusal("E_ITEMS_COUNT", f"{wish}, got {len(found)}")
        lists = event_list(event, self._limits.id_characters)
        for index, raw in enumerate(found):
            if raw is None:
                continue
            if not isinstance(raw, dict):
                raise Refusal(
                    "E_ITEMS_TYPE", f"items[{index}] must be an object, got {kind_of(raw)}"
                )
            if len(raw) > self._limits.fields:
                wish = f"items[{index}] must have at most {self._limits.fields} keys"
                raise Refusal("E_FIELD_COUNT", f"{wish}, got {len(raw)}")
        items = [self._item(raw, index, fields, lists) for index, raw in enumerate(found)]
        filled = [item for item in items if item is not None]
        if len(filled) < len(items):
            warnings.add("W_ITEM_EMPTY")
        for position, item in enumerate(filled, 1):
            item.item_position = position
        return filled

    def _spelled(self, value: Any, fields: ItemFields) -> Any:
        if type(value) is not str:
            return [] if value is None else value
        text = value.strip()
        if text in ("", "null"):
            return []
        if is_java_text(text):
            fields.is_untyped = True
            return read_java_text(text, fields.warnings, self._limits.items)
        if not is_deeper(text.encode(), self._limits.depth):
            try:
                found = self._json.parse(text)
            except json.JSONDecodeError:
                pass
            else:
                return [] if found is None else found
        found = read_python_text(text, self._limits.depth)
        fields.warnings.add("W_PYLITERAL")
        return [] if found is None else found

    def _item(
        self,
        raw: dict[str, Any] | None,
        index: int,
        fields: ItemFields,
        lists: EventList,
    ) -> Item | None:
        """Type an item; one of which no field is filled is None."""
        if raw is None:
            return None
        fields.index = index
        item = Item()
        rest: dict[str, Any] = {}
        params = raw.get("item_params")
        members = raw if params is None else _with_params(raw, read_params(params, fields), rest)
        is_filled = False
        for key, value in members.items():
            if value is None:
                continue
            column = COLUMNS.get(key)
            if column is None or _is_said_better(key, members):
                keep(rest, key, value, fields)
                continue
            if fields.is_untyped and type(value) is str:
                typed = self._remembered(fields, key, value)
            else:
                typed = column[1](fields, value, key)
            if typed is not None:
                setattr(item, column[0], typed)
                is_filled = True
        return _completed(item, rest, fields, lists) if rest or is_filled else None

    def _remembered(self, fields: ItemFields, key: str, text: str) -> Any:
        """Type a value of Java text; one that brought no warning once brings none again."""
        known = self._plain[key]
        typed = known.get(text, _UNKNOWN)
        if typed is _UNKNOWN:
            typed = COLUMNS[key][1](fields, text, key)
            if self._left and len(text) <= _LONGEST_REMEMBERED and not fields.warnings:
                known[text] = typed
                self._left -= 1
        return typed


def _is_said_better(key: str, members: Mapping[str, Any]) -> bool:
    """Tell whether a field is a second spelling of one that is there too."""
    return key in SPELLINGS and members.get(SPELLINGS[key]) is not None


def _completed(item: Item, rest: dict[str, Any], fields: ItemFields, lists: EventList) -> Item:
    if item.item_id is UNSET and item.item_name is UNSET and item.promotion_id is UNSET:
        wish = f"items[{fields.index}] must have an item_id, item_name or promotion_id"
        raise Refusal("E_ITEM_FIELD", wish + (or_near("item_id", rest) or ", got none"))
    name_a_list(item, lists)
    if rest:
        item.extra = canonical_json(rest)
    return item


def name_a_list(item: Item, lists: EventList) -> None:
    """Fill a missing list from the event's, and a missing list id from the list's name."""
    if item.item_list_id:
        return
    if not item.item_list_name:
        list_id, list_name = lists
        if list_id:
            item.item_list_id = list_id
        if list_name:
            item.item_list_name = list_name
    if item.item_list_name and not item.item_list_id:
        item.item_list_id = slug(item.item_list_name)
        item.is_list_inferred = True


@lru_cache(maxsize=65_536)
def slug(name: str) -> str:
    """Make an id of a list's name: `Más vendidos!` is `mas_vendidos`.

    Only punctuation goes, and the accents of Latin letters: elsewhere a mark makes another letter.
    """
    folded = unicodedata.normalize("NFKD", name.lower())
    bare = unicodedata.normalize("NFC", _ACCENTS.sub(r"\1", folded).lower())
    words = re.sub("_+", "_", "".join(map(_letter_of, bare))).strip("_")
    return words if any(map(str.isalpha, words)) else name.lower()


def _letter_of(character: str) -> str:
    """Keep letters, marks, digits and signs of every script; what is between words is one `_`."""
    kind = unicodedata.category(character)[0]
    is_sign = kind == "S" and not character.isascii()
    return character if kind in "LMN" or is_sign else "_"


def event_list(event: Mapping[str, Any], characters: int) -> EventList:
    """Read the list of an event's own fields; what is no good list there names no list."""
    fields = ItemFields(set(), characters)
    found: list[str | None] = []
    for name in ("item_list_id", "item_list_name"):
        value = event.get(name)
        is_text = isinstance(value, str | int) and not isinstance(value, bool)
        found.append(fields.text(value if is_text else None, name))
    list_id, list_name = found
    return (list_id if list_id and len(list_id) <= characters else None), list_name


def _with_params(
    raw: Mapping[str, Any], params: Mapping[str, Any], rest: dict[str, Any]
) -> dict[str, Any]:
    """Set parameters beside the item's own fields; one of the same name is kept apart."""
    members = dict(raw)
    del members["item_params"]
    for name, value in params.items():
        if value is None:
            continue
        if name in members or (name in COLUMNS and name not in PARAMETERS):
            if members.get(name) != value:
                rest.setdefault("item_params", {})[name] = value
        else:
            members[name] = value
    return members
