"""One at a time: lock files that the operating system releases when their holder ends."""

import fcntl
import json
import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from transforms.errors import LockHeld
from transforms.home import Home
from transforms.system.durable import make_folder, reaching
from transforms.system.redaction import MASK, redact

_PATIENCE_SECONDS = 1.0
_PAUSE_SECONDS = 0.05
_COMMAND_CHARACTERS = 200
_BEFORE = "run_before"
_PERSON = re.compile(r"(--user[= ]).+", re.DOTALL)  # an id may hold anything, blanks too


@contextmanager
def writer_lock(home: Home, *, is_run: bool = True) -> Iterator[None]:
    """Hold the lock of those who write the lake; see `holding`."""
    with holding(home.lock_file, is_run=is_run):
        yield


@contextmanager
def holding(path: Path, *, is_run: bool = True) -> Iterator[None]:
    """Hold a lock file for the block; a killed holder leaves it free.

    Who is no run, as a monitor, leaves in it which run was the last.

    Raises:
        LockHeld: another process (or this one) still holds it after about a second.
    """
    make_folder(path.parent)
    with reaching(path):
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    try:
        if not _taken(lock, path):
            raise LockHeld(_sentence(path))
        with reaching(path):
            mark = _myself() if is_run else {**_myself(), _BEFORE: _run_of(_written(path))}
            os.ftruncate(lock, 0)
            os.pwrite(lock, json.dumps(mark).encode(), 0)
        yield
    finally:
        os.close(lock)


def lock_holder(home: Home) -> dict[str, Any] | None:
    """Tell who writes: pid, host, command and started_at, as far as known; None if nobody does."""
    try:
        lock = os.open(home.lock_file, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _written(home.lock_file)
    finally:
        os.close(lock)
    return None


def last_holder(home: Home) -> dict[str, Any]:
    """Tell which run wrote last, whether or not it still does; empty before the first."""
    return _run_of(_written(home.lock_file))


def _run_of(holder: dict[str, Any]) -> dict[str, Any]:
    before = holder.get(_BEFORE, holder)
    return before if isinstance(before, dict) else {}


def _taken(lock: int, path: Path) -> bool:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    with reaching(path):
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    return False
                time.sleep(_PAUSE_SECONDS)
            else:
                return True


def _myself() -> dict[str, Any]:
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "command": own_command(),
        "started_at": datetime.now(UTC).isoformat(timespec="microseconds"),
    }


def own_command() -> str:
    """Tell the command line of this process; secrets and people are masked."""
    words = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])
    return redact(_PERSON.sub(rf"\1{MASK}", words))[:_COMMAND_CHARACTERS]


def _written(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _sentence(path: Path) -> str:
    holder = _written(path)
    return (
        f"{path} must be free, got a run that holds it: process {holder.get('pid', 'unknown')}"
        f" on {holder.get('host', 'unknown')}, {holder.get('command', 'unknown')!r},"
        f" since {holder.get('started_at', 'unknown')}"
    )
