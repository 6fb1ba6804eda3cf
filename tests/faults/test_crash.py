"""Killed or stopped at a chosen moment, the next run ends where an undisturbed one does."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.differences import Tables, differences
from tests.events import event, item, lines
from tests.faults.homes import state
from tests.paths import PROJECT
from transforms.archive.writer import BatchWriter, archived_ids, read_batch, stage, staged
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import open_lake
from transforms.lake.data_files import orphans
from transforms.load.failures import died_in, set_aside_ids
from transforms.load.loader import load_group
from transforms.models.schema import prepare

CONFIG = Config.model_validate({"warehouse": {"sync_data_files": False, "threads": 1}})

#: A run that stops in a query behind its last model, inside the transaction, until it is ended. Who
#: runs tests in the background may have signals ignored, and what is ignored stays so.
WAITING = """
import signal
import sys

from transforms.cli import main
from transforms.load import loader

signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
materialize = loader.materialize_silver

def materialize_and_wait(connection, *arguments, **options):
    materialize(connection, *arguments, **options)
    print("everything is written, nothing committed", flush=True)
    connection.execute("select sum(range ^ 0.5) from range(10_000_000_000_000)")

loader.materialize_silver = materialize_and_wait
main(["process", *sys.argv[2:]])
"""

Moment = Callable[[Path], bool]


def batch(number: int) -> bytes:
    events = [
        event(name, f"v{visitor}", 20 * visitor + minute, items=[item("p", "A", price=5)])
        for visitor in range(40)
        for minute, name in enumerate(("view_item", "add_to_cart", "begin_checkout", "page_view"))
    ]
    bought = [
        event("purchase", f"v{visitor}", 20 * visitor + 9 - number, transaction_id=f"t{visitor}")
        for visitor in range(40)
    ]
    return lines(*events[number::2], *bought[number:]) + b"not json\n"


def archive(home: Home, *batches: bytes) -> None:
    for content in batches:
        with BatchWriter(home) as writer:
            writer.append(content)
            writer.finish("test")


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one batch loaded and one waiting."""
    home = Home(tmp_path_factory.mktemp("start"))
    (home.root / "config.json").write_text(CONFIG.model_dump_json())
    archive(home, batch(0))
    assert run(home.root).returncode == 0
    archive(home, batch(1))
    return home.root


