"""What goes wrong on the way: broken and renamed lines, missing ids, repetitions, delays.

An event that is lost (or loses its ids) is the only one of its visit, so that what is left of its
session still holds together.
"""

from dataclasses import dataclass

import numpy as np

from transforms.generate.options import GeneratorOptions
from transforms.generate.random import Dice, Truths, Whole

_ITEMS = r'(,"items":.*)?\}\n$'
_FIRST = r"^\{"
_MOMENT = r'"event_timestamp":\d+'
MALFORMED = [
    ("E_JSON_SYNTAX", r"\}\n$", "\n"),
    ("E_JSON_NOT_OBJECT", r"^(.*)\n$", "[\\1]\n"),
    ("E_JSON_DUP_KEY", _FIRST, '{"event_name":"page_view",'),
    ("E_JSON_DEPTH", _FIRST, '{"deep":' + "[" * 70 + "]" * 70 + ","),
    ("E_JSON_NONFINITE", _FIRST, '{"score":NaN,'),
    ("E_NUMBER_RANGE", _FIRST, '{"score":1e999,'),
    ("E_SURROGATE", _FIRST, r'{"note":"\\ud800",'),
    ("E_UTF8", _FIRST, '{"note":"\x01",'),
    ("E_FIELD_MISSING", _MOMENT + ",", ""),
    ("E_FIELD_TYPE", r'"event_id":"[^"]*"', '"event_id":[]'),
    ("E_FIELD_LENGTH", r'"event_id":"', r'"event_id":"' + "x" * 300),
    ("E_EVENT_NAME", r'"event_name":"', r'"event_name":"Not A Name '),
    ("E_TS_FORMAT", _MOMENT, '"event_timestamp":"yesterday"'),
    ("E_TS_RANGE", _MOMENT, '"event_timestamp":86400'),
    ("E_TS_FUTURE", _MOMENT, '"event_timestamp":4102444800000000'),
    ("E_VALUE_RANGE", r'(,"value":[\d.]+)?' + _ITEMS, ',"value":-5}\n'),
    ("E_ITEMS_SYNTAX", _ITEMS, ',"items":"[{oops"}\n'),
    ("E_ITEMS_TYPE", _ITEMS, ',"items":{"item_id":"p1"}}\n'),
    ("E_ITEM_FIELD", _ITEMS, ',"items":[{"price":1.5}]}\n'),
    ("E_PRICE_RANGE", _ITEMS, ',"items":[{"item_id":"p1","price":-1}]}\n'),
    ("E_QTY_RANGE", _ITEMS, ',"items":[{"item_id":"p1","quantity":-1}]}\n'),
]
"""The code that a line is refused with, and how a good line becomes such a one (RE2)."""

NOT_UTF8 = (b"\x01", b"\xff")
"""Arrow's texts are UTF-8, so a byte that is not is put in when the line is written."""

RENAMED: list[tuple[str | None, str, str]] = [
    ("E_FIELD_MISSING", "event_name", "eventName"),
    ("E_FIELD_MISSING", "event_timestamp", "eventTimestamp"),
    (None, "device_category", "deviceCategory"),
    (None, "country", "geoCountry"),
]
"""A line without a field that it needs is refused; another one is kept, with a strange field."""

FATES = [(code, pattern, new) for code, pattern, new in MALFORMED] + [
    (code, f'"{old}":', f'"{new}":') for code, old, new in RENAMED
]
NO_FATE = -1
_MOST_LATE_FILES = 3


@dataclass(frozen=True)
class Accidents:
    """For each event: what became of its line, and whether its ids are missing.

    A fate is a place in FATES, or -1.
    """

    fate: Whole
    without_ids: Truths

    @property
    def is_refused(self) -> Truths:
        """Say whose line is refused."""
        refused = np.array([code is not None for code, _, _ in FATES] + [False])
        return refused[self.fate]


def accidents(
    dice: Dice, options: GeneratorOptions, keys: Whole, lengths: Whole, can_lose: Truths
) -> Accidents:
    """Let something happen to at most one event of each visit."""
    fate = np.full(int(lengths.sum()), NO_FATE)
    without_ids = np.zeros(len(fate), dtype=bool)
    drawn = dice.below(keys, "accident", 1_000_000)
    chosen = np.cumsum(lengths) - lengths + dice.below(keys, "victim", lengths)
    kinds = (
        (options.malformed, 0, len(MALFORMED)),
        (options.renamed, len(MALFORMED), len(RENAMED)),
        (options.missing_ids, NO_FATE, 1),
    )
    start = np.zeros(len(keys), dtype=np.int64)
    for share, first, count in kinds:
        end = np.minimum(start + lengths * int(share * 1_000_000), 1_000_000)
        hit = can_lose & (drawn >= start) & (drawn < end)
        if first == NO_FATE:
            without_ids[chosen[hit]] = True
        else:
            fate[chosen[hit]] = first + dice.below(keys[hit], "fate", count)
        start = end
    return Accidents(fate, without_ids)


@dataclass(frozen=True)
class Arrival:
    """The lines in the order of arrival: `event` is -1 for a blank line."""

    event: Whole
    file: Whole
    is_repeated: Truths
    is_restyled: Truths


def arrival(
    dice: Dice, options: GeneratorOptions, keys: Whole, moments: Whole, files: Whole, fate: Whole
) -> Arrival:
    """Bring the events' lines, some twice, into files and into order there."""
    late = dice.chance(keys, "late", options.late)
    files = files + late * (1 + dice.below(keys, "late files", _MOST_LATE_FILES))
    again = np.flatnonzero((fate == NO_FATE) & dice.chance(keys, "again", options.duplicates))
    blank = np.flatnonzero(dice.chance(keys, "blank", options.malformed / 4))
    event = np.concatenate([np.arange(len(keys)), again, blank])
    is_repeated = np.arange(len(event)) >= len(keys)
    line = keys[event] * 2 + is_repeated
    file = files[event] + (is_repeated & dice.chance(line, "again later", 0.5))
    order = moments[event]
    if options.shuffle:
        order = (dice.of(line, "shuffle") >> np.uint64(1)).astype(np.int64)
        file = dice.below(line, "shuffled file", options.files)
    file = np.minimum(file, options.files - 1)
    event[len(keys) + len(again) :] = -1
    placed = np.lexsort((is_repeated, order, file))
    is_restyled = is_repeated & (event >= 0) & dice.chance(line, "restyled", 0.5)
    return Arrival(event[placed], file[placed], is_repeated[placed], is_restyled[placed])
