"""One writer at a time: a lock file that the operating system releases when its holder ends."""

import fcntl
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from transforms.durable import make_folder, reaching
from transforms.errors import LockHeld
from transforms.home import Home

_PATIENCE_SECONDS = 1.0
_PAUSE_SECONDS = 0.05
_COMMAND_CHARACTERS = 200


@contextmanager
def writer_lock(home: Home) -> Iterator[None]:
    """Hold the home's lock for the block; a killed holder leaves it free.

    Raises:
        LockHeld: another process (or this one) still holds it after about a second.
    """
    make_folder(home.lock_file.parent)
    with reaching(home.lock_file):
        lock = os.open(home.lock_file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    try:
        if not _taken(lock, home.lock_file):
            raise LockHeld(_sentence(home.lock_file))
        with reaching(home.lock_file):
            os.ftruncate(lock, 0)
            os.pwrite(lock, json.dumps(_myself()).encode(), 0)
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
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:_COMMAND_CHARACTERS],
        "started_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


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
