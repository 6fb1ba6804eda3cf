"""strace: every call of a run that changes a file below its home, and a fault at one of them."""

import re
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.homes import Finished, called

FAULTS = ("signal=KILL", "error=EIO", "error=ENOSPC")
CHANGES = (
    *("openat", "write", "writev", "pwrite64", "pwritev", "copy_file_range", "sendfile"),
    *("fsync", "fdatasync", "syncfs", "ftruncate", "fallocate", "fchmod", "utimensat"),
    *("mkdir", "mkdirat", "rename", "renameat", "renameat2", "link", "linkat", "symlink"),
    *("unlink", "unlinkat", "rmdir"),
)
_CALL = re.compile(r"(?P<pid>\d+) +(?P<name>\w+)\((?P<arguments>.*)")

HAS_STRACE = shutil.which("strace") is not None
needs_strace = pytest.mark.skipif(
    not HAS_STRACE, reason="strace is not installed (apt-get install strace)"
)


@dataclass(frozen=True)
class Call:
    """The `turn`-th call of its kind, counted from 1, and what it was about."""

    name: str
    turn: int
    what: str

    @property
    def grows_shared_memory(self) -> bool:
        """SQLite makes its shared memory larger byte by byte, each time it opens the catalog."""
        return self.name == "write" and self.what.endswith("-shm")


@dataclass(frozen=True)
class Point:
    """A call of a run, and what is to happen there."""

    call: Call
    fault: str

    @property
    def is_kill(self) -> bool:
        return self.fault == "signal=KILL"

    def __str__(self) -> str:
        return f"{self.fault} at {self.call.name} {self.call.turn} ({self.call.what})"


def traced(home: Path, log: Path, *words: str) -> Finished:
    """Run a command undisturbed, and log its calls for `changes`."""
    how = ("--seccomp-bpf", "--decode-fds=path")
    return called(home, *words, within=(*_strace(log, CHANGES), *how))


def disturbed(home: Path, log: Path, point: Point, *words: str) -> tuple[Finished, bool]:
    """Run a command with a fault, and tell whether the fault came about."""
    name = point.call.name
    how = [f"--inject={name}:{point.fault}:when={point.call.turn}"]
    if not point.is_kill:
        how.append("--seccomp-bpf")  # much faster, but signals are lost with it
    ended = called(home, *words, within=(*_strace(log, (name,)), *how))
    return ended, "(INJECTED)" in log.read_text() or ended.returncode == -9


def changes(log: str, home: Path) -> list[Call]:
    """Read the calls of the main thread; those that only look, or go elsewhere, are left out."""
    found, turns = [], Counter[str]()
    calls = [call for call in map(_CALL.match, log.splitlines()) if call]
    for call in calls:
        if call["pid"] != calls[0]["pid"]:
            continue
        turns[call["name"]] += 1
        reads_only = call["name"] == "openat" and "O_CREAT" not in call["arguments"]
        if str(home) in call["arguments"] and not reads_only:
            found.append(Call(call["name"], turns[call["name"]], _what(call["arguments"], home)))
    return found


def points(calls: list[Call]) -> list[Point]:
    """Every fault at every call; where shared memory grows, the three take turns."""
    found = []
    for number, call in enumerate(calls):
        faults = FAULTS[number % 3 :][:1] if call.grows_shared_memory else FAULTS
        found += [Point(call, fault) for fault in faults]
    return found


def _what(arguments: str, home: Path) -> str:
    """Name the last path below the home that a call is about."""
    paths = re.findall(rf"{re.escape(str(home))}/?([^\">]*)", arguments)
    return str(paths[-1]) or "."


def _strace(log: Path, calls: tuple[str, ...]) -> tuple[str, ...]:
    quiet = ("--follow-forks", "--quiet=all", "--string-limit=0")
    return ("strace", *quiet, f"--output={log}", f"--trace={','.join(calls)}")
