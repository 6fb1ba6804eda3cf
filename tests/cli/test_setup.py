"""init, doctor and schedule: a home to begin with, whether all is well, and what to install."""

import configparser
import json
import os
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.shop import Shop, called
from tests.paths import PROJECT
from transforms.archive.names import received_at
from transforms.config import Config, read_config
from transforms.home import Home
from transforms.operate.doctor import folders, machine
from transforms.operate.doctor.findings import Finding, Word
from transforms.operate.schedule import Job, cron_line, systemd_units
from transforms.system.lock import writer_lock

Capture = pytest.CaptureFixture[str]
ODD = 'a b%c\'s $HOME "d"'


def test_a_new_home_has_settings_their_schema_and_events(tmp_path: Path, capsys: Capture) -> None:
    home = tmp_path / "new" / ODD
    ended = called(capsys, "init", str(home))
    assert ended.code == 0
    settings = json.loads((home / "config.json").read_text())
    schema = json.loads((home / settings["$schema"]).read_text())
    assert read_config(home / "config.json") == Config()
    assert schema["properties"].keys() == settings.keys()
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["SessionSettings"]["properties"]["gap_minutes"]["maximum"] == 1440
    next_step = shlex.split(ended.out.splitlines()[-1].removeprefix("next: etl.py "))
    assert next_step == ["run", "--home", str(home), f"{home}/sample"]
    looked = called(capsys, *next_step, "--dry-run")
    assert "1 file found, 1 to be loaded: 20,008 lines" in looked.out


@pytest.mark.parametrize(
    "name", ["config.json", "config.schema.json", ".env.example", "sample/events.jsonl.gz"]
)
def test_nothing_is_ever_overwritten(tmp_path: Path, capsys: Capture, name: str) -> None:
    mine = tmp_path / name
    mine.parent.mkdir(exist_ok=True)
    mine.symlink_to(tmp_path / "nowhere")
    ended = called(capsys, "init", str(tmp_path))
    assert ended.code == 2
    assert str(mine) in ended.err
    assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == [mine]


def findings(shop: Shop) -> tuple[int, dict[str, dict[str, object]]]:
    ended = shop.call("doctor", "--json")
    assert ended.rows["exit_code"] == ended.code
    return ended.code, {each["subject"]: each for each in ended.rows["findings"]}


def words(found: dict[str, dict[str, object]]) -> set[object]:
    return {each["word"] for each in found.values()}


def test_a_home_that_is_well_passes_and_is_left_as_it_is(loaded: Shop) -> None:
    def kept() -> dict[str, bytes]:
        own = [path for path in loaded.home.rglob("*") if path.is_file()]
        return {str(path): path.read_bytes() for path in own if "sqlite-" not in path.name}

    before = kept()
    code, found = findings(loaded)
    assert code == 0
    assert "FAIL" not in words(found)
    assert {"python", "packages", "settings", "extension ducklake", "archive/"} < found.keys()
    assert {"disk", "clock", "lock", "journal", "catalog", "tables", "queue"} < found.keys()
    assert "PASS" in loaded.call("doctor").out
    assert kept() == before


def test_a_home_that_is_not_there_is_not_made(tmp_path: Path, capsys: Capture) -> None:
    ended = called(capsys, "doctor", "--home", str(tmp_path / "new"))
    assert ended.code == 0
    assert "to be made by the first run" in " ".join(ended.out.split())
    assert not (tmp_path / "new").exists()


def test_wrong_settings_are_one_failure_among_the_rest(loaded: Shop) -> None:
    loaded.settings('{"sessions": {"gap_minutes": 0}}')
    code, found = findings(loaded)
    assert code == 78
    assert "sessions.gap_minutes" in str(found["settings"]["find"])
    assert found["catalog"]["word"] == "PASS"


def test_a_secret_in_the_settings_is_a_warning_that_does_not_show_it(new_shop: Shop) -> None:
    new_shop.settings('{"warehouse": {"catalog": "sqlite:catalog password=hunter22"}}')
    ended = new_shop.call("doctor", "--json")
    assert ended.code == 0
    assert "holds a secret" in ended.out
    assert "hunter22" not in ended.out


