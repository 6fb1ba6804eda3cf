"""Arrow columns from numpy arrays: values taken by index, numbers as text, money, times.

A null in a column of text writes nothing where the column is joined with others.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.generate.arrays import BoolArray, IntArray, UInt64Array

_MONEY = pa.decimal128(18, 4)
_TIMESTAMP = pa.timestamp("us")
_CENTS = pa.array([f".{cents:02}" for cents in range(100)])


def take(values: Sequence[str | None] | pa.Array, index: IntArray) -> pa.Array:
    """Take values by their index; a negative one gives null."""
    array = values if isinstance(values, pa.Array) else pa.array(values, pa.string())
    return array.take(pa.array(index, mask=index < 0))


def scattered(values: pa.Array, rows: IntArray, count: int) -> pa.Array:
    """Put values into some rows of a column of `count`; the others are null."""
    index = np.full(count, -1)
    index[rows] = np.arange(len(rows))
    return take(values, index)


def only_where(mask: BoolArray, values: pa.Array) -> pa.Array:
    """Keep the values of some rows; the others are null."""
    return pc.if_else(pa.array(mask), values, None)


def joined(*parts: pa.Array | str) -> pa.Array:
    """Put texts together, row by row; a plain text stands in every row, a null in none.

    Something must stand in each row: Arrow leaves out a row of nulls alone.
    """
    scalars = [pa.scalar(part) if isinstance(part, str) else part for part in parts]
    return pc.binary_join_element_wise(*scalars, "", null_handling="skip")


def joined_by_group(texts: pa.Array, sizes: IntArray, separator: str) -> pa.Array:
    """Join the texts of each group: the first `sizes[0]`, then the next `sizes[1]`."""
    offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]), pa.int32())
    return pc.binary_join(pa.ListArray.from_arrays(offsets, texts), separator)


def number_texts(numbers: IntArray | UInt64Array) -> pa.Array:
    """Write whole numbers as text."""
    return pc.cast(pa.array(numbers), pa.string())


def money_texts(cents: IntArray) -> pa.Array:
    """Write amounts as text with two decimals."""
    return joined(number_texts(cents // 100), _CENTS.take(pa.array(cents % 100)))


def money(cents: IntArray, null: BoolArray | None = None) -> pa.Array:
    """Give cents as DECIMAL(18, 4)."""
    return exact_money(cents * 100, null)


def exact_money(ten_thousandths: IntArray, null: BoolArray | None = None) -> pa.Array:
    """Give whole ten-thousandths as DECIMAL(18, 4), in memory 128 bits: low word, then sign."""
    words = np.column_stack([ten_thousandths, ten_thousandths >> 63])
    buffers = [None, pa.py_buffer(words.tobytes())]
    decimals = pa.Array.from_buffers(_MONEY, len(ten_thousandths), buffers)
    if null is None:
        return decimals
    return take(decimals, np.where(null, -1, np.arange(len(null))))


def timestamps(microseconds: IntArray, null: BoolArray | None = None) -> pa.Array:
    """Give microseconds since 1970 as timestamps."""
    return pa.array(microseconds, _TIMESTAMP, mask=null)


def dates(days_since_1970: IntArray, null: BoolArray | None = None) -> pa.Array:
    """Give days since 1970 as dates."""
    return pa.array(days_since_1970.astype(np.int32), pa.date32(), mask=null)
