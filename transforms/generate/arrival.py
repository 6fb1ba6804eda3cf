"""How lines arrive: late, twice, with blank ones between them, in a file and an order."""

from dataclasses import dataclass

import numpy as np

from transforms.generate.arrays import BoolArray, IntArray
from transforms.generate.chunks import Chunk
from transforms.generate.corruptions import INTACT
from transforms.generate.events import Events
from transforms.generate.random import KeyedRandom
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
    """Draw how the lines of a chunk arrive."""
    rng, options, keys = shop.rng, shop.options, events.key
    can_repeat = events.dirt.corruption == INTACT
    duplicates = np.flatnonzero(can_repeat & rng.chance(keys, "again", options.duplicates))
    blanks = np.flatnonzero(rng.chance(keys, "blank", options.malformed / 4))
    # A blank line arrives as a duplicate of its event would.
    source = np.concatenate([np.arange(len(keys)), duplicates, blanks])
    is_extra = np.arange(len(source)) >= len(keys)
    is_blank = np.arange(len(source)) >= len(keys) + len(duplicates)
    line_keys = keys[source] * 2 + is_extra
    file = _files(shop, chunk, events)[source]
    file += is_extra & rng.chance(line_keys, "again later", 0.5)
    position = events.timestamp_us[source]
    if options.shuffle:
        file, position = _shuffled(rng, line_keys, options.files)
    file = np.minimum(file, options.files - 1)
    line = np.lexsort((is_extra, position, file))
    is_duplicate = is_extra & ~is_blank
    is_rewritten = is_duplicate & rng.chance(line_keys, "restyled", 0.5)
    return Arrival(
        event=np.where(is_blank, -1, source)[line],
        file=file[line],
        is_duplicate=is_duplicate[line],
        is_rewritten=is_rewritten[line],
        corruption=np.where(is_blank, INTACT, events.dirt.corruption[source])[line],
    )


def _files(shop: Shop, chunk: Chunk, events: Events) -> IntArray:
    """Give each event's file: the chunk's, or for a refund that of its own day; or a later one."""
    day = np.minimum(events.day, shop.calendar.days - 1)
    file = np.where(day > chunk.last_day + 1, shop.calendar.file_of_day[day], chunk.file)
    is_late = shop.rng.chance(events.key, "late", shop.options.late)
    files_late = 1 + shop.rng.below(events.key, "late files", _MOST_FILES_LATE)
    return np.where(is_late, file + files_late, file)


def _shuffled(rng: KeyedRandom, line_keys: IntArray, files: int) -> tuple[IntArray, IntArray]:
    """Draw a file and a position in it for each line."""
    position = (rng.bits(line_keys, "shuffle") >> np.uint64(1)).astype(np.int64)
    return rng.below(line_keys, "shuffled file", files), position
