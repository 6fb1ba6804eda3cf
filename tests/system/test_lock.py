"""One writer at a time, by a lock that a dead process cannot keep."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shop import EVENTS, SETTINGS, started
from tests.paths import PROJECT
from transforms.errors import LockHeld
from transforms.home import Home
from transforms.system.lock import last_holder, lock_holder, writer_lock

HOLDER = """
import sys, time
from pathlib import Path
from transforms.home import Home
from transforms.system.lock import writer_lock
with writer_lock(Home(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_lock_is_taken_and_given_back(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert lock_holder(home) is None
    for _ in range(2):
        with writer_lock(home):
            holder = lock_holder(home)
            assert holder is not None
            assert holder["pid"] == os.getpid()
            assert set(holder) == {"pid", "host", "command", "started_at"}
        assert lock_holder(home) is None


def test_a_lock_is_given_back_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writer_lock(Home(tmp_path)):
        _ = 1 / 0
    with writer_lock(Home(tmp_path)):
        pass


def test_a_second_writer_hears_who_is_first(tmp_path: Path) -> None:
    with (
        writer_lock(Home(tmp_path)),
        pytest.raises(LockHeld, match=f"process {os.getpid()} ") as held,
        writer_lock(Home(tmp_path)),
    ):
        pass
    assert held.value.exit_code == 75


def test_two_homes_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with writer_lock(Home(tmp_path / "a")), writer_lock(Home(tmp_path / "b")):
        pass


def test_a_killed_holder_leaves_the_lock_free(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=PROJECT,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        found = lock_holder(Home(tmp_path))
        assert found is not None
        assert found["pid"] == holder.pid
        with pytest.raises(LockHeld), writer_lock(Home(tmp_path)):
            pass
        holder.send_signal(signal.SIGKILL)
    assert lock_holder(Home(tmp_path)) is None
    with writer_lock(Home(tmp_path)):
        pass


def test_who_is_no_run_leaves_in_the_lock_which_run_was_the_last(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with writer_lock(home, is_run=False):
        assert last_holder(home) == {}
    with writer_lock(home):
        begun = last_holder(home)["started_at"]
    for _ in range(2):
        with writer_lock(home, is_run=False):
            found = lock_holder(home)
            assert found is not None
            assert found["started_at"] > begun
            assert last_holder(home)["started_at"] == begun


def test_a_damaged_note_is_no_reason_to_fail(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with writer_lock(home):
        home.lock_file.write_bytes(b"{half a")
        assert lock_holder(home) == {}
        with pytest.raises(LockHeld, match="unknown"), writer_lock(home):
            pass


def test_a_second_run_ends_with_75_and_names_the_first(tmp_path: Path) -> None:
    with writer_lock(Home(tmp_path)):
        ended = started("etl.py", "run", "--home", str(tmp_path))
    assert ended.returncode == 75
    assert f"got a run that holds it: process {os.getpid()} on " in ended.stderr
    assert not (tmp_path / "warehouse/catalog.sqlite").exists()


RACER = """
import sys
from pathlib import Path
from transforms.errors import LockHeld
from transforms.home import Home
from transforms.system.lock import writer_lock
print("ready", flush=True)
sys.stdin.readline()
try:
    with writer_lock(Home(Path(sys.argv[1]))):
        print("won", flush=True)
        sys.stdin.readline()
except LockHeld as held:
    print(held, flush=True)
"""


def race(home: Path, racers: int) -> tuple[list[int], list[str]]:
    """Let processes go for the lock at once; give the winners' ids and the losers' sentences."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
        )
        for _ in range(racers)
    ]
    assert [process.stdout.readline() for process in processes if process.stdout] == [
        "ready\n"
    ] * racers
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    said = {process.pid: process.stdout.readline() for process in processes if process.stdout}
    for process in processes:
        process.communicate("enough\n")
    winners = [pid for pid, word in said.items() if word == "won\n"]
    return winners, [word for word in said.values() if word != "won\n"]


@pytest.mark.parametrize("races", [2, pytest.param(100, marks=pytest.mark.deep)])
def test_every_race_for_the_lock_has_one_winner(tmp_path: Path, races: int) -> None:
    for _ in range(races):
        winners, losers = race(tmp_path, 4)
        assert len(winners) == 1
        assert len(losers) == 3
        assert all(f"process {winners[0]} on " in sentence for sentence in losers)


@pytest.mark.parametrize("races", [1, pytest.param(10, marks=pytest.mark.deep)])
def test_runs_that_start_at_once_load_a_batch_once(tmp_path: Path, races: int) -> None:
    (tmp_path / "config.json").write_text(json.dumps(SETTINGS))
    (tmp_path / "inbox").mkdir()
    for number in range(races):
        (tmp_path / "inbox" / "a.jsonl").write_bytes(EVENTS.replace(b'"v"', b'"v%d"' % number))
        command = [sys.executable, str(PROJECT / "etl.py"), "run", "--home", str(tmp_path)]
        runs = [
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        ended = [(*run.communicate(), run.returncode) for run in runs]
        assert {code for _, _, code in ended} <= {0, 75}, ended
        loaded = [out for out, _, _ in ended if out.startswith("1 batch loaded: 3 lines")]
        assert len(loaded) == 1, ended
