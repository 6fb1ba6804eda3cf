"""The exact path: any line to an event or a refusal, with every coercion noted."""

import json
import re
from typing import Any

from msgspec import UNSET
from msgspec.json import Encoder

from transforms.config import LimitSettings
from transforms.parse.canonical import canonical_json
from transforms.parse.decimals import Number, canonical_number
from transforms.parse.fields import (
    read_id,
    read_limited,
    read_money,
    read_own_id,
    read_text,
    read_whole,
)
from transforms.parse.items import ItemsReader
from transforms.parse.json_text import StrictJson, is_deeper
from transforms.parse.own_fields import COST_EVENT, OWN_FIELDS, read_own_fields
from transforms.parse.refusals import Refusal, kind_of, shown
from transforms.parse.schema import (
    LONGEST_ADDRESS,
    LONGEST_WORD,
    TRANSPORT_FIELDS,
    Event,
)
from transforms.parse.shapes import check_shape, check_text, is_wrapped, or_near
from transforms.parse.timestamps import read_timestamp
from transforms.system.setting_rules import IdSettings

_encode = Encoder().encode
PLAIN_IDS = IdSettings()
NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
WORDS = ["platform", "device_category", "country", "coupon", "currency"]
ADDRESSES = ["page_location", "page_title", "page_referrer"]
LENGTHS = dict.fromkeys(WORDS, LONGEST_WORD) | dict.fromkeys(ADDRESSES, LONGEST_ADDRESS)
IDS = ["user_pseudo_id", "user_id", "transaction_id"]
MONEY = ("value", "tax", "shipping")
WHOLE = ("checkout_step", "installments")
SOURCE = ("source", "medium", "campaign")
KNOWN = frozenset(
    (
        *LENGTHS,
        *IDS,
        *MONEY,
        *WHOLE,
        *SOURCE,
        "experiment_id",
        "event_name",
        "event_timestamp",
        "event_id",
        "ga_session_id",
        "payment_type",
        "traffic_source",
        "items",
    )
)


