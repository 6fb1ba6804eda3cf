"""Kills of `maintain`: the rows stay as they are, and the next one completes."""

import json
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.differences import Tables, differences
from tests.faults.homes import SETTINGS, called, copied, state
from tests.faults.tracing import Call, Point, changes, disturbed, needs_strace, traced

AT_ONCE = SETTINGS | {"maintenance": {"grace_hours": 0, "compress_archive_days": 0}}
POINTS = 24
pytestmark = needs_strace


@dataclass(frozen=True)
class Maintained:
    """A home to be maintained, what its state is before and after, and the calls in between."""

    home: Path
    before: Tables
    after: Tables
    calls: list[Call]


@pytest.fixture(scope="module")
def maintained(lakes: Path, tmp_path_factory: pytest.TempPathFactory) -> Maintained:
    folder = tmp_path_factory.mktemp("maintained")
    start = shutil.copytree(lakes / "undisturbed", folder / "start")
    (start / "config.json").write_text(json.dumps(AT_ONCE))
    home = copied(start, folder)
    ended = traced(home, folder / "log", "maintain")
    assert ended.returncode == 0, ended.stderr
    assert list((home / "archive").glob("*.zst"))
    calls = [
        call for call in changes((folder / "log").read_text(), home) if not call.grows_shared_memory
    ]
    return Maintained(start, tables(start), state(home), calls)


@pytest.mark.deep
@pytest.mark.parametrize("number", range(POINTS))
def test_a_killed_maintenance_changes_no_row_and_the_next_completes(
    maintained: Maintained, tmp_path: Path, number: int
) -> None:
    home = copied(maintained.home, tmp_path)
    call = maintained.calls[len(maintained.calls) * number // POINTS]
    point = Point(call, "signal=KILL")
    ended, _ = disturbed(home, tmp_path / "log", point, "maintain")
    assert ended.returncode == -signal.SIGKILL, f"{point}: {ended.stderr}"
    assert not differences(maintained.before, tables(home)), point
    ended = called(home, "maintain")
    assert ended.returncode == 0, f"{point}: {ended.stderr}"
    assert not differences(maintained.after, state(home)), point


def tables(home: Path) -> Tables:
    """The state of the lake, without what the folders hold."""
    return {name: rows for name, rows in state(home).items() if name not in ("archive", "files")}
