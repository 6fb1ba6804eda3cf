"""Stories: the events of all cases of a model in one lake, loaded whole and in pieces.

A case has ids of its own, so that its rows can be told from the others'. In pieces, the later
events come first, and in the end everything comes a second time. Where the lake breaks a promise,
each case is loaded alone: those that break it fail by name, the others are told without them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from tests.differences import Tables, differences
from tests.events import Row, lines
from tests.lakes import build_lake
from transforms.errors import PromiseBroken

Loaded = TypeVar("Loaded")


@dataclass(frozen=True)
class Case:
    """What happened, and the rows that the table must then hold `where`; no others.

    Rows are compared in the columns that the first one names.
    """

    name: str
    where: str
    events: list[Row]
    rows: list[Row] = field(default_factory=list)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Story:
    """A table's rows by case, and what the pieces changed (nothing, that is)."""

    found: dict[str, list[Row]]
    whole: Tables
    pieces: Tables
    broken: dict[str, str] = field(default_factory=dict)

    def check(self, case: Case) -> None:
        """Compare a case's rows with what the table holds."""
        assert case.name not in self.broken, f"{case.name}: {self.broken[case.name]}"
        text = differences({case.name: case.rows}, {case.name: self.found[case.name]})
        assert not text, text

    def check_pieces(self) -> None:
        """Compare all tables, loaded whole and in pieces."""
        text = differences(self.whole, self.pieces)
        assert not text, text


def tell(home: Path, table: str, cases: Sequence[Case], config: dict[str, Any]) -> Story:
    """Load the events of all cases twice, and read the table."""
    story, broken = without_broken(
        home, cases, config, lambda place, sound: _tell(place, table, sound, config)
    )
    return replace(story, broken=broken)


def without_broken(
    home: Path,
    cases: Sequence[Case],
    config: dict[str, Any],
    load: Callable[[Path, Sequence[Case]], Loaded],
) -> tuple[Loaded, dict[str, str]]:
    """Load all cases, or those that break no promise alone; say what the others break.

    Raises:
        PromiseBroken: the cases together break a promise that none of them breaks alone.
    """
    try:
        return load(home / "all", cases), {}
    except PromiseBroken:
        broken = _broken_alone(home / "alone", cases, config)
        if not broken:
            raise
    sound = [case for case in cases if case.name not in broken]
    return load(home / "sound", sound), broken


def _broken_alone(home: Path, cases: Sequence[Case], config: dict[str, Any]) -> dict[str, str]:
    broken = {}
    for number, case in enumerate(cases):
        try:
            lake = build_lake(home / str(number), [lines(*case.events)], config, engine="duckdb")
            lake.close()
        except PromiseBroken as error:
            broken[case.name] = str(error)
    return broken


def _tell(home: Path, table: str, cases: Sequence[Case], config: dict[str, Any]) -> Story:
    late = [event for case in cases for event in reversed(case.events[1::2])]
    early = [event for case in cases for event in case.events[0::2]]
    again = [event for case in cases for event in case.events]
    whole = build_lake(home / "whole", [lines(*again)], config, engine="duckdb")
    batches = [lines(*late), lines(*early, *early[:1]), lines(*again)]
    pieces = build_lake(home / "pieces", batches, config, engine="duckdb")
    try:
        found = {
            case.name: whole.query(f"select * from {table} where {case.where}") for case in cases
        }
        return Story(found, whole.silver(), pieces.silver())
    finally:
        whole.close()
        pieces.close()
