"""The types of arrays, tables made of them, and sums over groups of rows."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]
UInt64Array: TypeAlias = NDArray[np.uint64]


@dataclass(frozen=True)
class ArrayTable:
    """Arrays of one length: row 3 of the table is row 3 of each."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def head(self, rows: int) -> Self:
        """Give the first rows."""
        return type(self)(*(getattr(self, field.name)[:rows] for field in fields(self)))

    @classmethod
    def concatenated(cls, tables: Sequence[Self]) -> Self:
        """Put tables below each other."""
        return cls(
            *(
                np.concatenate([getattr(table, field.name) for table in tables])
                for field in fields(cls)
            )
        )


def group_starts(groups: IntArray) -> IntArray:
    """Give the first row of each group; the rows of a group stand together."""
    return np.flatnonzero(np.diff(groups, prepend=-1))


def starts_of(sizes: IntArray) -> IntArray:
    """Give the first row of each group, from the groups' sizes."""
    return np.cumsum(sizes) - sizes


def positions_within(sizes: IntArray) -> IntArray:
    """Give each row its number within its group, from 0."""
    return np.arange(int(sizes.sum())) - np.repeat(starts_of(sizes), sizes)


def sums_by_group(groups: IntArray, values: IntArray, count: int) -> IntArray:
    """Add up the values of each of `count` groups."""
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, groups, values)
    return sums
