"""The columns of the fast path: what is derived of a decoded event, and of its items.

What the exact path would coerce, round, flag or refuse is a doubt. Each step counts the colons that
the typed line has beyond the line read.
"""

from functools import lru_cache
from math import copysign
from typing import Any

from msgspec import UNSET

from transforms.config import LimitSettings
from transforms.parse.decimals import whole_or_part
from transforms.parse.exact_path import NAME
from transforms.parse.items import EventList, event_list, name_a_list
from transforms.parse.learned_fields import Learned
from transforms.parse.own_fields import COST_EVENT, REQUIRED
from transforms.parse.prefilter import Doubt
from transforms.parse.schema import Event, Item
from transforms.parse.timestamps import DAY_US, FIRST_US, is_cut, microseconds_of
from transforms.parse.unknown_fields import UnknownFields, object_of, text_of
from transforms.system.setting_rules import IdSettings

_NO_LIST: EventList = (None, None)
_MOST_REMEMBERED = 50_000


class FastColumns:
    """Fill the columns of one event after the other.

    `has_zero` tells whether an amount of the line at hand is 0: it may be too small to be written.
    """

    def __init__(
        self, limits: LimitSettings, now_us: int, ids: IdSettings, unknown: UnknownFields
    ) -> None:
        self.has_zero = False
        self._placeholders = ids.are_none
        self._last_us = now_us + DAY_US
        self._most_items = limits.items
        self._names: set[str] = set()
        self._amounts: set[object] = {UNSET, None}
        self._upper: dict[object, str] = {}
        self._unknown = unknown

    def fill_event(self, event: Event, extra: dict[str, str]) -> tuple[int, list[str], EventList]:
        """Fill what is derived; count the colons added, and name the fields without a column."""
        added = 1
        lists: EventList = _NO_LIST
        warnings: list[str] = []
        if event.event_name not in self._names:
            self._remember_name(event.event_name)
        if event.item_list_id is not UNSET or event.item_list_name is not UNSET:
            lists, event.extra, more = _lists_of(event.item_list_id, event.item_list_name)
            event.item_list_id = event.item_list_name = UNSET
            if extra:
                more = dict(sorted((extra | more).items()))
                event.extra = object_of(more)
            extra = more
        elif extra:
            event.extra = object_of(extra)
        if extra:
            warnings.append("W_EXTRA_FIELDS")
            added += 1
        for own in (event.user_pseudo_id, event.user_id, event.event_id, event.transaction_id):
            if own and own.lower() in self._placeholders:
                raise Doubt
        if not (event.user_pseudo_id or event.user_id or event.event_name == COST_EVENT):
            warnings.append("W_NO_USER")
        if event.event_name in REQUIRED and getattr(event, REQUIRED[event.event_name]) is UNSET:
            raise Doubt
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
        if not (
            UNSET is event.replay_timestamp is event.ingested_at
            and UNSET is event.message_id is event.received_at
        ):
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
        return added, list(extra), lists

    def fill_items(
        self, event: Event, items: list[Item], lists: EventList, learned: Learned
    ) -> int:
        """Give the items positions and lists; count the colons added."""
        added = len(items) + (event.items is UNSET)
        if len(items) > self._most_items:
            raise Doubt
        event.items = items
        amounts = self._amounts
        for position, item in enumerate(items, 1):
            if learned:
                added += self._unknown.of_item(item, learned, position - 1)
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
            if not item.item_list_id and (item.item_list_name or lists is not _NO_LIST):
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
                self.has_zero = True
            elif len(self._amounts) < _MOST_REMEMBERED:
                self._amounts.add(amount)

    def _in_upper(self, text: str) -> str:
        upper = text.strip().upper()
        if not upper or "(" in upper or upper == "NULL":
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
def _lists_of(list_id: Any, list_name: Any) -> tuple[EventList, str, dict[str, str]]:
    """Read an event's list; give its fields as the event's extra, and as its members."""
    fields = {"item_list_id": list_id, "item_list_name": list_name}
    given = {name: value for name, value in fields.items() if value is not UNSET}
    members = {name: f'"{name}":{text_of(value)}' for name, value in given.items()}
    return event_list(given, 256), object_of(members), members
