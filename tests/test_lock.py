"""One writer at a time, by a lock that a dead process cannot keep."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from transforms.errors import LockHeld
from transforms.home import Home
from transforms.lock import lock_holder, writer_lock

HOLDER = """
import sys, time
from pathlib import Path
from transforms.home import Home
from transforms.lock import writer_lock
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
        cwd=Path(__file__).parents[1],
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


def test_a_damaged_note_is_no_reason_to_fail(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with writer_lock(home):
        home.lock_file.write_bytes(b"{half a")
        assert lock_holder(home) == {}
        with pytest.raises(LockHeld, match="unknown"), writer_lock(home):
            pass
