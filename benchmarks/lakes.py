"""The lakes that are measured: each a home of its own, worked on by the project's commands."""

import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measuring import Measured, python

#: The settings of every lake; what is not named has its default.
SETTINGS = {
    "maintenance": {"every_batches": 0},  # rows say themselves when it is maintained
    "limits": {"file_bytes": 1 << 40},  # ten million events are more than the default
    "publish": {"after_run": False},
}
#: How much memory DuckDB may use for the largest file.
LARGE = SETTINGS | {"warehouse": {"memory_limit": "2GB"}}
_NEVER_CHANGED = {".parquet", ".jsonl"}


@dataclass(frozen=True)
class Lake:
    """A home with a lake."""

    home: Path

    def load(self, path: Path, events: int) -> Measured:
        """Run the command that loads a file or a folder, and see that all its events came in.

        Raises:
            SystemExit: not every line brought a new event.
        """
        measured = self._call("run", "--log-format", "json", path)
        found = sum(said["staged"] for said in _said(measured, "batch_loaded"))
        if found != events:
            raise SystemExit(f"{path} must bring {events:,} new events, got {found:,}")
        return measured

    def maintain(self) -> Measured:
        """Maintain the lake as it is once nobody holds on to an old snapshot any more."""
        self.set(SETTINGS | {"maintenance": {"every_batches": 0, "grace_hours": 0}})
        measured = self._call("maintain")
        self.set(SETTINGS)
        return measured

    def rebuild(self) -> Measured:
        """Recompute Silver from the staged events."""
        return self._call("replay", "--rebuild")

    def rebuild_from_archive(self, events: int) -> Measured:
        """Load the archive anew, and see that all events are there.

        Raises:
            SystemExit: some are not.
        """
        measured = self._call("replay", "--rebuild", "--from-archive")
        ((found,),) = (row.values() for row in self.ask("select count(*) as n from fct_events"))
        if found != events:
            raise SystemExit(f"{self.home} must hold {events:,} events, got {found:,}")
        return measured

    def copy(self, home: Path) -> "Lake":
        """Copy the lake; files that are never changed are shared, so it takes no time."""
        shutil.copytree(self.home, home, copy_function=_copy)
        return Lake(home)

    def ask(self, sql: str) -> list[dict[str, Any]]:
        """Give the rows of a query."""
        found: list[dict[str, Any]] = json.loads(self._call("query", "--format", "json", sql).out)
        return found

    def bytes_of(self, *layers: str) -> int:
        """Add up the bytes of the data files of some layers."""
        status = json.loads(self._call("status", "--json").out)
        return sum(status["lake"]["bytes"][layer] for layer in layers)

    def stages(self, measured: Measured) -> dict[str, float]:
        """Tell how long each stage of loading one batch took, in seconds."""
        (batch,) = self.ask("select started_at, finished_at from ops.batches")
        models = self.ask("select model, seconds from ops.model_runs order by seconds desc")
        silver = sum(model["seconds"] for model in models)
        begun, ended = measured.began_at, measured.began_at + measured.seconds
        taken, loaded = (
            _seconds(_said(measured, event)[0]["at"]) for event in ("file_taken", "batch_loaded")
        )
        started, finished = _seconds(batch["started_at"]), _seconds(batch["finished_at"])
        slowest = {f"  {model['model']}": model["seconds"] for model in models[:8]}
        return {
            "start, and the file into the archive": taken - begun,
            "from there to the batch": started - taken,
            "reading, staging and checks": finished - started - silver,
            "Silver, all models": silver,
            **slowest,
            "commit": loaded - finished,
            "end": ended - loaded,
        }

    def set(self, settings: dict[str, Any]) -> None:
        """Write the settings of the home."""
        self.home.mkdir(parents=True, exist_ok=True)
        (self.home / "config.json").write_text(json.dumps(settings))

    def _call(self, command: str, *arguments: str | Path) -> Measured:
        return python("etl.py", command, "--home", self.home, *arguments)


def new_lake(home: Path) -> Lake:
    """Begin a home, in the place of what may be there; the lake comes with the first load."""
    shutil.rmtree(home, ignore_errors=True)
    lake = Lake(home)
    lake.set(SETTINGS)
    return lake


def _copy(source: str, target: str) -> str:
    if Path(source).suffix in _NEVER_CHANGED:
        os.link(source, target)
        return target
    return str(shutil.copy2(source, target))


def _said(measured: Measured, event: str) -> list[dict[str, Any]]:
    """Give what a command has logged of one kind of event."""
    lines = [json.loads(line) for line in measured.err.splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] == event]


def _seconds(time: str) -> float:
    """Give a time in UTC as seconds since 1970."""
    return datetime.fromisoformat(time).replace(tzinfo=UTC).timestamp()
