"""A mapping: from a row of a source, as JSON text, to the JSON text of one event.

It is compiled once for a chunk of rows. What a row lacks, the event lacks; whether that may be is
the reader's matter, who also refuses and rounds.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Raw
from msgspec.json import Decoder, Encoder

from transforms.archive.formats.format import NoEventError
from transforms.sources.paths import Get, compile_path, first_of
from transforms.sources.values import Convert, as_written, converter
from transforms.system.setting_sources import SourceMapping

_TABLET = re.compile(r"iPad|Tablet|Android(?!.*Mobile)")
_MOBILE = re.compile(r"Mobi|iPhone|Android")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_MOST_REMEMBERED = 10_000
_encode = Encoder().encode


def _digits(text: str) -> Raw:
    return Raw(text.encode())


class Mapper:
    """Makes events of rows; `columns` counts in how many rows each column was filled.

    `is_typed` False gives times, numbers and names as the source wrote them.
    """

    def __init__(self, source: SourceMapping, *, is_typed: bool = True) -> None:
        self.columns: Counter[str] = Counter()
        self.skipped = 0
        self._decode = Decoder(float_hook=_digits).decode
        self._json = source.json_columns
        self._events = source.events
        self._keeps_others = source.other_events == "keep"
        self._names: dict[Any, str | None] = {}
        self._fields: list[tuple[str, Get, Convert]] = []
        self._items: Callable[[dict[str, Any]], list[dict[str, Any]] | None] | None = None
        for name, rule in source.fields.items():
            if name == "items":
                self._items = _items(rule, source, is_typed=is_typed)
            elif name != "event_name":
                convert = converter(name, source) if is_typed else as_written
                self._fields.append((name, compile_rule(rule), convert))
        self._name = compile_rule(source.fields["event_name"])
        self._extra = [(name, name) for name in source.extra]

    def to_event(self, record: bytes) -> bytes:
        """Make the JSON text of a row's event; none where its kind of event is skipped.

        Raises:
            NoEventError: the row is no object, or one of its columns is no JSON.
        """
        event = self.event(self.row(record))
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
        self.columns.update(
            [name for name, value in row.items() if value is not None and value != ""]
        )
        for name in self._json:
            text = row.get(name)
            if text.__class__ is str:
                row[name] = self._opened(name, text)
        return row

    def event(self, row: dict[str, Any]) -> dict[str, Any] | None:
        """Make the event of a row; None where its kind of event is skipped."""
        event: dict[str, Any] = {}
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
        for field, get, convert in self._fields:
            value = get(row)
            if value is not None:
                event[field] = convert(value)
        if self._items is not None:
            items = self._items(row)
            if items is not None:
                event["items"] = items
        for name, field in self._extra:
            value = row.get(name)
            if value is not None and value != "":
                event[field] = value
        return event

    def _opened(self, name: str, text: str) -> Any:
        if not text.strip():
            return None
        try:
            return self._decode(text)
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


def compile_rule(rule: Any) -> Get:
    """Make a function of a field's rule: from a row to the value as it is written, or None."""
    if isinstance(rule, str):
        return compile_path(rule)
    if isinstance(rule, list):
        return first_of([compile_path(path) for path in rule])
    if "device_of" in rule:
        return _device(compile_path(rule["device_of"]))
    if "if" in rule:
        return _if(compile_path(rule["if"]), rule["value"], rule.get("else"))
    return _constant(rule["value"])


def _constant(value: Any) -> Get:
    return lambda _: value


def _if(test: Get, value: Any, otherwise: Any) -> Get:
    other = compile_rule(otherwise) if otherwise is not None else _constant(None)
    return lambda row: other(row) if test(row) is None else value


def _device(get: Get) -> Get:
    known: dict[str, str] = {}

    def device(row: dict[str, Any]) -> Any:
        agent = get(row)
        if agent.__class__ is not str:
            return None
        found = known.get(agent)
        if found is None:
            is_mobile = _MOBILE.search(agent)
            found = "tablet" if _TABLET.search(agent) else "mobile" if is_mobile else "desktop"
            if len(known) < _MOST_REMEMBERED:
                known[agent] = found
        return found

    return device


def _items(
    rule: dict[str, Any], source: SourceMapping, *, is_typed: bool
) -> Callable[[dict[str, Any]], list[dict[str, Any]] | None]:
    each = compile_path(rule["each"]) if "each" in rule else _constant(None)
    one = compile_path(rule["else_one"]) if "else_one" in rule else _constant(None)
    needed = rule.get("needs") or []
    needs = [compile_path(path) for path in ([needed] if isinstance(needed, str) else needed)]
    fields = [
        (name, compile_rule(given), converter(name, source) if is_typed else as_written)
        for name, given in rule["fields"].items()
    ]

    def items(row: dict[str, Any]) -> list[dict[str, Any]] | None:
        found = each(row)
        if found.__class__ is not list:
            single = one(row)
            if single.__class__ is not dict:
                return None
            found = [single]
        made = []
        for entry in found:
            if entry.__class__ is not dict:
                made.append(entry)  # the reader says what is wrong with it
                continue
            if needs and all(get(entry) is None for get in needs):
                continue
            item = {}
            for name, get, convert in fields:
                value = get(entry)
                if value is not None:
                    item[name] = convert(value)
            if item:
                made.append(item)
        return made

    return items


def _oddity(row: Any) -> str:
    """Say what a row is that is no object; a list is one whose cells do not fit the header."""
    if row.__class__ is list and len(row) == 2 and row[0].__class__ is int:
        return f"a row must have {row[0]} cells, got {len(row[1])}"
    return "a row must be an object"
