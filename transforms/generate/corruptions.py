"""The ways in which a line can be corrupted: broken, or with a field renamed.

A column holds a corruption as its index in CORRUPTIONS, or INTACT.
"""

from typing import NamedTuple


class Corruption(NamedTuple):
    """How a good line is made a bad one (RE2), and the code that it is refused with.

    Without a code the line is loaded; the renamed field is one that the lake does not know.
    """

    error_code: str | None
    pattern: str
    replacement: str


class RenamedField(NamedTuple):
    """A field under another name; a line without a field that it needs is refused."""

    error_code: str | None
    name: str
    new_name: str

    @property
    def corruption(self) -> Corruption:
        """Say how it is done."""
        return Corruption(self.error_code, f'"{self.name}":', f'"{self.new_name}":')


_ITEMS = r'(,"items":.*)?\}\n$'
_START = r"^\{"
_TIMESTAMP = r'"event_timestamp":\d+'
MALFORMED = [
    Corruption("E_JSON_SYNTAX", r"\}\n$", "\n"),
    Corruption("E_JSON_NOT_OBJECT", r"^(.*)\n$", "[\\1]\n"),
    Corruption("E_JSON_DUP_KEY", _START, '{"event_name":"page_view",'),
    Corruption("E_JSON_DEPTH", _START, '{"deep":' + "[" * 70 + "]" * 70 + ","),
    Corruption("E_JSON_NONFINITE", _START, '{"score":NaN,'),
    Corruption("E_NUMBER_RANGE", _START, '{"score":1e999,'),
    Corruption("E_SURROGATE", _START, r'{"note":"\\ud800",'),
    Corruption("E_UTF8", _START, '{"note":"\x01",'),
    Corruption("E_FIELD_MISSING", _TIMESTAMP + ",", ""),
    Corruption("E_FIELD_TYPE", r'"event_id":"[^"]*"', '"event_id":[]'),
    Corruption("E_FIELD_LENGTH", r'"event_id":"', r'"event_id":"' + "x" * 300),
    Corruption("E_EVENT_NAME", r'"event_name":"', r'"event_name":"Not A Name '),
    Corruption("E_TS_FORMAT", _TIMESTAMP, '"event_timestamp":"yesterday"'),
    Corruption("E_TS_RANGE", _TIMESTAMP, '"event_timestamp":86400'),
    Corruption("E_TS_FUTURE", _TIMESTAMP, '"event_timestamp":4102444800000000'),
    Corruption("E_VALUE_RANGE", r'(,"value":[\d.]+)?' + _ITEMS, ',"value":"nan"}\n'),
    Corruption("E_ITEMS_SYNTAX", _ITEMS, ',"items":"[{oops"}\n'),
    Corruption("E_ITEMS_TYPE", _ITEMS, ',"items":{"item_id":"p1"}}\n'),
    Corruption("E_ITEM_FIELD", _ITEMS, ',"items":[{"price":1.5}]}\n'),
    Corruption("E_PRICE_RANGE", _ITEMS, ',"items":[{"item_id":"p1","price":-1}]}\n'),
    Corruption("E_QTY_RANGE", _ITEMS, ',"items":[{"item_id":"p1","quantity":-1}]}\n'),
]
RENAMED = [
    RenamedField("E_FIELD_MISSING", "event_name", "eventName"),
    RenamedField("E_FIELD_MISSING", "event_timestamp", "eventTimestamp"),
    RenamedField(None, "device_category", "deviceCategory"),
    RenamedField(None, "country", "geoCountry"),
]
CORRUPTIONS = MALFORMED + [renamed.corruption for renamed in RENAMED]
INTACT = -1

NOT_UTF8 = (b"\x01", b"\xff")
"""Arrow's texts are UTF-8: the first stands for the second until the line is written."""
