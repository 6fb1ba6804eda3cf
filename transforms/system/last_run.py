"""The last run: how the last command that held the writer lock ended, kept for `status`.

It stands in warehouse/last_run.json. A run that was killed cannot write it; the lock file, which
names who wrote last, is newer then.
"""

import json
import logging
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from transforms.errors import LakehouseError
from transforms.home import Home
from transforms.system.durable import write_file
from transforms.system.lock import last_holder, own_command
from transforms.system.redaction import redact

log = logging.getLogger("lakehouse")
_SENTENCE_CHARACTERS = 500
_begun: list[tuple[Home, str]] = []  # of this process, with the time of its beginning


@dataclass(frozen=True)
class LastRun:
    """How a run ended; without `ended_at` it was killed, or is still at work."""

    command: str
    started_at: str
    ended_at: str | None = None
    exit_code: int | None = None
    seconds: float | None = None
    sentence: str = ""


def begin_run(home: Home) -> None:
    """Remember that this process writes to a home; call it while holding its lock."""
    _begun[:] = [(home, str(last_holder(home).get("started_at", "")))]


def end_run(exit_code: int, seconds: float, sentence: str = "") -> None:
    """Write down how the run of this process ended, if it was one."""
    for home, started_at in _begun:
        run = LastRun(
            command=own_command(),
            started_at=started_at,
            ended_at=datetime.now(UTC).isoformat(timespec="seconds"),
            exit_code=exit_code,
            seconds=round(seconds, 3),
            sentence=redact(sentence)[:_SENTENCE_CHARACTERS],
        )
        try:
            write_file(_path(home), json.dumps(asdict(run), indent=2).encode() + b"\n")
        except LakehouseError as error:  # the exit code of the run itself counts
            log.warning("how the run ended could not be written: %s", error)
    _begun.clear()


def end_pass(home: Home) -> None:
    """Write down that a run has ended which took in what there was; monitors look for the next."""
    ended_at = datetime.now(UTC).replace(tzinfo=None)
    write_file(_pass_path(home), json.dumps({"ended_at": ended_at.isoformat()}).encode() + b"\n")


def read_last_pass(home: Home) -> datetime | None:
    """Tell when the last such run ended, UTC; None before the first."""
    try:
        return datetime.fromisoformat(json.loads(_pass_path(home).read_bytes())["ended_at"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def read_last_run(home: Home) -> LastRun | None:
    """Tell how the last run ended; None before the first."""
    try:
        ended = msgspec.json.decode(_path(home).read_bytes(), type=LastRun)
    except (FileNotFoundError, msgspec.DecodeError):
        ended = None
    holder = last_holder(home)
    if holder and (ended is None or ended.started_at != holder.get("started_at")):
        return LastRun(str(holder.get("command", "")), str(holder.get("started_at", "")))
    return ended


def _pass_path(home: Home) -> Path:
    return home.warehouse / "last_pass.json"


def _path(home: Home) -> Path:
    return home.warehouse / "last_run.json"
