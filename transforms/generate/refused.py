"""The truth of dirt: which lines are refused, and which fields the lake does not know."""

import numpy as np
import pyarrow as pa

from transforms.generate.arrays import IntArray
from transforms.generate.arrival import Arrival
from transforms.generate.columns import take
from transforms.generate.corruptions import CORRUPTIONS, INTACT, MALFORMED, RENAMED


def corruption_counts(arrival: Arrival) -> IntArray:
    """Count the lines of each of CORRUPTIONS."""
    corruption = arrival.corruption
    return np.bincount(corruption[corruption != INTACT], minlength=len(CORRUPTIONS))


def refused_table(files: list[str], arrival: Arrival, line_number: IntArray) -> pa.Table:
    """Lay out `refused`: a row per refused line; `line_number` counts from 1 in each file."""
    rows = np.flatnonzero(arrival.corruption != INTACT)
    codes = [corruption.error_code for corruption in CORRUPTIONS]
    columns = {
        "file": take(files, arrival.file[rows]),
        "line_number": line_number[rows],
        "code": take(codes, arrival.corruption[rows]),
    }
    lines = pa.table(columns)
    return lines.filter(lines.column("code").is_valid())


def strange_field_table(counts: IntArray) -> pa.Table:
    """Lay out `strange_fields`: a row per renamed field whose line is not refused."""
    counts_of_renamed = counts[len(MALFORMED) :].tolist()
    kept = [
        (field.new_name, lines)
        for field, lines in zip(RENAMED, counts_of_renamed, strict=True)
        if field.error_code is None
    ]
    return pa.table({"field": [name for name, _ in kept], "lines": [lines for _, lines in kept]})
