"""The table of models: a row says what was to be reached, what was found, and whether it is met."""

from pathlib import Path

import pytest

pytest.importorskip("sklearn")

from benchmarks.model_rows import Row, retail, taxi
from tests.paths import DATA


def test_a_row_says_what_was_found_with_its_interval(tmp_path: Path) -> None:
    (row,) = taxi(DATA, tmp_path)
    assert row.markdown() == (
        "| taxi days: spans of five, days outside | weekday median 5, 3 | ≥ 4, ≤ 9"
        " | 4.0 (1.9 to 4.8), 9.0 (4.8 to 16.7) | met |"
    )


def test_what_misses_is_shown(tmp_path: Path) -> None:
    (row,) = retail(DATA, tmp_path)
    assert row.is_met
    missed = Row(row.what, row.baselines, row.reach, row.found, is_met=False)
    assert missed.markdown().endswith(f"| {row.found} | **missed** |")
