"""Drift: the fields that no rule knows, and how many lines carried each.

However a batch is cut and in whatever order it is read, the same names are left: the first ones by
name, as a name that was left out once is behind a thousand others for ever.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

MOST_NAMES = 1_000
LONGEST_NAME = 64


@dataclass
class Drift:
    """Lines by field, for the first names; `others` adds up the lines of all further ones."""

    lines: dict[str, int] = field(default_factory=dict)
    others: int = 0

    def add(self, names: Collection[str]) -> None:
        """Count the fields of one line."""
        if any(len(name) > LONGEST_NAME for name in names):
            names = set(map(cut_name, names))
        for name in names:
            self.lines[name] = self.lines.get(name, 0) + 1
        if len(self.lines) > 2 * MOST_NAMES:
            self.trim()

    def merge(self, other: "Drift") -> None:
        """Count what another part of the batch has counted."""
        for name, lines in other.lines.items():
            self.lines[name] = self.lines.get(name, 0) + lines
        self.others += other.others
        self.trim()

    def trim(self) -> None:
        """Keep the first names."""
        for name in sorted(self.lines)[MOST_NAMES:]:
            self.others += self.lines.pop(name)


def cut_name(name: str) -> str:
    """Cut a field's name to what logs and the lake show of it."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
