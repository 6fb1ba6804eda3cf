"""Monitoring on a full disk, or killed: no message is lost, and none is sent twice."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.events import DAY, event, item, lines
from tests.faults.homes import Finished, command, new_home
from tests.faults.test_disk import SmallDisk, disk
from tests.quality.webhooks import Webhook, webhook

__all__ = ["disk"]

FLOOR = {"figure": "revenue", "kind": "min", "threshold": 5}
WATCHED = {
    **dict.fromkeys(("revenue", "orders", "sessions", "conversion_rate")),
    "floor": FLOOR,
}
SETTINGS = {"warehouse": {"threads": 1}, "monitoring": {"monitors": WATCHED}}

pytestmark = pytest.mark.deep


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    with webhook() as found:
        monkeypatch.setenv("LAKEHOUSE_ALERT_URLS", found.address)
        yield found


@pytest.fixture
def start(tmp_path: Path) -> Path:
    """A home whose first day sold too little."""
    home = new_home(tmp_path / "start")
    (home / "config.json").write_text(json.dumps(SETTINGS))
    sold = [
        event("purchase", "v", day * DAY, transaction_id=f"t{day}", value=value, items=[item("p")])
        for day, value in enumerate((1, 9))
    ]
    (home / "inbox").mkdir()
    (home / "inbox" / "1.jsonl").write_bytes(lines(*sold))
    assert monitored(home, "run").returncode == 0
    return home


def monitored(home: Path, word: str = "monitor", within: tuple[str, ...] = ()) -> Finished:
    return subprocess.run(
        [*within, *command(home, word)], capture_output=True, text=True, check=False, timeout=300
    )


@pytest.mark.parametrize("kib", [0, 64])
def test_a_full_disk_loses_no_message_and_sends_none_twice(
    disk: SmallDisk, told: Webhook, kib: int
) -> None:
    disk.fill(but=kib << 10)
    ended = monitored(disk.place, within=disk.within)
    assert ended.returncode in (0, 74), ended.stderr
    assert "Traceback" not in ended.stderr
    disk.make_room()
    for _ in range(2):
        ended = monitored(disk.place, within=disk.within)
        assert ended.returncode == 0, ended.stderr
    assert [line.split(" ")[2:5] for line in told.lines if "floor" in line] == [
        ["floor", "was", "1"]
    ]


def test_killed_while_it_waits_for_an_answer_the_message_is_not_lost(
    start: Path, told: Webhook
) -> None:
    told.is_dead = True
    process = subprocess.Popen(command(start, "monitor"), stdout=subprocess.DEVNULL)
    outbox = start / "warehouse" / "outbox.jsonl"
    while not outbox.exists() and process.poll() is None:
        pass
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    told.is_dead = False
    for _ in range(2):
        assert monitored(start).returncode == 0
    assert len([line for line in told.lines if "floor" in line]) == 1
