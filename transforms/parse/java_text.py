"""Java toString text of items: `[{item_id=p1, item_name=Camisa, talla M, ..., item_params=[...]}]`.

Values may hold anything, so items are cut at the known keys. A key that stands where it cannot
be one is part of a value, and the text is flagged W_ITEMS_AMBIGUOUS. All steps are linear.
"""

import itertools
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from transforms.parse.java_params import PLAIN_PARAMS, read_java_params, read_plain_params
from transforms.parse.refusals import Refusal

KEYS = [
    "item_id",
    "item_name",
    "item_brand",
    "item_variant",
    "item_category",
    "item_category2",
    "item_category3",
    "item_category4",
    "item_category5",
    "price_in_usd",
    "price",
    "quantity",
    "item_revenue_in_usd",
    "item_revenue",
    "item_refund_in_usd",
    "item_refund",
    "coupon",
    "affiliation",
    "location_id",
    "item_list_id",
    "item_list_name",
    "item_list_index",
    "promotion_id",
    "promotion_name",
    "creative_name",
    "creative_slot",
    "item_params",
]
_ORDER = {key: index for index, key in enumerate(KEYS)}
_START = re.compile(r"\[\s*\{\s*\w+=")
_LIKE_A_KEY = re.compile(r", \w+=|\}, \{")
_MARKER = re.compile(rf"(\A\[\{{|\}}, \{{|, )({'|'.join(sorted(KEYS, reverse=True))})=")
_NO_KEY = rf"(?:,(?! (?:{'|'.join(KEYS)})=)|\}}(?!, \{{|\]))"


def _value_before(following: str) -> str:
    """Match a value up to the next key: at once where it is plain, else past what is no key."""
    plain = f"[^,}}]*+(?={following})"
    return f"((?>{plain}|[^,}}]*+(?>(?:{_NO_KEY}[^,}}]*+)*))){following}"


_MOST_TRIES = 8


@cache
def _whole_item() -> re.Pattern[str]:
    """Match one item with every key in order; compiled when the first Java text comes by."""
    return re.compile(
        r"\{item_id="
        + "".join(_value_before(f", {key}=") for key in KEYS[1:])
        + rf"(null|{PLAIN_PARAMS})\}}(?:, (?=\{{item_id=)|(?=\]\Z))"
    )


class _Marker(NamedTuple):
    """A known key that stands behind a separator."""

    start: int
    end: int
    key_index: int
    opens: bool


def is_java_text(text: str) -> bool:
    """Tell Java text by its beginning: a bare word and `=` behind the first brace."""
    return _START.match(text) is not None


def read_java_text(text: str, warnings: set[str], most_items: int) -> list[dict[str, Any]]:
    """Read items as dictionaries of texts, with `item_params` as in JSON.

    Raises:
        Refusal: E_ITEMS_SYNTAX where the text does not begin, end or continue as it must.
    """
    whole = _whole_items(text, most_items)
    if whole is not None:
        return whole
    markers = [
        _Marker(found.start(), found.end(), _ORDER[found[2]], found[1] != ", ")
        for found in _MARKER.finditer(text)
    ]
    if not text.endswith("}]") or not markers or markers[0].start:
        raise Refusal("E_ITEMS_SYNTAX", "items must begin with [{item_id= and end with }]")
    segments = list(_joined(list(_segments(markers)), warnings))
    if len(segments) > most_items:
        raise Refusal("E_ITEMS_COUNT", f"items must be at most {most_items}, got {len(segments)}")
    ends = [segment[0].start for segment in segments[1:]] + [len(text) - 2]
    return [
        _item(text, segment, end, warnings) for segment, end in zip(segments, ends, strict=True)
    ]


def _whole_items(text: str, most_items: int) -> list[dict[str, Any]] | None:
    """Read items that hold all keys in their order, and nothing that looks like another."""
    items: list[dict[str, Any]] = []
    position = 1
    match_item = _whole_item().match
    while match := match_item(text, position):
        values = zip(KEYS, match.groups(), strict=True)
        item: dict[str, Any] = {key: value for key, value in values if value != "null"}
        params = item.pop("item_params", "[]")
        if params != "[]":
            item["item_params"] = read_plain_params(params)
        items.append(item)
        position = match.end()
        if len(items) > most_items:
            return None
    return items if text[position:] == "]" else None


