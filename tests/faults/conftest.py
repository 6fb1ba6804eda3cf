"""A home with one delivery loaded and one in the inbox, and what becomes of it undisturbed."""

import fcntl
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.differences import Tables
from tests.faults.homes import called, new_home, put, state
from tests.faults.tracing import HAS_STRACE, Call, changes, traced


@dataclass(frozen=True)
class Undisturbed:
    """Where an undisturbed run ends, and the calls by which it changes files."""

    state: Tables
    calls: list[Call]


@pytest.fixture(scope="session")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The homes `start` and `undisturbed`, made by the first worker for all of them."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "faults"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            _make(folder / "start", folder / "undisturbed", folder / "log")
            (folder / "made").touch()
    return folder


@pytest.fixture(scope="session")
def start(lakes: Path) -> Path:
    return lakes / "start"


@pytest.fixture(scope="session")
def undisturbed(lakes: Path) -> Undisturbed:
    home, log = lakes / "undisturbed", lakes / "log"
    calls = list(changes(log.read_text(), home)) if HAS_STRACE else []
    return Undisturbed(state(home), calls)


def _make(start: Path, undisturbed: Path, log: Path) -> None:
    new_home(start)
    put(start, 0)
    loaded = called(start)
    assert loaded.returncode == 0, loaded.stderr
    put(start, 1)
    shutil.copytree(start, undisturbed)
    ended = traced(undisturbed, log) if HAS_STRACE else called(undisturbed)
    assert ended.returncode == 0, ended.stderr
