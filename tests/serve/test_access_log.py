"""The access log: whole lines, whatever is asked; bounded; secrets masked."""

import json
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.serve.asgi import ANA
from transforms.errors import NotPermitted, StorageError
from transforms.home import Home
from transforms.serve.access_log import KEPT, AccessLog, Line


def line(what: str) -> Line:
    return Line("2026-01-01T00:00:00Z", "ana", what, 200, 1, 1.5)


def test_a_line_says_who_asked_what(tmp_path: Path) -> None:
    log = AccessLog(Home(tmp_path), 1 << 16)
    log.append(line("GET /api/v1/funnel"))
    assert json.loads(log.path.read_text()) == {
        "at": "2026-01-01T00:00:00Z",
        "who": "ana",
        "what": "GET /api/v1/funnel",
        "status": 200,
        "rows": 1,
        "ms": 1.5,
    }
    assert log.path.stat().st_mode & 0o777 == 0o600


@given(what=st.text(max_size=400))
def test_any_text_is_one_short_line(tmp_path_factory: pytest.TempPathFactory, what: str) -> None:
    log = AccessLog(Home(tmp_path_factory.mktemp("log")), 1 << 16)
    log.append(line(f"{what}{ANA}{what * 5}"))
    (content,) = log.path.read_bytes().split(b"\n")[:-1]
    assert content.isascii()
    assert len(content) < 4_000
    assert ANA not in json.loads(content)["what"]


def test_files_are_turned_and_the_oldest_go(tmp_path: Path) -> None:
    log = AccessLog(Home(tmp_path), 1_000)
    for number in range(200):
        log.append(line(f"GET /{number}"))
    files = sorted(log.path.parent.iterdir())
    assert [each.name for each in files] == [
        *(f"access.{number}.jsonl" for number in range(1, KEPT + 1)),
        "access.jsonl",
    ]
    assert all(each.stat().st_size <= 1_000 for each in files)
    kept = [json.loads(each)["what"] for file in files for each in file.read_text().splitlines()]
    assert f"GET /{199}" in kept
    assert len(kept) == len(set(kept))


def test_lines_of_several_writers_stay_whole(tmp_path: Path) -> None:
    logs = [AccessLog(Home(tmp_path), 100_000) for _ in range(4)]

    def write(log: AccessLog) -> None:
        for number in range(50):
            log.append(line(f"GET /{number}"))

    threads = [threading.Thread(target=write, args=(log,)) for log in logs]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len([json.loads(each) for each in logs[0].path.read_text().splitlines()]) == 200


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "access.jsonl").symlink_to(tmp_path / "elsewhere")
    with pytest.raises((StorageError, NotPermitted)):
        AccessLog(Home(tmp_path), 1_000)
    assert not (tmp_path / "elsewhere").exists()
