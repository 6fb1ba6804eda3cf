"""A mapping: from a row of a source, as JSON text, to the JSON text of one event.

It is compiled once for a chunk of rows. What a row lacks, the event lacks; whether that may be is
the reader's matter, who also refuses and rounds.
"""

import re
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Raw
from msgspec.json import Decoder, Encoder

from transforms.archive.formats.format import NoEventError
from transforms.sources.identity import compile_identity
from transforms.sources.paths import Get
from transforms.sources.rules import compile_field, compile_items, compile_rule, plain_column
from transforms.sources.values import as_written, converter, text
from transforms.system.setting_sources import SourceMapping

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_MOST_REMEMBERED = 10_000
_encode = Encoder().encode


def _digits(text: str) -> Raw:
    return Raw(text.encode())


class Mapper:
    """Makes events of rows; `skipped` counts those whose kind of event is not wanted.

    `identity_key` is that of the event made last. `is_typed` False gives times, numbers and names
    as the source wrote them.
    """

    def __init__(self, source: SourceMapping, name: str = "", *, is_typed: bool = True) -> None:
        self.skipped = 0
        self.identity_key: str | None = None
        self._key_of = compile_identity(name, source.identity)
        self._decode = Decoder(float_hook=_digits).decode
        self._json = source.json_columns
        self._events = source.events
        self._keeps_others = source.other_events == "keep"
        self._names: dict[Any, str | None] = {}
        self._constants: dict[str, Any] = {}
        self._texts: list[tuple[str, str]] = []
        self._fields: list[tuple[str, Get]] = []
        self._items: Callable[[dict[str, Any]], list[dict[str, Any]] | None] | None = None
        for name, rule in source.fields.items():
            if name == "items":
                self._items = compile_items(rule, source, is_typed=is_typed)
            elif name != "event_name":
                convert = converter(name, source) if is_typed else as_written
                if isinstance(rule, dict) and rule.keys() == {"value"}:
                    self._constants[name] = convert(rule["value"])
                elif convert is text and (column := plain_column(rule)) is not None:
                    self._texts.append((name, column))
                else:
                    self._fields.append((name, compile_field(rule, convert)))
        self._name = compile_rule(source.fields["event_name"])
        self.extra = source.extra
        self.time_format = source.time_format

    def to_event(self, record: bytes) -> bytes:
        """Make the JSON text of a row's event; none where its kind of event is skipped.

        Raises:
            NoEventError: the row is no object, or one of its columns is no JSON.
        """
        row = self.row(record)
        if self._key_of is not None:
            self.identity_key = self._key_of(row)
        event = self.event(row)
        return b"" if event is None else _encode(event)

    def row(self, record: bytes) -> dict[str, Any]:
        """Read a row, with the columns of JSON text opened.

        Raises:
            NoEventError: it is no object, or one of these columns is no JSON.
        """
        try:
            row = self._decode(record)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise NoEventError(f"a row must be JSON, got {error}") from error
        if row.__class__ is not dict:
            raise NoEventError(_oddity(row))
        for name in self._json:
            value = row.get(name)
            if value.__class__ is str:
                row[name] = self._opened(name, value)
        return row

    def event(self, row: dict[str, Any]) -> dict[str, Any] | None:
        """Make the event of a row; None where its kind of event is skipped."""
        event = self._constants.copy()
        found = self._name(row)
        if found is not None:
            try:
                name = self._names[found]
            except (KeyError, TypeError):
                name = self._named(found)
            if name is None:
                self.skipped += 1
                return None
            event["event_name"] = name
        for field, column in self._texts:
            value = row.get(column)
            if value.__class__ is str:
                value = value.strip()
                if value:
                    event[field] = value
            elif value is not None:
                event[field] = text(value)
        for field, get in self._fields:
            value = get(row)
            if value is not None:
                event[field] = value
        if self._items is not None:
            items = self._items(row)
            if items is not None:
                event["items"] = items
        for name in self.extra:
            value = row.get(name)
            if value is not None and value != "":
                event[name] = value
        return event

    def _opened(self, name: str, value: str) -> Any:
        if not value.strip():
            return None
        try:
            return self._decode(value)
        except (msgspec.DecodeError, RecursionError) as error:
            raise NoEventError(f"{name} must hold JSON, got {error}") from error

    def _named(self, found: Any) -> str | None:
        """Tell our name of an event; theirs is written as ours are where it has none."""
        if found.__class__ is not str:
            return str(found)
        name: str | None = self._events.get(found) or self._events.get(found.strip())
        if name is None and self._keeps_others:
            name = plain_name(found)
        if len(self._names) < _MOST_REMEMBERED:
            self._names[found] = name
        return name


def plain_name(name: str) -> str:
    """Write a name as events of ours are: `Product Shared` becomes `product_shared`."""
    if _NAME.fullmatch(name):
        return name
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_") or name


def _oddity(row: Any) -> str:
    """Say what a row is that is no object; a list is one whose cells do not fit the header."""
    if row.__class__ is list and len(row) == 2 and row[0].__class__ is int:
        return f"a row must have {row[0]} cells, got {len(row[1])}"
    return "a row must be an object"
