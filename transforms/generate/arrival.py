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
    """A row per line, by file and then as they stand in it."""

    event: IntArray  # row in Events; -1 for a blank line
    file: IntArray  # number of the file
    is_duplicate: BoolArray
    is_rewritten: BoolArray  # a duplicate that says the same in other bytes
    corruption: IntArray  # index in CORRUPTIONS, or INTACT

    @property
    def is_blank(self) -> BoolArray:
        """Say which lines are blank."""
        return self.event < 0


def sample_arrival(shop: Shop, chunk: Chunk, events: Events) -> Arrival:
    """Draw how the lines of a chunk arrive."""
    event, is_duplicate, is_blank = _lines(shop, events)
    is_extra = is_duplicate | is_blank
    keys = events.key[event] * 2 + is_extra
    file, position = _places(shop, chunk, events, event, keys, is_extra)
    order = np.lexsort((is_extra, position, file))
    is_rewritten = is_duplicate & shop.rng.chance(keys, "restyled", 0.5)
    corruption = np.where(is_blank, INTACT, events.dirt.corruption[event])
    return Arrival(
        event=np.where(is_blank, -1, event)[order],
        file=file[order],
        is_duplicate=is_duplicate[order],
        is_rewritten=is_rewritten[order],
        corruption=corruption[order],
    )


def _lines(shop: Shop, events: Events) -> tuple[IntArray, BoolArray, BoolArray]:
    """Give the event of each line, and say which are duplicates and which blank.

    A blank line has an event too, and arrives as a duplicate of it would.
    """
    rng, options, keys = shop.rng, shop.options, events.key
    is_intact = events.dirt.corruption == INTACT
    repeated = np.flatnonzero(is_intact & rng.chance(keys, "again", options.duplicates))
    blank = np.flatnonzero(rng.chance(keys, "blank", options.malformed / 4))
    sizes = [len(events), len(repeated), len(blank)]
    _, is_duplicate, is_blank = (np.repeat(np.arange(3) == kind, sizes) for kind in range(3))
    return np.concatenate([np.arange(len(events)), repeated, blank]), is_duplicate, is_blank


def _places(
    shop: Shop, chunk: Chunk, events: Events, event: IntArray, keys: IntArray, is_extra: BoolArray
) -> tuple[IntArray, IntArray]:
    """Give the file of each line, and a number that orders the lines of a file."""
    rng, last_file = shop.rng, shop.options.files - 1
    if shop.options.shuffle:
        position = (rng.bits(keys, "shuffle") >> np.uint64(1)).astype(np.int64)
        return rng.below(keys, "shuffled file", last_file + 1), position
    file = _files(shop, chunk, events)[event]
    file += is_extra & rng.chance(keys, "again later", 0.5)
    return np.minimum(file, last_file), events.timestamp_us[event]


def _files(shop: Shop, chunk: Chunk, events: Events) -> IntArray:
    """Give each event's file: the chunk's, or for a refund that of its own day; or a later one."""
    day = np.minimum(events.day, shop.calendar.days - 1)
    file = np.where(day > chunk.last_day + 1, shop.calendar.file_of_day[day], chunk.file)
    is_late = shop.rng.chance(events.key, "late", shop.options.late)
    files_late = 1 + shop.rng.below(events.key, "late files", _MOST_FILES_LATE)
    return np.where(is_late, file + files_late, file)
