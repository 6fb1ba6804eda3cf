"""The fast path: lines that the typed decoder accepts as they stand, at the speed of C.

A line fits if decoding it into the typed shape loses nothing and coerces nothing. What
the decoder cannot see is searched for in the bytes (`prefilter`), and each doubt sends the line to
the exact path, which decides. Both paths give the same typed line.

A key that stands twice is found by counting: every key brings a colon, and the colons of texts
survive reading and writing (escaped ones are filtered out before). So the written line must hold
the colons of the line read, and those of the keys that were added on the way.
"""

from functools import lru_cache
from math import copysign

from msgspec import UNSET, DecodeError
from msgspec.json import Decoder, Encoder

from transforms.config import LimitSettings
from transforms.parse.canonical import canonical_json
from transforms.parse.decimals import whole_or_part
from transforms.parse.exact_path import NAME, PLAIN_IDS
from transforms.parse.items import EventList, ItemsReader, event_list, name_a_list
from transforms.parse.json_text import StrictJson
from transforms.parse.prefilter import Doubt, has_odd_id, is_doubtful, prefilter, without_nulls
from transforms.parse.refusals import Refusal
from transforms.parse.schema import Event, Item
from transforms.parse.timestamps import DAY_US, FIRST_US, is_cut, microseconds_of
from transforms.system.setting_rules import IdSettings

_NO_LIST: EventList = (None, None)
_MOST_REMEMBERED = 50_000
_decode = Decoder(Event).decode
_decode_items = Decoder(list[Item]).decode
_encode = Encoder().encode


