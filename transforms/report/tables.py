"""Tables of a report as CSV by RFC 4180: nothing in a cell is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from transforms.report.figures import Figure
from transforms.system.csv_injection import harmless
from transforms.system.durable import reaching
from transforms.system.json_values import json_value

FIGURES = (
    *("team", "metric", "unit", "good", "period", "period_start", "value", "previous_value"),
    *("change", "change_low", "change_high", "verdict", "out_of", "out_of_before", "goal"),
    "is_north_star",
)


def write_table(path: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows and their heads to a file.

    Raises:
        StorageError: it cannot be written; what was begun is removed.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([_cell(value) for value in row] for row in rows)
    write_bytes(path, text.getvalue().encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file of a report.

    Raises:
        StorageError: it cannot be written; what was begun is removed.
    """
    with reaching(path):
        try:
            path.write_bytes(content)
        except OSError:
            path.unlink(missing_ok=True)
            raise


def figure_rows(figures: Iterable[Figure]) -> list[tuple[Any, ...]]:
    """Give the columns of `FIGURES` for each figure; ends of intervals are in the metric's unit."""
    return [
        (
            *(each.metric.team, each.metric.name, each.metric.unit, each.metric.good),
            *(each.metric.period, each.standing.period_start, each.standing.value),
            *(each.standing.previous_value, each.standing.change),
            *(_end(each.interval.low if each.interval else None),),
            *(_end(each.interval.high if each.interval else None),),
            *(each.verdict, each.out_of, each.out_of_before, each.standing.goal),
            each.standing.is_north_star,
        )
        for each in figures
    ]


def _end(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, bool):
        return str(value).lower()
    return json_value(value)