def test_a_catalog_that_does_not_answer_fails_with_69(loaded: Shop) -> None:
    (loaded.home / "warehouse" / "catalog.sqlite").write_bytes(b"no catalog" * 1000)
    code, found = findings(loaded)
    assert code == 69
    assert found["catalog"]["word"] == "FAIL"
    assert found["journal"]["word"] == "WARN"


def test_a_lost_catalog_fails_with_69(loaded: Shop) -> None:
    (loaded.home / "warehouse" / "catalog.sqlite").unlink()
    code, found = findings(loaded)
    assert (code, found["catalog"]["word"]) == (69, "FAIL")


def test_a_queue_that_does_not_answer_fails_with_69(
    loaded: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "someone")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a secret of someone")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    address = "http://127.0.0.1:9"
    queue = {"queue_url": f"{address}/1/orders", "endpoint_url": address, "region": "eu-west-1"}
    loaded.settings(json.dumps({"sqs": queue}))
    code, found = findings(loaded)
    assert code == 69
    assert "orders" in str(found["queue"]["find"])
    assert found["credentials"]["find"] == "found (env)"


def test_who_writes_is_named(loaded: Shop) -> None:
    with writer_lock(Home(loaded.home)):
        _, found = findings(loaded)
    assert str(found["lock"]["find"]).startswith(f"held by process {os.getpid()} on ")


def test_a_clock_behind_the_newest_batch_is_a_warning(
    loaded: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = received_at(max(path.stem for path in (loaded.home / "archive").glob("*.jsonl")))
    monkeypatch.setattr(
        "transforms.operate.doctor.folders.now", lambda: newest - timedelta(hours=1)
    )
    _, found = findings(loaded)
    assert found["clock"]["word"] == "WARN"
    assert "1 hour behind" in str(found["clock"]["find"])


@pytest.mark.parametrize(
    ("gib", "word", "code"), [(0.2, Word.failed, 74), (4.9, Word.warned, 0), (5, Word.passed, 0)]
)
def test_a_disk_without_room_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gib: float, word: Word, code: int
) -> None:
    class Usage:
        free = int(gib * 2**30)

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage)
    found = {each.subject: each for each in folders.examined(Home(tmp_path), Config())}["disk"]
    assert (found.word, found.exit_code) == (word, code)
    assert f"{gib:.1f} GiB" in found.find


def test_folders_that_may_not_be_written_fail_with_77(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "archive").mkdir()
    monkeypatch.setattr(os, "access", lambda _path, mode: not mode & os.W_OK)
    found = {each.subject: each for each in folders.examined(Home(tmp_path), Config())}
    for subject in ("home", "archive/"):
        assert (found[subject].word, found[subject].exit_code) == (Word.failed, 77)


def test_a_folder_that_everybody_may_write_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox").chmod(0o777)
    found = {each.subject: each for each in folders.examined(Home(tmp_path), Config())}
    assert found["inbox/"].word is Word.warned


def test_other_packages_than_the_locked_ones_are_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked() -> Finding:
        return next(each for each in machine.examined() if each.subject == "packages")

    assert looked().word is Word.passed
    monkeypatch.setattr(machine, "PROJECT", tmp_path)
    (tmp_path / "requirements.lock").write_text("duckdb==0.1 \\\nnot-here==1\n")
    assert looked().word is Word.warned
    assert "(locked: 0.1)" in looked().find


def job(tmp_path: Path, seconds: int = 900) -> Job:
    return Job(Path(sys.executable), PROJECT, tmp_path / ODD, None, seconds)


def as_cron_runs(line: str) -> str:
    """What the shell gets: after the five fields, with the backslashes before % taken away."""
    return line.split(None, 5)[5].replace("\\%", "%")


@pytest.mark.deep
def test_a_crontab_line_runs_with_odd_paths_and_the_secrets(tmp_path: Path) -> None:
    made = job(tmp_path)
    made.home.mkdir()
    (made.home / ".env").write_text("SOME_NAME='a b'\n")
    line = cron_line(made)
    assert line.startswith("*/15 * * * * ")
    assert line.count("\n") == 1
    logger = tmp_path / "logger"
    logger.write_text('#!/bin/sh\necho "$SOME_NAME"; cat\n')
    logger.chmod(0o755)
    done = subprocess.run(
        ["sh", "-c", as_cron_runs(line)],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(Path.home())},  # what cron gives
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[0] == "a b"
    assert json.loads(done.stdout.splitlines()[-1])["exit_code"] == 0
    assert (made.home / "warehouse" / "catalog.sqlite").exists()