def _segments(markers: list[_Marker]) -> Iterator[list[_Marker]]:
    opened: list[_Marker] = []
    for marker in markers:
        if marker.opens and opened:
            yield opened
            opened = []
        opened.append(marker)
    yield opened


def _joined(segments: list[list[_Marker]], warnings: set[str]) -> Iterator[list[_Marker]]:
    """Join two neighbours that are one item only together: a value held `}, {item_id=`."""
    index = 0
    while index < len(segments):
        segment = segments[index]
        index += 1
        while index < len(segments) and _complete_each_other(segment, segments[index]):
            warnings.add("W_ITEMS_AMBIGUOUS")
            segment = segment + segments[index][1:]
            index += 1
        yield segment


def _complete_each_other(first: list[_Marker], second: list[_Marker]) -> bool:
    if len(first) >= len(KEYS) or len(first) + len(second) - 1 < len(KEYS) - 1:
        return False
    before, after = (
        {marker.key_index for marker in first},
        {marker.key_index for marker in second[1:]},
    )
    return max(before) < min(after, default=-1) and len(before | after) >= len(KEYS) - 1


def _item(text: str, markers: list[_Marker], end: int, warnings: set[str]) -> dict[str, Any]:
    chosen = _chosen(_one_params(text, markers, end))
    if len(chosen) < len(markers) or any(
        left.key_index > right.key_index for left, right in itertools.pairwise(chosen)
    ):
        warnings.add("W_ITEMS_AMBIGUOUS")
    stops = [marker.start for marker in chosen[1:]] + [end]
    item: dict[str, Any] = {}
    is_whole = len(chosen) >= len(KEYS) - 1
    for marker, stop in zip(chosen, stops, strict=True):
        value = text[marker.end : stop]
        if value != "null":
            item[KEYS[marker.key_index]] = value
        if not is_whole and marker.key_index < len(KEYS) - 1 and _LIKE_A_KEY.search(value):
            warnings.add("W_ITEMS_AMBIGUOUS")
    if "item_params" in item:
        item["item_params"] = read_java_params(item["item_params"], warnings)
    return item


def _chosen(markers: list[_Marker]) -> list[_Marker]:
    """Choose the markers that are keys: all when each key stands once, else the longest rise."""
    if len({marker.key_index for marker in markers}) == len(markers):
        rising = all(a.key_index < b.key_index for a, b in itertools.pairwise(markers))
        if rising or len(longest := _longest_rise(markers)) < len(KEYS) - 1:
            return markers
        return longest
    return _longest_rise(markers)


def _one_params(text: str, markers: list[_Marker], end: int) -> list[_Marker]:
    """Keep the first of several `item_params=` that the item's end can follow, and none behind."""
    candidates = [marker for marker in markers if marker.key_index == len(KEYS) - 1]
    if not candidates:
        return markers
    kept = candidates[-1]
    for marker in candidates[:_MOST_TRIES]:
        try:
            read_java_params(text[marker.end : end], set())
        except Refusal:
            continue
        kept = marker
        break
    return [
        marker
        for marker in markers
        if marker is kept or (marker.start < kept.start and marker.key_index < kept.key_index)
    ]


def _longest_rise(markers: list[_Marker]) -> list[_Marker]:
    """Find the longest run of keys in their order; of equals, the one that begins values late.

    The first marker opens the item and is always taken.
    """
    size = len(KEYS)
    lengths = [0] * (size + 1)
    heads: list[tuple[_Marker, Any] | None] = [None] * (size + 1)
    for marker in reversed(markers[1:]):
        tail = max(range(marker.key_index + 1, size + 1), key=lengths.__getitem__)
        if lengths[tail] + 1 > lengths[marker.key_index]:
            lengths[marker.key_index] = lengths[tail] + 1
            heads[marker.key_index] = (marker, heads[tail])
    first = markers[0]
    tail = max(range(first.key_index + 1, size + 1), key=lengths.__getitem__)
    chain = heads[tail]
    chosen = [first]
    while chain is not None:
        chosen.append(chain[0])
        chain = chain[1]
    return chosen