class FastReader:
    """Try one line after the other; None means that the exact path must look."""

    def __init__(self, limits: LimitSettings, now_us: int, ids: IdSettings = PLAIN_IDS) -> None:
        self._placeholders = ids.are_none
        self._last_us = now_us + DAY_US
        self._most_items = limits.items
        self._names: set[str] = set()
        self._amounts: set[object] = {UNSET, None}
        self._has_zero = False
        self._upper: dict[object, str] = {}
        self._java = ItemsReader(limits, StrictJson())
        self._is_able = limits.depth >= 4 and limits.fields >= 64 and limits.id_characters >= 256

    def read(self, line: bytes, number: int) -> tuple[bytes, list[str]] | None:
        """Give the typed line, and the names of its fields without a column."""
        if not self._is_able:
            return None
        self._has_zero = False
        try:
            event = _decode(line)
            event.line_number = number
            if isinstance(event.items, str):
                text = event.items
                prefilter(line, text.count('"'))
                if text.startswith("[{item_id="):
                    return self._read_with_java(line, event, text)
                items = _decode_items(text) if text else []
            else:
                prefilter(line, 0)
                items = event.items or []
            added, names, lists = self._fill_columns(event)
            added += self._fill_items(event, items, lists)
        except (DecodeError, UnicodeDecodeError, Doubt, Refusal):
            return None
        if self._has_zero and (b"e-" in line or b"E-" in line):
            return None  # 1e-400 reads as 0, and must be flagged as rounded
        written = _encode(event)
        if written.count(b":") - added != line.count(b":") or is_doubtful(written):
            return None
        return None if has_odd_id(written, event, items) else (without_nulls(written), names)

    def _read_with_java(
        self, line: bytes, event: Event, text: str
    ) -> tuple[bytes, list[str]] | None:
        """Read an event whose items are Java text: the exact items reader types them."""
        added, names, (list_id, list_name) = self._fill_columns(event)
        event.items = UNSET
        written = _encode(event)
        left = line.count(b":") - text.count(":") - len(":")
        if written.count(b":") - added != left:
            return None
        if is_doubtful(written) or has_odd_id(written, event, []):
            return None
        warnings = set(event.warnings or ())
        event.items = self._java.read(
            {"items": text, "item_list_id": list_id, "item_list_name": list_name}, warnings
        )
        if warnings:
            event.warnings = sorted(warnings)
        return without_nulls(_encode(event)), names

    def _fill_columns(self, event: Event) -> tuple[int, list[str], EventList]:
        """Fill what is derived; count the colons added, and name the fields without a column."""
        added = 1
        names: list[str] = []
        lists: EventList = _NO_LIST
        warnings: list[str] = []
        if event.event_name not in self._names:
            self._remember_name(event.event_name)
        if event.item_list_id is not UNSET or event.item_list_name is not UNSET:
            lists, event.extra, names = _lists_of(event.item_list_id, event.item_list_name)
            event.item_list_id = event.item_list_name = UNSET
            warnings.append("W_EXTRA_FIELDS")
            added += 1
        for own in (event.user_pseudo_id, event.user_id, event.event_id, event.transaction_id):
            if own and own.lower() in self._placeholders:
                raise Doubt
        if not event.user_pseudo_id and not event.user_id:
            warnings.append("W_NO_USER")
        moment = event.event_timestamp
        if moment is UNSET:
            raise Doubt
        if not 100_000_000_000_000 <= moment < 100_000_000_000_000_000:
            if is_cut(moment):
                warnings.append("W_TS_FRACTION")
            moment = microseconds_of(moment)
            warnings.append("W_TS_UNIT")
        if not FIRST_US <= moment <= self._last_us:
            raise Doubt
        event.event_us = moment
        event.event_timestamp = UNSET
        added += _move_source(event) if event.traffic_source is not UNSET else 0
        added += _drop_transport(event)
        if event.event_id is not UNSET:
            event.producer_event_id = event.event_id
            event.event_id = UNSET
        if type(event.ga_session_id) is int:
            event.ga_session_id = str(event.ga_session_id)
        if event.platform:
            event.platform = self._upper.get(event.platform) or self._in_upper(event.platform)
        else:
            added += event.platform is UNSET
            event.platform = "UNKNOWN"
        if event.currency:
            event.currency = self._upper.get(event.currency) or self._in_upper(event.currency)
        if event.coupon:
            event.coupon = self._upper.get(event.coupon) or self._in_upper(event.coupon)
        for amount in (event.value, event.tax, event.shipping):
            if amount not in self._amounts:
                self._remember_amount(amount)
        if warnings:
            event.warnings = warnings
            added += 1
        return added, names, lists

    def _fill_items(self, event: Event, items: list[Item], lists: EventList) -> int:
        """Give the items positions and lists; count the colons added."""
        added = len(items) + (event.items is UNSET)
        if len(items) > self._most_items:
            raise Doubt
        event.items = items
        amounts = self._amounts
        for position, item in enumerate(items, 1):
            item.item_position = position
            if item.price not in amounts:
                self._remember_amount(item.price)
            if item.item_revenue not in amounts:
                self._remember_amount(item.item_revenue)
            if item.installment_price not in amounts:
                self._remember_amount(item.installment_price)
            if item.discount not in amounts:
                self._remember_amount(item.discount)
            if type(item.quantity) is float:
                self._remember_amount(item.quantity)
                item.quantity = whole_or_part(item.quantity)
            if item.coupon:
                item.coupon = self._upper.get(item.coupon) or self._in_upper(item.coupon)
            if item.currency:
                item.currency = self._upper.get(item.currency) or self._in_upper(item.currency)
            if not (item.item_id or item.item_name or item.promotion_id):
                raise Doubt
            if not item.item_list_id:
                added += _named_list(item, lists)
        return added

    def _remember_name(self, name: str) -> None:
        if not NAME.fullmatch(name):
            raise Doubt
        if len(self._names) < _MOST_REMEMBERED:
            self._names.add(name)

    def _remember_amount(self, amount: object) -> None:
        """Pass amounts of at most four decimals; -0.0 and finer ones are doubts."""
        if isinstance(amount, float):
            if round(amount, 4) != amount or copysign(1, amount) < 0:
                raise Doubt
            if not amount:
                self._has_zero = True
            elif len(self._amounts) < _MOST_REMEMBERED:
                self._amounts.add(amount)

    def _in_upper(self, text: str) -> str:
        upper = text.strip().upper()
        if not upper or "(" in upper:
            raise Doubt
        if len(self._upper) < _MOST_REMEMBERED:
            self._upper[text] = upper
        return upper


def _move_source(event: Event) -> int:
    traffic = event.traffic_source
    event.traffic_source = UNSET
    if traffic:
        if not (UNSET is event.source is event.medium is event.campaign):
            raise Doubt
        event.source = traffic.source
        event.medium = traffic.medium
        event.campaign = traffic.campaign
        if event.campaign is None:
            event.campaign = UNSET
            return -2
    return -1


def _drop_transport(event: Event) -> int:
    added = 0
    for name in ("replay_timestamp", "ingested_at", "message_id", "received_at"):
        value = getattr(event, name)
        if value is not UNSET:
            added -= 1 + (value.count(":") if type(value) is str else 0)
            setattr(event, name, UNSET)
    return added


def _named_list(item: Item, lists: EventList) -> int:
    """Name the item's list like the exact path does; count the colons added."""
    had_id, had_name = item.item_list_id is UNSET, item.item_list_name
    name_a_list(item, lists)
    added = 0
    if item.item_list_id:
        added += had_id + item.item_list_id.count(":") + bool(item.is_list_inferred)
    if item.item_list_name and not had_name:
        added += (had_name is UNSET) + item.item_list_name.count(":")
    return added


@lru_cache(maxsize=10_000)
def _lists_of(list_id: object, list_name: object) -> tuple[EventList, str, list[str]]:
    fields = {"item_list_id": list_id, "item_list_name": list_name}
    given = {name: value for name, value in fields.items() if value is not UNSET}
    return event_list(given, 256), canonical_json(given), list(given)
