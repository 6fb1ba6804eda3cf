"""Columns of text in Arrow: words by their place, numbers, and parts put together."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.generate.random import Draws, Whole

_CENTS = pa.array([f".{cents:02}" for cents in range(100)])


def words(found: Sequence[str], places: Whole) -> pa.Array:
    """Take words by their place."""
    return pa.array(found, pa.string()).take(pa.array(places))


def numbers(values: Whole | Draws) -> pa.Array:
    """Write whole numbers."""
    return pc.cast(pa.array(values), pa.string())


def money(cents: Whole) -> pa.Array:
    """Write amounts with two decimals."""
    return joined(numbers(cents // 100), _CENTS.take(pa.array(cents % 100)))


def joined(*parts: pa.Array | str) -> pa.Array:
    """Put texts together, row by row; a plain text stands in every row."""
    scalars = [pa.scalar(part) if isinstance(part, str) else part for part in parts]
    return pc.binary_join_element_wise(*scalars, "")


def placed(texts: pa.Array, rows: Whole, count: int) -> pa.Array:
    """Give texts to some of `count` rows, and the others none."""
    places = np.zeros(count, dtype=np.int64)
    places[rows] = np.arange(1, len(rows) + 1)
    return pa.concat_arrays([pa.array([""], pa.string()), texts]).take(pa.array(places))


def by_group(texts: pa.Array, counts: Whole, separator: str) -> pa.Array:
    """Join the texts of each group: the first `counts[0]`, then the next `counts[1]`."""
    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32())
    return pc.binary_join(pa.ListArray.from_arrays(offsets, texts), separator)