class ExactReader:
    """Read one line after the other, exactly."""

    def __init__(self, limits: LimitSettings, now_us: int, ids: IdSettings = PLAIN_IDS) -> None:
        self._limits = limits
        self._placeholders = ids.are_none
        self._now_us = now_us
        self._json = StrictJson()
        self._items = ItemsReader(limits, self._json)

    def read(self, line: bytes, number: int) -> tuple[bytes, list[str]]:
        """Give the typed line, and the names of its fields without a column.

        Raises:
            Refusal: with the code and the detail for the dead letter.
        """
        fields = self._opened(self._parsed(line))
        if not isinstance(fields, dict):
            if isinstance(fields, list) and str(next(iter(fields), "")).endswith("S3Pointer"):
                raise Refusal("E_S3_POINTER", "a line must be the event, got a pointer to S3")
            raise Refusal("E_JSON_NOT_OBJECT", f"a line must be an object, got {kind_of(fields)}")
        check_shape(fields)
        if line.count(b":") > self._limits.fields:
            self._check_count(fields)
        warnings: set[str] = set()
        event = Event(event_name=_name(fields, warnings))
        event.line_number = number
        event.event_us = self._moment(fields, warnings)
        self._read_columns(fields, event, warnings)
        known = KNOWN
        if event.event_name in OWN_FIELDS:
            limit, placeholders = self._limits.id_characters, self._placeholders
            known |= read_own_fields(fields, event, warnings, self._now_us, limit, placeholders)
        extra = {
            key: value
            for key, value in fields.items()
            if key not in known and key not in TRANSPORT_FIELDS
        }
        names = list(extra)
        _read_source(fields, event, extra, warnings)
        event.items = self._items.read(fields, warnings)
        if not (event.user_pseudo_id or event.user_id or event.event_name == COST_EVENT):
            warnings.add("W_NO_USER")
        if extra:
            warnings.add("W_EXTRA_FIELDS")
            event.extra = canonical_json(extra)
        if warnings:
            event.warnings = sorted(warnings)
        return _encode(event), names

    def _opened(self, found: Any) -> Any:
        """Take an event out of JSON text within JSON, or out of EventBridge's envelope."""
        if type(found) is str and found.lstrip()[:1] == "{":
            found = self._parsed(found.encode("utf-8", "surrogatepass"))
        return found["detail"] if is_wrapped(found) else found

    def _parsed(self, line: bytes) -> Any:
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            raise Refusal(
                "E_UTF8", f"a line must be UTF-8, broken at byte {error.start}"
            ) from error
        if is_deeper(line, self._limits.depth):
            raise Refusal("E_JSON_DEPTH", f"a line must nest at most {self._limits.depth} deep")
        try:
            return self._json.parse(text)
        except json.JSONDecodeError as error:
            check_text(line)
            detail = f"a line must be one JSON value: {error.msg} at character {error.pos}"
            raise Refusal("E_JSON_SYNTAX", shown_detail(detail)) from error

    def _check_count(self, fields: dict[str, Any]) -> None:
        count = len(fields)
        waiting = [value for key, value in fields.items() if key != "items"]
        while waiting:
            one = waiting.pop()
            if isinstance(one, dict):
                count += len(one)
                waiting.extend(one.values())
            elif isinstance(one, list):
                waiting.extend(one)
        if count > self._limits.fields:
            wish = f"an event must have at most {self._limits.fields} keys"
            raise Refusal("E_FIELD_COUNT", f"{wish}, got {count}")

    def _moment(self, fields: dict[str, Any], warnings: set[str]) -> int:
        value = fields.get("event_timestamp")
        if value is None or (isinstance(value, str) and not value.strip()):
            raise _missing("event_timestamp", fields)
        return read_timestamp(value, self._now_us, warnings)

    def _read_columns(self, fields: dict[str, Any], event: Event, warnings: set[str]) -> None:
        characters = self._limits.id_characters
        for name, longest in LENGTHS.items():
            if name in fields:
                text = read_limited(fields[name], name, longest, warnings)
                setattr(event, name, _unset(text))
        event.payment_type = _unset(read_text(fields.get("payment_type"), "payment_type", warnings))
        for name in IDS:
            if name in fields:
                setattr(event, name, self._own_id(fields, name, warnings))
        experiment = read_id(fields.get("experiment_id"), "experiment_id", characters, warnings)
        event.experiment_id = _unset(experiment)
        for name in MONEY:
            if name in fields:
                is_signed = name == "value" and event.event_name == COST_EVENT
                money = read_money(fields[name], name, warnings, is_signed=is_signed)
                setattr(event, name, _unset(money))
        for name in WHOLE:
            if name in fields:
                setattr(event, name, _unset(read_whole(fields[name], name, warnings)))
        event.producer_event_id = self._own_id(fields, "event_id", warnings)
        session = fields.get("ga_session_id")
        if type(session) is int:
            session = str(session)
        elif type(session) is Number:
            session = canonical_number(session)
        event.ga_session_id = _unset(read_id(session, "ga_session_id", characters, warnings))
        event.platform = event.platform.upper() if event.platform else "UNKNOWN"
        event.coupon = event.coupon.upper() if event.coupon else UNSET
        event.currency = event.currency.upper() if event.currency else UNSET

    def _own_id(self, fields: dict[str, Any], name: str, warnings: set[str]) -> Any:
        characters = self._limits.id_characters
        return _unset(read_own_id(fields.get(name), name, characters, self._placeholders, warnings))


def shown_detail(detail: str) -> str:
    """Keep a parser's message on one line of ASCII."""
    return ascii(detail)[1:-1]


def _missing(name: str, fields: dict[str, Any]) -> Refusal:
    near = or_near(name, (other for other in fields if other not in KNOWN))
    return Refusal("E_FIELD_MISSING", f"{name} must be there{near}")


def _name(fields: dict[str, Any], warnings: set[str]) -> str:
    value = fields.get("event_name")
    if value is None or (isinstance(value, str) and not value.strip()):
        raise _missing("event_name", fields)
    name = read_text(value, "event_name", warnings)
    if name is None or not NAME.fullmatch(name):
        wish = "event_name must be a lower-case letter, then up to 63 of a-z, 0-9 and _"
        raise Refusal("E_EVENT_NAME", f"{wish}, got {shown(value)}")
    return name


def _read_source(
    fields: dict[str, Any], event: Event, extra: dict[str, Any], warnings: set[str]
) -> None:
    """Take source, medium and campaign from `traffic_source`, else from the fields themselves."""
    traffic = fields.get("traffic_source")
    if traffic is not None and not isinstance(traffic, dict):
        raise Refusal("E_FIELD_TYPE", f"traffic_source must be an object, got {kind_of(traffic)}")
    rest = {key: value for key, value in (traffic or {}).items() if key not in SOURCE}
    if rest:
        extra["traffic_source"] = rest
    for name in SOURCE:
        inner = read_text((traffic or {}).get(name), f"traffic_source.{name}", warnings)
        outer = read_text(fields.get(name), name, warnings)
        setattr(event, name, _unset(inner or outer))
        if inner and outer and inner != outer:
            extra[name] = outer


def _unset(value: Any) -> Any:
    return UNSET if value is None else value
