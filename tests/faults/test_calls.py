"""SIGKILL, EIO and ENOSPC at the calls that change files: the next run makes all of it good."""

import re
import shutil
import signal
from pathlib import Path

import pytest

from tests.differences import differences
from tests.faults.conftest import Undisturbed
from tests.faults.homes import called, copied, lost, state
from tests.faults.tracing import FAULTS, Point, disturbed, needs_strace, points

STRIPES = 40
pytestmark = [needs_strace, pytest.mark.deep]

#: The calls on which the durable order rests: which call, and what it is about.
SAMPLE = {
    "a full disk": ("error=ENOSPC", "write", r"warehouse/data/.*\.parquet"),
    "a failing sync": ("error=EIO", "syncfs", r"\."),
    "a kill": ("signal=KILL", "write", r"warehouse/catalog\.sqlite"),
}


@pytest.mark.parametrize(
    ("fault", "name", "what"),
    [pytest.param(*call, id=name) for name, call in SAMPLE.items()],
)
def test_a_fault_on_the_way_is_made_good_by_the_next_run(
    start: Path, undisturbed: Undisturbed, tmp_path: Path, fault: str, name: str, what: str
) -> None:
    calls = [c for c in undisturbed.calls if c.name == name and re.fullmatch(what, c.what)]
    assert calls, f"no {name} of {what}"
    assert not harm(start, undisturbed, tmp_path, Point(calls[len(calls) // 2], fault))


@pytest.mark.parametrize("stripe", range(STRIPES))
def test_a_fault_anywhere_is_made_good_by_the_next_run(
    start: Path, undisturbed: Undisturbed, tmp_path: Path, stripe: int
) -> None:
    assert not [
        f"{point}: {found}"
        for point in points(undisturbed.calls)[stripe::STRIPES]
        if (found := harm(start, undisturbed, tmp_path, point))
    ]


def test_the_points_are_many_and_of_every_fault(undisturbed: Undisturbed) -> None:
    faults = [point.fault for point in points(undisturbed.calls)]
    assert all(faults.count(fault) > 150 for fault in FAULTS)


def harm(start: Path, undisturbed: Undisturbed, folder: Path, point: Point) -> str:
    """Tell what is wrong after a disturbed run, or after the run that follows it."""
    home = copied(start, folder)
    try:
        return _after_fault(home, point) or _after_next_run(home, undisturbed)
    finally:
        shutil.rmtree(home)


def _after_fault(home: Path, point: Point) -> str:
    ended, came_about = disturbed(home, home.parent / "log", point)
    if not came_about:
        return f"did not come about: {ended.stderr}"
    is_unattached = re.search("the catalog .* must (open|be attachable)", ended.stderr)
    documented = {0, 69 if is_unattached else 74}
    if ended.returncode not in ({-signal.SIGKILL} if point.is_kill else documented):
        return f"ended with {ended.returncode}: {ended.stderr}"
    if "Traceback" in ended.stderr:
        return f"has a stack trace: {ended.stderr}"
    if lost(home, 1):
        return "the delivery is lost"
    if ended.returncode == 0 and (home / "inbox" / "1.jsonl").exists():
        return f"ended well, and the delivery is not taken: {ended.stderr}"
    return ""


def _after_next_run(home: Path, undisturbed: Undisturbed) -> str:
    ended = called(home)
    if ended.returncode != 0:
        return f"the next run ended with {ended.returncode}: {ended.stderr}"
    return differences(undisturbed.state, state(home))
