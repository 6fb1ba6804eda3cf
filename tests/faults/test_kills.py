"""Kills at random moments of run after run, while deliveries keep coming in."""

import random
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.differences import Tables, differences
from tests.faults.conftest import Undisturbed
from tests.faults.homes import called, command, copied, kept, lost, new_home, put, state

pytestmark = pytest.mark.deep
LAKES = 25
DELIVERIES = 10
KILLS = 2  # of each delivery; a third one while it is loaded would set its batch aside


@dataclass(frozen=True)
class Stream:
    """Where an undisturbed lake ends after all deliveries, and how long its last run took."""

    state: Tables
    seconds: float


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Stream:
    home = new_home(tmp_path_factory.mktemp("stream") / "home")
    seconds = 0.0
    for number in range(DELIVERIES):
        put(home, number)
        seconds = timed(home)
    return Stream(state(home), seconds)


def test_a_delivery_that_comes_again_and_again_between_kills_counts_once(
    start: Path, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    home = copied(start, tmp_path)
    chance = random.Random(4)
    for kills in (2, 3):
        put(home, 1)
        for _ in range(kills):
            kill(home, 2, chance)
            assert not lost(home, 1)
        ended = called(home)
        assert ended.returncode == 0, ended.stderr
    assert not differences(undisturbed.state, state(home))


@pytest.mark.parametrize("seed", range(LAKES))
def test_run_after_run_is_killed_and_nothing_is_lost_or_doubled(
    stream: Stream, tmp_path: Path, seed: int
) -> None:
    home = new_home(tmp_path / "home")
    chance = random.Random(seed)
    for number in range(DELIVERIES):
        put(home, number)
        for _ in range(KILLS):
            kill(home, stream.seconds, chance)
            assert not lost(home, number)
        ended = called(home)
        assert ended.returncode == 0, ended.stderr
        assert len(kept(home)) == number + 1
    assert not differences(stream.state, state(home))


def timed(home: Path) -> float:
    """Run to the end, and tell the seconds it took."""
    began = time.monotonic()
    ended = called(home)
    assert ended.returncode == 0, ended.stderr
    return time.monotonic() - began


def kill(home: Path, seconds: float, chance: random.Random, *words: str) -> None:
    """Kill a command, `run` if none is named, at a random moment.

    One that ends before is no kill, and the next is sooner.
    """
    code: int | None = 0
    while code == 0:
        process = subprocess.Popen(
            command(home, *words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        seconds = chance.uniform(0.1, seconds)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        code = process.wait()
    assert code == -signal.SIGKILL
