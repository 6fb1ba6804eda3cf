"""The types of arrays, tables made of them, and sums over groups of rows."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
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

    def rows(self, rows: IntArray | BoolArray) -> Self:
        """Give some rows: by their numbers, or where a mask says so."""
        return type(self)(*(getattr(self, field.name)[rows] for field in fields(self)))

    def replaced(self, **columns: IntArray) -> Self:
        """Put other arrays in the place of some."""
        return replace(self, **columns)

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


def latest_rows(groups: IntArray, mask: BoolArray) -> IntArray:
    """Give each row the last one up to it, of its group, where the mask holds, or -1.

    The rows of a group stand together.
    """
    rows = np.arange(len(groups))
    latest = np.maximum.accumulate(np.where(mask, rows, -1))
    first = rows[np.diff(groups, prepend=-1) != 0]
    is_of_group = latest >= np.repeat(first, np.diff(np.append(first, len(groups))))
    return np.where(is_of_group, latest, -1)


def first_rows(groups: IntArray, mask: BoolArray, count: int) -> IntArray:
    """Give the first row of each of `count` groups where the mask holds, or -1."""
    found = np.full(count, -1)
    rows = np.flatnonzero(mask)[::-1]
    found[groups[rows]] = rows
    return found


def last_rows(groups: IntArray, mask: BoolArray, count: int) -> IntArray:
    """Give the last row of each of `count` groups where the mask holds, or -1."""
    found = np.full(count, -1)
    rows = np.flatnonzero(mask)
    found[groups[rows]] = rows
    return found
