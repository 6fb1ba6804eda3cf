"""Every file case of tests/data/evil_inputs.jsonl, as a real file in the inbox and named."""

import gzip
import json
import os
from pathlib import Path

import pytest

from tests.paths import DATA
from transforms.config import LimitSettings
from transforms.home import Home
from transforms.ingest.files.inbox import Intake, take_files, take_inbox

G = b'{"event_name":"view","event_timestamp":1700000000000000,"user_pseudo_id":"u1"}'
CASES = [
    case
    for case in map(json.loads, (DATA / "evil_inputs.jsonl").read_text().splitlines())
    if case["surface"] == "file" and "nightly" not in case["reason"]
]


def made(case: dict[str, str], folder: Path) -> Path:
    name, content = eval(case["generator"], {"G": G, "gzip": gzip})  # noqa: S307  # our own data
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    if content == "fifo":
        os.mkfifo(path)
    elif content == "dir":
        path.mkdir()
    elif content == "100000 files":
        path.mkdir()
        for number in range(100):
            (path / f"{number}.jsonl").write_bytes(b"%d\n" % number)
    else:
        path.write_bytes(content if isinstance(content, bytes) else G + b"\n")
    if content == "mode000":
        path.chmod(0)
    if content == "sparse:5GiB":
        os.truncate(path, 5 << 30)
    if content == "mtime=0":
        os.utime(path, (0, 0))
    if content == "same-sha256":
        (folder / "a.jsonl").write_bytes(G + b"\n")
    return path


def growing(path: Path, _size: int) -> None:
    if path.name == "grow.jsonl":
        with path.open("ab") as file:
            file.write(G + b"\n")


def wanted(case: dict[str, str]) -> tuple[str | None, list[str]]:
    outcome, _, code = case["expected"].partition(":")
    if outcome in ("file_refused", "duplicate"):
        return code, []
    return None, [outcome.partition("+")[2]] if "+" in outcome else []


def check(case: dict[str, str], intakes: list[Intake]) -> None:
    last = intakes[-1]
    assert (last.code, last.notes) == wanted(case)
    assert bool(last.detail) == (last.code is not None)
    assert last.detail.isprintable()
    assert all(intake.code is None for intake in intakes[:-1])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['reason']}"[:60])
def test_a_file_in_the_inbox_ends_where_it_should(
    case: dict[str, str], home: Home, inbox: Path, limits: LimitSettings
) -> None:
    path = made(case, inbox)
    check(case, list(take_inbox(inbox, home, limits, on_progress=growing)))
    code, _ = wanted(case)
    stays = code in ("F_PERM", "F_CHANGED") or path.name == "many"
    assert os.path.lexists(path) == stays
    reasons = list((home.dead_letter / "files").glob("*.reason.json"))
    assert [json.loads(reason.read_text())["code"] for reason in reasons] == (
        [code] if code and not stays and code != "F_DUP_CONTENT" else []
    )
    for reason in reasons:
        assert os.path.lexists(reason.with_name(reason.name.removesuffix(".reason.json")))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['reason']}"[:60])
def test_a_named_file_stays_where_it_is(
    case: dict[str, str], home: Home, inbox: Path, limits: LimitSettings
) -> None:
    path = made(case, inbox)
    first = [inbox / "a.jsonl"] if case["expected"].startswith("duplicate") else []
    check(case, list(take_files([*first, path], home, limits, on_progress=growing)))
    assert os.path.lexists(path)
    assert not home.dead_letter.exists()
