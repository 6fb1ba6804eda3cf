"""A home with one delivery loaded and one in the inbox, and what becomes of it undisturbed."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.differences import Tables
from tests.faults.homes import called, new_home, put, state
from tests.faults.tracing import Call, traced


@dataclass(frozen=True)
class Undisturbed:
    """Where an undisturbed run ends, and the calls by which it changes files."""

    state: Tables
    calls: list[Call]


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = new_home(tmp_path_factory.mktemp("faults") / "home")
    put(home, 0)
    ended = called(home)
    assert ended.returncode == 0, ended.stderr
    put(home, 1)
    return home


@pytest.fixture(scope="session")
def undisturbed(start: Path, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    home = shutil.copytree(start, tmp_path_factory.mktemp("undisturbed") / "home")
    if shutil.which("strace") is None:
        ended, calls = called(home), []
    else:
        ended, calls = traced(home, home.parent / "log")
    assert ended.returncode == 0, ended.stderr
    return Undisturbed(state(home), calls)
