"""run --dry-run and run --every: a preview, and runs without a scheduler."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from tests.cli.shop import BAD, EVENTS, LATE, Shop, called
from tests.paths import PROJECT
from transforms.cli.repeating import repeat
from transforms.errors import UsageError
from transforms.home import Home
from transforms.load import loader
from transforms.system.lock import writer_lock


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file's bytes and time; what SQLite keeps beside a catalog that is read is left out."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        str(path): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in files
        if "sqlite-" not in path.name
    }


def test_a_dry_run_says_what_the_run_then_does_and_changes_no_byte(loaded: Shop) -> None:
    loaded.put("new.jsonl", LATE + BAD)
    loaded.put("again.jsonl", LATE + BAD)
    loaded.put("known.jsonl", EVENTS + BAD)
    loaded.put("damaged.jsonl.gz", b"no gzip")
    loaded.put("../staging/stray.jsonl", LATE * 2)
    loaded.put("notes.txt", b"")
    before = tree(loaded.home)
    ended = loaded.call("run", "--dry-run")
    assert ended.code == 0
    assert tree(loaded.home) == before
    words = " ".join(ended.out.split())
    assert f"known.jsonl {len(EVENTS + BAD)} 4 pass it over: F_DUP_CONTENT" in words
    assert f"new.jsonl {len(LATE + BAD)} 4 pass it over: F_DUP_CONTENT" in words  # the second
    assert f"again.jsonl {len(LATE + BAD)} 4 load it" in words
    assert "damaged.jsonl.gz refuse it: F_GZIP" in words
    assert "notes.txt leave it there: F_ENDING" in words
    assert "6 files found, 2 to be loaded: 10 lines" in words
    assert "0 batches in the archive to be loaded" in words
    done = loaded.call("run")
    assert "2 batches loaded: 10 lines" in done.out
    assert "2 files held what was taken before (F_DUP_CONTENT)" in done.out
    assert "1 file refused: F_GZIP" in done.out


def test_a_dry_run_counts_the_batches_that_wait(shop: Shop) -> None:
    shop.put("a.jsonl", EVENTS)
    assert shop.call("ingest").code == 0
    assert "1 batch in the archive to be loaded" in shop.call("run", "--dry-run").out
    assert shop.call("run").code == 0
    assert "0 batches in the archive to be loaded" in shop.call("run", "--dry-run").out


def test_a_dry_run_needs_no_lock_and_makes_no_home(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with writer_lock(Home(shop.home)):
        assert shop.call("run", "--dry-run").code == 0
    assert called(capsys, "run", "--dry-run", "--home", str(tmp_path / "new")).code == 0
    assert not (tmp_path / "new").exists()
    assert shop.call("run", "--dry-run", str(tmp_path / "missing")).code == 66
    assert shop.call("run", "--dry-run", "--every", "1m").code == 2
    assert shop.call("run", "--every", "soon").code == 2


def ended_runs(process: "subprocess.Popen[str]") -> list[int]:
    """Exit codes of the runs that a process reports, as they come."""
    assert process.stderr is not None
    codes = []
    for line in process.stderr:
        record = json.loads(line)
        if record["event"] == "ended":
            codes.append(record["exit_code"])
            if len(codes) == 3:
                break
    return codes


@pytest.mark.deep
def test_runs_follow_each_other_until_they_are_told_to_end(shop: Shop) -> None:
    shop.put("a.jsonl", EVENTS)
    command = [sys.executable, str(PROJECT / "etl.py"), "run", "--every", "1s"]
    process = subprocess.Popen(
        [*command, "--home", str(shop.home), "--log-format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"LAKEHOUSE_LOG_LEVEL": "info"},
    )
    try:
        codes = ended_runs(process)
        with writer_lock(Home(shop.home)):  # it is free between runs, and a failure ends nothing
            time.sleep(2.5)
            process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=600)
    finally:
        process.kill()
    later = [json.loads(line) for line in err.splitlines()]
    codes += [record["exit_code"] for record in later if record["event"] == "ended"]
    assert codes[:3] == [0, 0, 0]
    assert 75 in codes
    assert codes[-1] == process.returncode == 0
    assert "1 batch loaded" in out
    assert "nothing new to load" in out


def test_a_run_that_fails_is_reported_and_the_next_one_tries_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    turns = iter([UsageError("a sentence"), ZeroDivisionError("a bug"), typer.Exit(70), None])

    def run() -> None:
        turn = next(turns)
        if turn is None:
            raise KeyboardInterrupt
        raise turn

    assert repeat(run, seconds=0) == 130
    err = capsys.readouterr().err
    assert "error: a sentence\n" in err
    assert "ZeroDivisionError: a bug" in err
    assert list(turns) == []


def test_a_wish_to_stop_lets_the_batch_at_hand_finish(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.put("a.jsonl", EVENTS)
    shop.put("b.jsonl", LATE)
    whole = loader.load_group
    monkeypatch.setattr("transforms.load.groups.MOST_BATCHES", 1)

    def told_to_stop(*given: object, **named: object) -> object:
        os.kill(os.getpid(), signal.SIGTERM)
        return whole(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("transforms.load.process.load_group", told_to_stop)
    ended = shop.call("run", "--every", "1h")
    assert ended.code == 0
    assert "1 batch loaded" in ended.out
    assert shop.call("status", "--json").rows["waiting_batches"] == 1
