"""The workshop: events and lakes that the rows share, made once, and all that was measured."""

import json
import shutil
import sys
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

from benchmarks.event_sets import EventSets, archived, of_peers, read_or_make, spelled
from benchmarks.lakes import LARGE, Lake, new_lake
from benchmarks.measuring import Measured, python
from benchmarks.sizes import ARCHIVED_LINES, Sizes

#: Each lake: the one that it begins as, and the events that it loads.
LAKES = {
    "small": ("", "recent"),
    "java": ("", "java"),
    "java as json": ("", "json-text"),
    "peers": ("", "peers"),
    "archived": ("", "archived"),
    "archived as one": ("", "archived as one"),
    "half": ("", "first"),
    "large": ("half", "rest"),
    "one batch": ("", "last batch"),
    "all batches": ("", "batches"),
}


@dataclass
class Workshop:
    """A folder with events and lakes; what a former run has left there is used again."""

    folder: Path
    sizes: Sizes
    measured: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    stages: dict[str, dict[str, float]] = field(default_factory=dict)
    views: dict[str, dict[str, float]] = field(default_factory=dict)
    dbt: Path | None = None

    @cached_property
    def sets(self) -> EventSets:
        """The events; see `read_or_make`."""
        say(f"making {self.sizes.lake_events:,} events")
        return read_or_make(self.folder / "events", self.sizes)

    def spelled(self, items: str) -> Path:
        """Give events with items spelled in a way; those of each spelling are the same."""
        say(f"making {self.sizes.events:,} events, items as {items}")
        return spelled(self.folder / "events", self.sizes, items)

    @cached_property
    def peers(self) -> tuple[Path, Path]:
        """Events of the peers' shape: a large file, and the next batch."""
        say(f"making {self.sizes.events:,} events of the peers' shape")
        return of_peers(self.folder / "events", self.sizes)

    def lake(self, name: str) -> Lake:
        """Give one of the lakes, which is not to be changed; make it if there is none."""
        home = self._home(name)
        if not home.exists():
            self.load(name)
        return Lake(home)

    def load(self, name: str) -> Measured:
        """Make one of the lakes anew, and measure the last load of it."""
        base, path, events = LAKES[name][0], *self._events(LAKES[name][1])
        say(f"loading {events:,} events: the lake `{name}`")
        home, part = self._home(name), self._home(f"{name}.part")
        shutil.rmtree(part, ignore_errors=True)
        lake = self.lake(base).copy(part) if base else new_lake(part)
        if name == "half":
            lake.set(LARGE)
        measured = self.note(f"load {name}", lake.load(path, events))
        shutil.rmtree(home, ignore_errors=True)
        part.rename(home)
        return measured

    @property
    def scratch(self) -> Path:
        """The home of a lake that is measured once."""
        return self._home("scratch")

    def copy(self, name: str, to: str = "scratch") -> Lake:
        """Copy one of the lakes, in the place of a former copy."""
        shutil.rmtree(self._home(to), ignore_errors=True)
        return self.lake(name).copy(self._home(to))

    def side_by_side(self, lakes: dict[str, Lake]) -> dict[str, list[Measured]]:
        """Load the next batch into copies of several lakes, again and again, each first in turn."""
        path, events = self._events("next")
        found: dict[str, list[Measured]] = {name: [] for name in lakes}
        for number in range(self.sizes.rounds):
            say(f"round {number + 1} of {self.sizes.rounds}: {', '.join(lakes)}")
            names = list(lakes)
            for name in names[number % len(names) :] + names[: number % len(names)]:
                shutil.rmtree(self.scratch, ignore_errors=True)
                lake = lakes[name].copy(self.scratch)
                found[name].append(self.note(f"batch into {name}", lake.load(path, events)))
        return found

    def limit(self, path: Path) -> Measured:
        """Measure what DuckDB alone takes for a file, from start to exit."""
        out = self.folder / "limit.parquet"
        measured = python("-m", "benchmarks.limit", path, out)
        out.unlink()
        return self.note(f"limit {path.stem}", measured)

    def note(self, name: str, measured: Measured) -> Measured:
        """Keep what was measured for the report."""
        self.measured.setdefault(name, []).append(measured.figures())
        return measured

    def _home(self, name: str) -> Path:
        return self.folder / "lakes" / name

    def _events(self, name: str) -> tuple[Path, int]:
        if name in ("java", "json-text"):
            return self.spelled(name), self.sizes.events
        if name == "peers":
            return self.peers[0], self.sizes.events
        if name.startswith("archived"):
            paths = archived(self.sets.path("recent"), self.folder / "events", self.sizes)
            return paths[name == "archived as one"], self.sizes.archived * ARCHIVED_LINES
        return self.sets.path(name), self.sets.events[name]


def open_workshop(folder: Path, sizes: Sizes) -> Workshop:
    """Begin in a folder, or go on in one that was kept.

    Raises:
        SystemExit: it holds events of other sizes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path, wished = folder / "sizes.json", asdict(sizes) | {"rounds": None}
    kept = json.loads(path.read_text()) if path.exists() else wished
    if kept != wished:
        raise SystemExit(f"{folder} must hold events of the sizes {wished}, got {kept}")
    path.write_text(json.dumps(wished))
    return Workshop(folder.resolve(), sizes)


def say(what: str) -> None:
    """Say on standard error what goes on."""
    sys.stderr.write(f"{what}\n")
