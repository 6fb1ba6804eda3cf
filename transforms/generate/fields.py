"""Fields of JSON lines as columns of text; each begins with a comma."""

from collections.abc import Sequence

import pyarrow as pa

from transforms.generate.arrays import IntArray
from transforms.generate.columns import joined, money_texts, number_texts, take


def choice_field(name: str, choices: Sequence[str], index: IntArray) -> pa.Array:
    """Write a field that has one of a few texts, by index; -1 has none."""
    return take([f',"{name}":"{choice}"' for choice in choices], index)


def text_field(name: str, texts: pa.Array) -> pa.Array:
    """Write a field of text that needs no escape."""
    return joined(f',"{name}":"', texts, '"')


def number_field(name: str, numbers: IntArray) -> pa.Array:
    """Write a field of whole numbers."""
    return joined(f',"{name}":', number_texts(numbers))


def money_field(name: str, cents: IntArray) -> pa.Array:
    """Write a field of amounts with two decimals."""
    return joined(f',"{name}":', money_texts(cents))
