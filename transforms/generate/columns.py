"""Columns of the truth in Arrow: money, times, and names by their place."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from transforms.generate.random import Truths, Whole

MONEY = pa.decimal128(18, 4)
TIME = pa.timestamp("us")


def cents(values: Whole, missing: Truths | None = None) -> pa.Array:
    """Give cents as money."""
    return amounts(values * 100, missing)


def amounts(ten_thousandths: Whole, missing: Truths | None = None) -> pa.Array:
    """Give whole ten-thousandths as money."""
    words = np.column_stack([ten_thousandths, ten_thousandths >> 63])
    buffers = [None, pa.py_buffer(words.tobytes())]
    exact = pa.Array.from_buffers(MONEY, len(ten_thousandths), buffers)
    return exact if missing is None else _without(exact, missing)


def times(moments: Whole, missing: Truths | None = None) -> pa.Array:
    """Give microseconds since 1970 as times."""
    return pa.array(moments, TIME, mask=missing)


def named(names: Sequence[str | None], places: Whole) -> pa.Array:
    """Take names by their place; a place below 0 has none."""
    return pa.array(names, pa.string()).take(pa.array(places, mask=places < 0))


def rows_of(texts: pa.Array, places: Whole) -> pa.Array:
    """Take rows of a column; a place below 0 has none."""
    return texts.take(pa.array(places, mask=places < 0))


def _without(values: pa.Array, missing: Truths) -> pa.Array:
    return values.take(pa.array(np.arange(len(values)), mask=missing))
