"""The compiled path: ordinary lines at the speed of C, where its module was built.

It reads what most lines are made of, and gives the typed line byte for byte as the fast path and
the exact path do, with the event's id in front. A doubt is None: the other paths look, and they are
the reference. Which fields there are follows from their definitions; a kind says how the compiled
module reads one.
"""

from collections.abc import Callable, Iterator
from enum import IntEnum
from importlib import import_module
from types import ModuleType
from typing import Any, TypeAlias

from msgspec.json import Encoder, decode

from transforms.config import LimitSettings
from transforms.parse.exact_path import IDS, KNOWN, LENGTHS, MONEY, PLAIN_IDS, SOURCE, WHOLE
from transforms.parse.item_columns import COLUMNS
from transforms.parse.item_fields import ItemFields
from transforms.parse.items import slug
from transforms.parse.own_fields import OWN_FIELDS
from transforms.parse.schema import LONGEST_WORD, TRANSPORT_FIELDS, Event, Item
from transforms.parse.timestamps import DAY_US, FIRST_US
from transforms.system.setting_rules import IdSettings

#: Read a line of a number: the typed line, or None for a doubt.
ReadLine: TypeAlias = Callable[[bytes, int], bytes | None]
_Field: TypeAlias = tuple[bytes, int, int, int]
_MOST_ID = 256
_encode = Encoder().encode


class Kind(IntEnum):
    """How a field is read, as `enum Kind` of shape.h numbers it."""

    DROPPED = 0
    TEXT = 1
    CAPITALS = 2
    IDENTIFIER = 3
    OWN_IDENTIFIER = 4
    SESSION = 5
    MONEY = 6
    WHOLE = 7
    PIECES = 8
    TRUTH = 9
    CODES = 10
    NAME = 11
    MOMENT = 12
    SOURCE = 13
    ITEMS = 14


_KINDS_OF_ITEMS: dict[Callable[[ItemFields, Any, str], Any], Kind] = {
    ItemFields.text: Kind.TEXT,
    ItemFields.identifier: Kind.IDENTIFIER,
    ItemFields.capitals: Kind.CAPITALS,
    ItemFields.money: Kind.MONEY,
    ItemFields.quantity: Kind.PIECES,
    ItemFields.whole: Kind.WHOLE,
    ItemFields.truth: Kind.TRUTH,
    ItemFields.codes: Kind.CODES,
}
_KINDS_OF_EVENTS = {
    **dict.fromkeys((*LENGTHS, *SOURCE, "payment_type"), Kind.TEXT),
    **dict.fromkeys(("platform", "coupon", "currency"), Kind.CAPITALS),
    **dict.fromkeys((*IDS, "event_id"), Kind.OWN_IDENTIFIER),
    **dict.fromkeys(MONEY, Kind.MONEY),
    **dict.fromkeys(WHOLE, Kind.WHOLE),
    "experiment_id": Kind.IDENTIFIER,
    "ga_session_id": Kind.SESSION,
    "event_name": Kind.NAME,
    "event_timestamp": Kind.MOMENT,
    "traffic_source": Kind.SOURCE,
    "items": Kind.ITEMS,
}
_WRITTEN_AS = {"event_id": "producer_event_id", "event_timestamp": "event_us"}
_IDS = (Kind.IDENTIFIER, Kind.OWN_IDENTIFIER, Kind.SESSION)


def is_compiled() -> bool:
    """Tell whether the compiled module was built where this runs."""
    return _module() is not None


def compiled_reader(
    limits: LimitSettings, now_us: int, ids: IdSettings = PLAIN_IDS
) -> ReadLine | None:
    """Make a reader of ordinary lines; None without the compiled module, or with tight limits."""
    module = _module()
    if module is None or not (
        limits.depth >= 4 and limits.fields >= 64 and limits.id_characters >= _MOST_ID
    ):
        return None
    read: ReadLine = module.LineReader(
        *(tuple(_event_fields()), _keys_of(Event)),
        tuple(
            (name.encode(), Event.__struct_fields__.index(name), Kind.TEXT, 0) for name in SOURCE
        ),
        *(tuple(_item_fields()), _keys_of(Item)),
        *(_slug_of, frozenset(OWN_FIELDS)),
        tuple(text.encode() for text in sorted(ids.are_none)),
        *(FIRST_US, now_us + DAY_US, limits.items),
    ).read
    return read


def _module() -> ModuleType | None:
    try:
        return import_module("transforms.parse.compiled.line_reader")
    except ImportError:
        return None


def _keys_of(shape: type[Event] | type[Item]) -> tuple[bytes, ...]:
    return tuple(f'"{name}":'.encode() for name in shape.__struct_fields__)


def _slot(shape: type[Event] | type[Item], name: str) -> int:
    """Tell the place of a field in the order in which a typed line has them."""
    return shape.__struct_fields__.index(name)


def _event_fields() -> Iterator[_Field]:
    """Give name, slot, kind and the most characters of each field that an event is read with."""
    for name in sorted(KNOWN):
        kind = _KINDS_OF_EVENTS[name]
        most = _MOST_ID if kind in _IDS else LENGTHS.get(name, 0)
        yield name.encode(), _slot(Event, _WRITTEN_AS.get(name, name)), kind, most
    for place, name in enumerate(sorted(TRANSPORT_FIELDS), len(Event.__struct_fields__)):
        yield name.encode(), place, Kind.DROPPED, 0


def _item_fields() -> Iterator[_Field]:
    for name, (column, read) in COLUMNS.items():
        kind = _KINDS_OF_ITEMS[read]
        most = {Kind.IDENTIFIER: _MOST_ID, Kind.CAPITALS: LONGEST_WORD}.get(kind, 0)
        yield name.encode(), _slot(Item, column), kind, most


def _slug_of(name: bytes) -> bytes:
    """Make the id of a list's name, both as JSON texts without their quotes."""
    return _encode(slug(decode(b'"' + name + b'"')))[1:-1]
