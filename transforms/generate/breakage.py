"""Lines changed after they were written: blank, rewritten in other bytes, corrupted."""

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.generate.arrays import BoolArray, IntArray
from transforms.generate.columns import joined, take
from transforms.generate.corruptions import CORRUPTIONS, INTACT, Corruption


def replaced(lines: pa.Array, mask: BoolArray, write: Callable[[IntArray], pa.Array]) -> pa.Array:
    """Write some lines anew; `write` gets their row numbers."""
    rows = np.flatnonzero(mask)
    if not len(rows):
        return lines
    return pc.replace_with_mask(lines, pa.array(mask), write(rows))


def blank(rows: IntArray) -> pa.Array:
    """Write empty lines."""
    return pa.array(["\n"] * len(rows), pa.string())


def rewritten(fields: Sequence[pa.Array], events: IntArray) -> pa.Array:
    """Write lines of events with the fields in another order, and white space between them."""
    first, second, *others = (take(field, events) for field in fields)
    second = pc.utf8_slice_codeunits(second, 1)  # without its comma
    return joined("{ ", second, " ", *reversed(others), " , ", first, " }\n")


def corrupted(lines: pa.Array, corruption: IntArray) -> pa.Array:
    """Corrupt lines, each as its index in CORRUPTIONS says."""
    for index in np.unique(corruption[corruption != INTACT]).tolist():
        corrupt = _corrupter(lines, CORRUPTIONS[index])
        lines = replaced(lines, corruption == index, corrupt)
    return lines


def _corrupter(lines: pa.Array, corruption: Corruption) -> Callable[[IntArray], pa.Array]:
    return lambda rows: pc.replace_substring_regex(
        lines.take(pa.array(rows)),
        pattern=corruption.pattern,
        replacement=corruption.replacement,
        max_replacements=1,
    )
