"""How lines arrive: late, twice, with blank ones between them, in a file and an order."""

from dataclasses import dataclass

import numpy as np

from transforms.generate.arrays import BoolArray, IntArray
from transforms.generate.chunks import Chunk
from transforms.generate.corruptions import INTACT
from transforms.generate.events import Events
from transforms.generate.shop import Shop

_MOST_FILES_LATE = 3


@dataclass(frozen=True)
class Arrival:
    """A row per line, by file and then as they stand in it.

    `event` is the row of its event, -1 for a blank line. A duplicate is `is_rewritten` when it
    says the same in other bytes.
    """

    event: IntArray
    file: IntArray
    is_duplicate: BoolArray
    is_rewritten: BoolArray
    corruption: IntArray

    @property
    def is_blank(self) -> BoolArray:
        """Say which lines are blank."""
        return self.event < 0


def sample_arrival(shop: Shop, chunk: Chunk, events: Events) -> Arrival:
    """Draw how the lines of a chunk arrive: each event's, then duplicates, then blank ones."""
    rng, options, keys = shop.rng, shop.options, events.key
    can_repeat = events.dirt.corruption == INTACT
    duplicates = np.flatnonzero(can_repeat & rng.chance(keys, "again", options.duplicates))
    blanks = np.flatnonzero(rng.chance(keys, "blank", options.malformed / 4))
    # A blank line arrives as a duplicate of its event would.
    source = np.concatenate([np.arange(len(keys)), duplicates, blanks])
    is_extra = np.arange(len(source)) >= len(keys)
    is_blank = np.arange(len(source)) >= len(keys) + len(duplicates)
    is_duplicate = is_extra & ~is_blank
    line_keys = keys[source] * 2 + is_extra
    file, position = _places(shop, chunk, events, source, is_extra, line_keys)
    is_rewritten = is_duplicate & rng.chance(line_keys, "restyled", 0.5)
    order = np.lexsort((is_extra, position, file))
    return Arrival(
        event=np.where(is_blank, -1, source)[order],
        file=file[order],
        is_duplicate=is_duplicate[order],
        is_rewritten=is_rewritten[order],
        corruption=np.where(is_blank, INTACT, events.dirt.corruption[source])[order],
    )


def _places(
    shop: Shop,
    chunk: Chunk,
    events: Events,
    source: IntArray,
    is_extra: BoolArray,
    line_keys: IntArray,
) -> tuple[IntArray, IntArray]:
    """Give each line's file, and what it is ordered by there: the time, or shuffled a draw."""
    rng, files = shop.rng, shop.options.files
    if shop.options.shuffle:
        draw = (rng.bits(line_keys, "shuffle") >> np.uint64(1)).astype(np.int64)
        return rng.below(line_keys, "shuffled file", files), draw
    file = _files(shop, chunk, events)[source]
    file += is_extra & rng.chance(line_keys, "again later", 0.5)
    return np.minimum(file, files - 1), events.timestamp_us[source]


def _files(shop: Shop, chunk: Chunk, events: Events) -> IntArray:
    """Give each event's file: the chunk's, or for a refund that of its own day; or a later one."""
    day = np.minimum(events.day, shop.calendar.days - 1)
    file = np.where(day > chunk.last_day + 1, shop.calendar.file_of_day[day], chunk.file)
    is_late = shop.rng.chance(events.key, "late", shop.options.late)
    files_late = 1 + shop.rng.below(events.key, "late files", _MOST_FILES_LATE)
    return np.where(is_late, file + files_late, file)