@pytest.fixture(scope="module")
def undisturbed(start: Path, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    home = copied(start, tmp_path_factory.mktemp("undisturbed"))
    assert run(home).returncode == 0
    return state(home)


def copied(start: Path, folder: Path) -> Path:
    return shutil.copytree(start, folder / "home")


def command(home: Path) -> list[str]:
    return [sys.executable, str(PROJECT / "process_staging.py"), "--home", str(home), "-q"]


def run(home: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command(home), capture_output=True, check=False, timeout=600)


def is_reading(home: Path) -> bool:
    return any((home / "tmp").glob("reading-*"))


def is_read(home: Path) -> bool:
    return any((home / "tmp").glob("reading-*/*"))


def has_written(count: int) -> Moment:
    """The batch has written so many Parquet files more."""

    def check(home: Path) -> bool:
        return len(list((home / "warehouse").rglob("*.parquet"))) >= BEFORE[home] + count

    return check


BEFORE: dict[Path, int] = {}


def killed(home: Path, moment: Moment) -> int:
    """Start a run and kill it at a moment; give its exit code."""
    BEFORE[home] = len(list((home / "warehouse").rglob("*.parquet")))
    process = subprocess.Popen(command(home), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    while process.poll() is None and not moment(home):
        time.sleep(0.004)
    process.send_signal(signal.SIGKILL)
    return process.wait()


MOMENTS: list[Any] = [
    pytest.param(is_reading, id="when it begins to read", marks=pytest.mark.deep),
    pytest.param(is_read, id="when lines are read", marks=pytest.mark.deep),
    pytest.param(has_written(1), id="after the first file", marks=pytest.mark.deep),
    pytest.param(has_written(10), id="after ten files", marks=pytest.mark.deep),
    pytest.param(has_written(25), id="after many files", marks=pytest.mark.deep),
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_run_is_made_good_by_the_next(
    start: Path, undisturbed: Tables, tmp_path: Path, moment: Moment
) -> None:
    home = copied(start, tmp_path)
    code = killed(home, moment)
    assert code in (-signal.SIGKILL, 0)
    again = run(home)
    assert again.returncode == 0, again.stderr
    assert not differences(undisturbed, state(home))
    assert staged(Home(home)) == []
    assert list((home / "tmp").iterdir()) == []


@pytest.mark.slow
def test_it_was_killed_in_the_middle(start: Path, tmp_path: Path) -> None:
    home = copied(start, tmp_path)
    assert killed(home, has_written(5)) == -signal.SIGKILL
    [waiting] = staged(Home(home))
    assert died_in(Home(home)) == [waiting.batch_id]
    with open_lake(Home(home), CONFIG, read_only=True) as lake:
        assert len(orphans(lake, Home(home), CONFIG)) >= 5
    with open_lake(Home(home), CONFIG, read_only=True) as lake:
        assert lake.execute("select count(*) from lake.ops.batches").fetchone() == (1,)


@pytest.mark.deep
def test_a_run_killed_between_archive_and_staging(
    start: Path, undisturbed: Tables, tmp_path: Path
) -> None:
    home = copied(start, tmp_path)
    for link in (home / "staging").glob("*.jsonl"):
        link.unlink()
    assert run(home).returncode == 0
    assert not differences(undisturbed, state(home))


@pytest.mark.deep
def test_a_run_killed_between_commit_and_unlink(
    start: Path, undisturbed: Tables, tmp_path: Path
) -> None:
    home = copied(start, tmp_path)
    assert run(home).returncode == 0
    for batch_id in archived_ids(Home(home)):
        stage(Home(home), batch_id)
    done = run(home)
    assert (done.returncode, done.stdout) == (0, b"nothing new to load\n")
    assert staged(Home(home)) == []
    assert not differences(undisturbed, state(home))


@pytest.mark.parametrize(
    "stop",
    [
        pytest.param(signal.SIGINT, id="Ctrl-C"),
        pytest.param(signal.SIGTERM, id="kill", marks=pytest.mark.deep),
        pytest.param(signal.SIGHUP, id="end of the session", marks=pytest.mark.deep),
    ],
)
def test_an_interrupt_ends_with_130_and_keeps_nothing_half_done(
    start: Path, undisturbed: Tables, tmp_path: Path, stop: signal.Signals
) -> None:
    home = copied(start, tmp_path)
    waiting = [sys.executable, "-c", WAITING, *command(home)[1:]]
    process = subprocess.Popen(waiting, stderr=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT)
    assert process.stdout
    told = process.stdout.readline()
    assert told == b"everything is written, nothing committed\n", process.communicate()
    process.send_signal(stop)
    try:
        _, err = process.communicate(timeout=600)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 130, err
    assert err.splitlines()[-1] == b"error: interrupted; nothing half-done was kept"
    assert list((home / "tmp").iterdir()) == []
    assert died_in(Home(home)) == []
    assert run(home).returncode == 0
    assert not differences(undisturbed, state(home))


@pytest.mark.deep
def test_a_batch_that_is_killed_in_three_runs_is_set_aside_until_a_retry(
    start: Path, undisturbed: Tables, tmp_path: Path
) -> None:
    home = copied(start, tmp_path)
    [waiting] = staged(Home(home))
    for _ in range(3):
        assert killed(home, has_written(5)) == -signal.SIGKILL
    done = run(home)
    assert (done.returncode, done.stdout) == (0, b"nothing new to load\n"), done.stderr
    assert set_aside_ids(Home(home)) == [waiting.batch_id]
    retry = [sys.executable, str(PROJECT / "etl.py"), "dead-letters", "retry", "--home", str(home)]
    assert subprocess.run(retry, capture_output=True, check=False).returncode == 0
    assert not differences(undisturbed, state(home))


@pytest.mark.deep
def test_a_rebuild_from_the_archive_that_is_killed_is_completed_by_a_run(
    start: Path, undisturbed: Tables, tmp_path: Path
) -> None:
    home = copied(start, tmp_path)
    assert run(home).returncode == 0
    rebuild = [sys.executable, str(PROJECT / "etl.py"), "replay", "--rebuild", "--from-archive"]
    for pause in (0.2, 0.5, 0.8, 1.1, 1.4, 1.7, 2.0):
        process = subprocess.Popen(
            [*rebuild, "--home", str(home)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert run(home).returncode == 0
        assert not differences(undisturbed, state(home))


@pytest.mark.slow
def test_a_failing_batch_does_not_stop_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    archive(home, batch(0), batch(1))
    from transforms.load import loader

    materialize = loader.materialize_silver
    calls: list[int] = []

    def fail_once(*arguments: Any, **options: Any) -> Any:
        calls.append(1)
        materialized = materialize(*arguments, **options)
        if len(calls) == 1:
            raise OSError(28, os.strerror(28))
        return materialized

    monkeypatch.setattr(loader, "materialize_silver", fail_once)
    first, second = (read_batch(home, batch_id) for batch_id in archived_ids(home))
    with open_lake(home, CONFIG) as connection:
        prepare(connection, CONFIG)
        with pytest.raises(OSError, match="No space"):
            load_group(connection, home, CONFIG, [first])
        load_group(connection, home, CONFIG, [second])
        found = connection.execute("select distinct batch_id from lake.staging.stg_events")
        assert found.fetchall() == [(second.batch_id,)]
