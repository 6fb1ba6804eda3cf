"""How lines arrive: late, twice, with blank ones between them, in a file and an order."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa

from transforms.generate.arrays import ArrayTable, BoolArray, IntArray
from transforms.generate.calendar import DAY_US
from transforms.generate.chunks import Chunk
from transforms.generate.corruptions import INTACT
from transforms.generate.dirt import Dirt
from transforms.generate.shop import Shop

_MOST_FILES_LATE = 3


class Sent(Protocol):
    """What lines are made of: a row per event."""

    @property
    def key(self) -> IntArray:
        """The event's own number."""

    @property
    def sent_us(self) -> IntArray:
        """When it is sent."""

    def __len__(self) -> int: ...


@dataclass(frozen=True)
class Arrival(ArrayTable):
    """A row per line, by file and then as they stand in it."""

    event: IntArray  # row of what was sent; -1 for a blank line
    file: IntArray  # number of the file
    position: IntArray  # orders the lines of a file
    is_duplicate: BoolArray
    is_rewritten: BoolArray  # a duplicate that says the same in other bytes
    corruption: IntArray  # index in CORRUPTIONS, or INTACT

    @property
    def is_blank(self) -> BoolArray:
        """Say which lines are blank."""
        return self.event < 0


def sample_arrival(shop: Shop, chunk: Chunk, sent: Sent, dirt: Dirt) -> Arrival:
    """Draw how lines of a chunk arrive."""
    event, is_duplicate, is_blank = _lines(shop, sent, dirt)
    is_extra = is_duplicate | is_blank
    keys = sent.key[event] * 2 + is_extra
    file, position = _places(shop, chunk, sent, event, keys, is_extra)
    arrival = Arrival(
        event=np.where(is_blank, -1, event),
        file=file,
        position=position,
        is_duplicate=is_duplicate,
        is_rewritten=is_duplicate & shop.rng.chance(keys, "restyled", 0.5),
        corruption=np.where(is_blank, INTACT, dirt.corruption[event]),
    )
    return arrival.rows(np.lexsort((is_extra, position, file)))


def merged(arrivals: list[Arrival], lines: list[pa.Array]) -> tuple[Arrival, pa.Array]:
    """Put lines of several kinds of events together, as they arrive; `event` is of each kind."""
    arrival = Arrival.concatenated(arrivals)
    order = np.lexsort((arrival.position, arrival.file))
    return arrival.rows(order), pa.concat_arrays(lines).take(pa.array(order))


def _lines(shop: Shop, sent: Sent, dirt: Dirt) -> tuple[IntArray, BoolArray, BoolArray]:
    """Give the event of each line, and say which are duplicates and which blank.

    A blank line has an event too, and arrives as a duplicate of it would.
    """
    rng, options, keys = shop.rng, shop.options, sent.key
    is_intact = dirt.corruption == INTACT
    repeated = np.flatnonzero(is_intact & rng.chance(keys, "again", options.duplicates))
    blank = np.flatnonzero(rng.chance(keys, "blank", options.malformed / 4))
    sizes = [len(sent), len(repeated), len(blank)]
    _, is_duplicate, is_blank = (np.repeat(np.arange(3) == kind, sizes) for kind in range(3))
    return np.concatenate([np.arange(len(sent)), repeated, blank]), is_duplicate, is_blank


def _places(
    shop: Shop, chunk: Chunk, sent: Sent, event: IntArray, keys: IntArray, is_extra: BoolArray
) -> tuple[IntArray, IntArray]:
    """Give the file of each line, and a number that orders the lines of a file."""
    rng, last_file = shop.rng, shop.options.files - 1
    if shop.options.shuffle:
        position = (rng.bits(keys, "shuffle") >> np.uint64(1)).astype(np.int64)
        return rng.below(keys, "shuffled file", last_file + 1), position
    file = _files(shop, chunk, sent)[event]
    file += is_extra & rng.chance(keys, "again later", 0.5)
    return np.minimum(file, last_file), sent.sent_us[event]


def _files(shop: Shop, chunk: Chunk, sent: Sent) -> IntArray:
    """Give each event's file: the chunk's, or for a refund that of its own day; or a later one."""
    day = sent.sent_us // DAY_US - shop.calendar.epoch_day
    day = np.minimum(day, shop.calendar.days - 1)
    file = np.where(day > chunk.last_day + 1, shop.calendar.file_of_day[day], chunk.file)
    is_late = shop.rng.chance(sent.key, "late", shop.options.late)
    files_late = 1 + shop.rng.below(sent.key, "late files", _MOST_FILES_LATE)
    return np.where(is_late, file + files_late, file)
