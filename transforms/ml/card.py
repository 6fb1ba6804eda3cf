"""A model's card: what it is for, what it was trained on, how it was judged, and the verdict."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from transforms.ml.figures import Figure

PUBLISHED, REFUSED = "published", "refused"


@dataclass(frozen=True)
class CardRow:
    """A figure of a card: its part (`figure`, `baseline`, `bin`, …), whose it is, and its value.

    `low` and `high` are its 95 % interval, where it has one.
    """

    part: str
    name: str
    figure: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Card:
    """A model's card. `version` names data, features, parameters and libraries.

    `state` is `published` or `refused`, `verdict` says why in a sentence; `about` is what else
    there is to know (cutoffs, horizon, rows, base rate, snapshot, libraries).
    """

    model: str
    version: str
    state: str
    verdict: str
    question: str
    not_for: str
    about: Mapping[str, Any]
    rows: Sequence[CardRow] = field(default=())

    @property
    def is_published(self) -> bool:
        """Whether it beat its baselines."""
        return self.state == PUBLISHED

    def text(self) -> str:
        """Write it as JSON."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"


def read_card(text: str) -> Card:
    """Read what `text` wrote."""
    kept = json.loads(text)
    rows = [CardRow(**row) for row in kept.pop("rows")]
    return Card(rows=rows, **kept)


def row_of(part: str, name: str, figure: str, found: Figure | float | None) -> CardRow:
    """Make a row of a figure, with its interval if it has one."""
    if isinstance(found, Figure):
        return CardRow(part, name, figure, found.value, found.low, found.high)
    return CardRow(part, name, figure, found)


@cache
def code_digest() -> str:
    """Hash the modules that train and judge: another method is another version."""
    found = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


def version_of(parts: Iterable[object]) -> str:
    """Hash what a model follows from: equal parts, equal version; 12 digits."""
    text = json.dumps([str(part) for part in parts])
    return hashlib.sha256(text.encode()).hexdigest()[:12]
