"""A disk that is full, and a home that may only be read: said by the exit code, and made good."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.differences import Tables, differences
from tests.faults.conftest import Undisturbed
from tests.faults.homes import SETTINGS, Finished, called, lost, state
from tests.faults.queue import Queue

MIB = 1 << 20
CAN_MOUNT = all(map(shutil.which, ("unshare", "nsenter")))
AS_ROOT = [] if os.geteuid() == 0 else ["--map-root-user"]


@dataclass(frozen=True)
class SmallDisk:
    """A small file system that only processes within its namespace see, with a home on it."""

    holder: subprocess.Popen[bytes]
    place: Path

    @property
    def within(self) -> tuple[str, ...]:
        """What to put before a command, so that it sees the disk."""
        user = ["--user", "--preserve-credentials"] if AS_ROOT else []
        return ("nsenter", f"--target={self.holder.pid}", "--mount", *user, "--")

    @property
    def seen(self) -> Path:
        """The home as this process sees it."""
        return Path(f"/proc/{self.holder.pid}/root{self.place}")

    def do(self, *words: str) -> None:
        subprocess.run([*self.within, *words], check=True, capture_output=True)

    def run(self) -> Finished:
        return called(self.place, within=self.within)

    def fill(self, *, but: int) -> None:
        """Leave so many bytes free."""
        free = os.statvfs(self.seen)
        filler = self.seen / "filler"
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_bsize - but)

    def state(self, folder: Path) -> Tables:
        """Tell the state of the home, from a copy that DuckDB can see."""
        return state(shutil.copytree(self.seen, folder / "seen"))

    def make_room(self) -> None:
        (self.seen / "filler").unlink()


@pytest.fixture
def disk(start: Path, tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of 64 MiB with a copy of the start."""
    if not CAN_MOUNT:
        pytest.skip("unshare and nsenter are not installed (apt-get install util-linux)")
    place = tmp_path / "disk"
    place.mkdir()
    script = f"mount -t tmpfs -o size=64m none '{place}' && echo mounted && exec sleep 600"
    holder = subprocess.Popen(
        ["unshare", "--mount", *AS_ROOT, "sh", "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert holder.stdout is not None
        if holder.stdout.readline() != b"mounted\n":
            pytest.skip("no file system may be mounted here, not even in a namespace of its own")
        found = SmallDisk(holder, place)
        shutil.copytree(start, found.seen, dirs_exist_ok=True)
        yield found
    finally:
        holder.kill()
        holder.communicate()


@pytest.mark.parametrize(
    "room",
    [
        pytest.param(0, id="no byte is free"),
        *(
            pytest.param(kib << 10, id=f"{kib} KiB are free", marks=pytest.mark.deep)
            for kib in (4, 8, 16, 32, 64, 100, 128, 160, 200, 256, 384, 512)
        ),
    ],
)
def test_a_full_disk_ends_with_74_and_with_room_again_the_run_completes(
    disk: SmallDisk, undisturbed: Undisturbed, tmp_path: Path, room: int
) -> None:
    disk.fill(but=room)
    ended = disk.run()
    assert ended.returncode in (74, *([0] if room else [])), ended.stderr
    assert "Traceback" not in ended.stderr
    assert not lost(disk.seen, 1)
    disk.make_room()
    ended = disk.run()
    assert ended.returncode == 0, ended.stderr
    assert not differences(undisturbed.state, disk.state(tmp_path))


@pytest.mark.deep
def test_a_report_on_a_full_disk_keeps_what_had_room_and_names_the_rest(disk: SmallDisk) -> None:
    pytest.importorskip("vl_convert", reason="needs the extra pages")
    assert disk.run().returncode == 0
    assert called(disk.place, "publish", within=disk.within).returncode == 0
    disk.fill(but=16 * MIB)  # enough for the copies that it is made from, not for all pages
    ended = called(disk.place, "report", within=disk.within)
    assert ended.returncode == 74, ended.stderr
    assert "Traceback" not in ended.stderr
    folder = disk.seen / "report"
    lacking = set(re.findall(r"failed: ((?:pages|tables|charts)/\S+?): ", ended.stderr))
    written = {str(path.relative_to(folder)) for path in folder.glob("*/*")}
    assert lacking
    assert written
    assert not lacking & written
    told = (folder / "report.txt").read_text()
    assert all(f"- {name}: " in told for name in lacking)


@pytest.mark.deep
def test_a_home_that_may_only_be_read_ends_with_77_and_keeps_everything(
    disk: SmallDisk, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    disk.do("mount", "-o", "remount,ro", str(disk.place))
    ended = disk.run()
    assert (ended.returncode, ended.stdout) == (77, ""), ended.stderr
    assert "Read-only" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert (disk.seen / "inbox" / "1.jsonl").exists()
    disk.do("mount", "-o", "remount,rw", str(disk.place))
    ended = disk.run()
    assert ended.returncode == 0, ended.stderr
    assert not differences(undisturbed.state, disk.state(tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize(
    "trouble", [pytest.param("full", marks=pytest.mark.deep), pytest.param("read-only")]
)
def test_no_message_is_asked_for_where_it_could_not_be_kept(
    disk: SmallDisk, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    with Queue() as queue:
        (disk.seen / "config.json").write_text(json.dumps(SETTINGS | queue.settings()))
        if trouble == "full":
            disk.fill(but=8 * MIB)  # enough for the files, not for a batch of a queue
        else:
            disk.do("mount", "-o", "remount,ro", str(disk.place))
        ended = disk.run()
        assert ended.returncode == (74 if trouble == "full" else 77), ended.stderr
        assert queue.asked == []
        assert (disk.seen / "inbox" / "1.jsonl").exists()
        if trouble == "full":
            disk.make_room()
        else:
            disk.do("mount", "-o", "remount,rw", str(disk.place))
        ended = disk.run()
        assert ended.returncode == 0, ended.stderr
        assert "1 written" in ended.stdout
        assert queue.asked[0] == "ReceiveMessage"
        assert queue.asked.count("DeleteMessageBatch") == 1
