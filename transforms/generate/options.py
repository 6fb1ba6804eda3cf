"""What the generator is asked for, and what it made."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from transforms.errors import UsageError

PERIOD_END = date(2026, 1, 1)
"""The day after the last one, whatever the day of the run: equal options give equal bytes."""

MOST_EVENTS = 100_000_000
EVENTS_PER_USER = 15
EVENTS_PER_FILE = 250_000
MOST_FILES = 1_000
MOST_SHARE = 0.05
DIRTY = {
    "late": 0.01,
    "duplicates": 0.02,
    "malformed": 0.005,
    "missing_ids": 0.005,
    "renamed": 0.002,
}
"""What `--dirt` switches on, beside shuffling."""


class Spelling(StrEnum):
    """How `items` is written."""

    json_array = "json-array"
    json_text = "json-text"
    python = "python"
    java = "java"
    mixed = "mixed"


@dataclass(frozen=True)
class GeneratorOptions:
    """What to make; shares are of all events, `effects` one for each variant but the control."""

    users: int = 50_000
    events: int = 750_000
    days: int = 730
    seed: int = 1
    files: int = 4
    items: Spelling = Spelling.json_text
    effects: tuple[float, ...] = (0.2,)
    late: float = 0.0
    duplicates: float = 0.0
    malformed: float = 0.0
    missing_ids: float = 0.0
    renamed: float = 0.0
    shuffle: bool = False
    growth: bool = True
    incidents: bool = True

    @property
    def first_day(self) -> date:
        """The first day of the period."""
        return PERIOD_END - timedelta(days=self.days)

    @property
    def last_day(self) -> date:
        """The last day of the period."""
        return PERIOD_END - timedelta(days=1)

    def described(self) -> dict[str, Any]:
        """Give the options as JSON has them."""
        return asdict(self) | {"effects": list(self.effects), "items": self.items.value}


@dataclass(frozen=True)
class Generated:
    """What was made: `lines` = `events` (new ones) + `duplicates` + `refused` + `blank`."""

    folder: Path
    files: list[Path]
    lines: int
    events: int
    duplicates: int
    refused: int
    blank: int


def usual_users(events: int, days: int) -> int:
    """Say how many people a shop of so many events has."""
    return max(events // EVENTS_PER_USER, _fewest_users(events, days))


def usual_files(events: int) -> int:
    """Say into how many files so many events go."""
    return min(max(4, events // EVENTS_PER_FILE), 100)


def check(options: GeneratorOptions) -> None:
    """Refuse options that no shop can meet.

    Raises:
        UsageError: names the option, the wish and the find.
    """
    _within("--events", options.events, 1_000, MOST_EVENTS)
    _within("--days", options.days, 1, 3_650)
    _within("--seed", options.seed, 0, 2**32 - 1)
    _within("--files", options.files, 1, min(MOST_FILES, options.events // 100))
    fewest = _fewest_users(options.events, options.days)
    _within("--users", options.users, fewest, options.events)
    for effect in options.effects:
        _within("--effect", effect, -0.9, 1.0)
    _within("--effect, the number of variants,", len(options.effects), 1, 9)
    for name in ("late", "duplicates", "malformed", "missing_ids", "renamed"):
        _within(f"--{name.replace('_', '-')}", getattr(options, name), 0, MOST_SHARE)


def _fewest_users(events: int, days: int) -> int:
    """Say how many people can cause so many events, coming once a day at most."""
    return max(4, -(-events // max(1, days)))


def _within(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise UsageError(f"{name} must be between {least:,} and {most:,}, got {value:,}")