def test_units_name_the_paths_as_systemd_reads_them(tmp_path: Path) -> None:
    units = systemd_units(job(tmp_path))
    service = configparser.RawConfigParser(strict=True)
    service.optionxform = str  # type: ignore[assignment, method-assign]
    service.read_string(units["lakehouse.service"])
    run = dict(service["Service"])
    assert run["SuccessExitStatus"] == "75"
    words = [word.replace("$$", "$").replace("%%", "%") for word in shlex.split(run["ExecStart"])]
    assert words[:5] == [sys.executable, f"{PROJECT}/etl.py", "run", "--home", f"{tmp_path}/{ODD}"]
    assert run["EnvironmentFile"].replace("%%", "%") == f"-{tmp_path}/{ODD}/.env"
    assert "OnCalendar=*:0/15" in units["lakehouse.timer"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for name, unit in systemd_units(job(tmp_path)).items():
        (tmp_path / name).write_text(unit)
    for seconds in (60, 900, 3600, 6 * 3600, 86_400):
        (tmp_path / "lakehouse.timer").write_text(
            systemd_units(job(tmp_path, seconds))["lakehouse.timer"]
        )
        done = subprocess.run(
            ["systemd-analyze", "verify", *map(str, tmp_path.glob("lakehouse.*"))],
            capture_output=True,
            text=True,
            check=False,
        )
        said = [line for line in done.stderr.splitlines() if "lakehouse" in line]
        assert (done.returncode, said) == (0, [])


@pytest.mark.parametrize(
    ("every", "cron"),
    [
        ("1m", "*/1 * * * *"),
        ("30m", "*/30 * * * *"),
        ("60m", "0 */1 * * *"),
        ("6h", "0 */6 * * *"),
        ("1d", "0 0 * * *"),
        ("24h", "0 0 * * *"),
    ],
)
def test_a_span_that_comes_round_with_the_clock_can_be_scheduled(
    tmp_path: Path, capsys: Capture, every: str, cron: str
) -> None:
    ended = called(capsys, "schedule", "--cron", "--every", every, "--home", str(tmp_path))
    assert ended.code == 0
    assert ended.out.splitlines()[1].startswith(f"{cron} cd ")


@pytest.mark.parametrize(
    ("every", "got"),
    [
        ("7m", "7 minutes"),
        ("90s", "90 seconds"),
        ("5h", "300 minutes"),
        ("2d", "2,880 minutes"),
        ("90m", "90 minutes"),
        ("soon", "'soon'"),
    ],
)
def test_other_spans_are_2(tmp_path: Path, capsys: Capture, every: str, got: str) -> None:
    for kind in ("--cron", "--systemd"):
        ended = called(capsys, "schedule", kind, "--every", every, "--home", str(tmp_path))
        assert ended.code == 2
        assert "--every must" in ended.err
        assert f"got {got}" in " ".join(ended.err.split())


@pytest.mark.parametrize("kind", ["--cron", "--systemd"])
def test_a_schedule_ends_with_where_accounts_for_readers_are_made(
    kind: str, tmp_path: Path, capsys: Capture
) -> None:
    ended = called(capsys, "schedule", kind, "--home", str(tmp_path))
    last = ended.out.splitlines()[-1]
    assert (ended.code, last.startswith("# ")) == (0, True)
    assert "docs/operations.md, Readers" in last
    assert "\n## Readers\n" in (PROJECT / "docs/operations.md").read_text(encoding="utf-8")


def test_one_kind_of_schedule_must_be_asked_for(tmp_path: Path, capsys: Capture) -> None:
    assert called(capsys, "schedule", "--home", str(tmp_path)).code == 2
    assert called(capsys, "schedule", "--cron", "--systemd").code == 2
    broken = str(tmp_path / "a\nb")
    ended = called(capsys, "schedule", "--cron", "--home", broken)
    assert (ended.code, "must be printable" in ended.err) == (2, True)


def test_a_batch_tells_when_it_came_in() -> None:
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    assert received_at(f"processing_batch_{now:%Y%m%d_%H%M%S}_0123456789ab") == now
