"""The fast path: lines that the typed decoder accepts as they stand, at the speed of C.

A line fits if decoding it into the typed shape loses nothing and coerces nothing. What
the decoder cannot see is searched for in the bytes (`prefilter`), and each doubt sends the line to
the exact path, which decides. Both paths give the same typed line.

A key that stands twice is found by counting: every key brings a colon, and the colons of texts
survive reading and writing (escaped ones are filtered out before). So the written line must hold
the colons of the line read, and those of the keys that were added on the way.
"""

from msgspec import UNSET, DecodeError, ValidationError
from msgspec.json import Encoder

from transforms.config import LimitSettings
from transforms.parse.exact_path import PLAIN_IDS
from transforms.parse.fast_columns import FastColumns
from transforms.parse.items import EventList, ItemsReader
from transforms.parse.json_text import StrictJson
from transforms.parse.learned_fields import Learner
from transforms.parse.prefilter import (
    Doubt,
    drop_nulls,
    has_null_field,
    has_odd_id,
    is_doubtful,
    may_have_null,
    prefilter,
)
from transforms.parse.refusals import Refusal
from transforms.parse.schema import Event, Item
from transforms.parse.unknown_fields import UnknownFields
from transforms.system.setting_rules import IdSettings

_encode = Encoder().encode


class FastReader:
    """Try one line after the other; None means that the exact path must look."""

    def __init__(self, limits: LimitSettings, now_us: int, ids: IdSettings = PLAIN_IDS) -> None:
        self._java = ItemsReader(limits, StrictJson())
        self._learner = Learner(limits)
        self._unknown = UnknownFields(limits.id_characters, now_us, ids.are_none)
        self._columns = FastColumns(limits, now_us, ids, self._unknown)
        self._is_able = limits.depth >= 4 and limits.fields >= 64 and limits.id_characters >= 256

    def read(self, line: bytes, number: int) -> tuple[bytes, list[str]] | None:
        """Give the typed line, and the names of its fields without a column."""
        if not self._is_able:
            return None
        try:
            try:
                return self._read(line, number)
            except ValidationError as error:
                return self._read(line, number) if self._learner.learn(line, error) else None
        except (DecodeError, UnicodeDecodeError, RecursionError, Doubt, Refusal):
            return None

    def _read(self, line: bytes, number: int) -> tuple[bytes, list[str]] | None:
        shape = self._learner.shape
        unknown, columns = self._unknown, self._columns
        if unknown.long_numbers or unknown.warnings:
            unknown.begin()
        columns.has_zero = False
        event = shape.decode(line)
        text = event.items if type(event.items) is str else ""
        long_numbers = prefilter(line, text.count('"'))
        added, extra = unknown.of_event(event, shape.of_event) if shape.of_event else (0, {})
        event.line_number = number
        more, names, lists = columns.fill_event(event, extra)
        added += more
        items: list[Item] = []
        is_java = text.startswith("[{item_id=")
        if is_java:
            event.items = UNSET
            added -= text.count(":") + len(":")
        else:
            items = shape.decode_items(text) if text else event.items or []  # type: ignore[assignment]
            added += columns.fill_items(event, items, lists, shape.of_item)
        if long_numbers != unknown.long_numbers:
            return None
        if columns.has_zero and (b"e-" in line or b"E-" in line):
            return None  # 1e-400 reads as 0, and must be flagged as rounded
        if unknown.warnings:
            added += event.warnings is UNSET
            event.warnings = sorted({*(event.warnings or ()), *unknown.warnings})
        written = _encode(event)
        may_be_null = is_java or may_have_null(line)
        if may_be_null and has_null_field(written):
            added -= drop_nulls(event) + sum(map(drop_nulls, items))
            written = _encode(event)
        if written.count(b":") - added != line.count(b":") or is_doubtful(written):
            return None
        if (may_be_null and b'"null"' in written) or has_odd_id(written, event, items):
            return None
        return (self._with_java(event, text, lists) if is_java else written), names

    def _with_java(self, event: Event, text: str, lists: EventList) -> bytes:
        """Write an event whose items are Java text: the exact items reader types them."""
        warnings = set(event.warnings or ())
        list_id, list_name = lists
        event.items = self._java.read(
            {"items": text, "item_list_id": list_id, "item_list_name": list_name}, warnings
        )
        if warnings:
            event.warnings = sorted(warnings)
        return _encode(event)
