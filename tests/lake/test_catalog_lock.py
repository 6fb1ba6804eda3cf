"""Two homes with one catalog on a server: one writes, the other is told who does."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.buckets import new_bucket, object_store
from tests.events import DAY, event, item, lines
from tests.paths import PROJECT
from tests.postgres import is_installed, new_database, postgres
from transforms.archive.reader import archived_ids
from transforms.config import Config
from transforms.errors import LockHeld
from transforms.home import Home
from transforms.lake.connection import open_lake

pytestmark = pytest.mark.skipif(not is_installed(), reason="needs: apt-get install postgresql")
HOLDER = """
import sys
from pathlib import Path
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import open_lake
with open_lake(Home(Path(sys.argv[1])), Config.model_validate_json(sys.argv[2])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as server:
        yield server


def settings(server: str, data: Path | str, database: str = "") -> Config:
    """A lake of all homes that name it: catalog and data are elsewhere."""
    named = database or f"{server} dbname=postgres"
    where = {"catalog": f"postgres:{named}", "data_path": str(data)}
    return Config.model_validate({"warehouse": where})


def test_a_catalog_has_one_writer_and_many_readers(server: str, tmp_path: Path) -> None:
    config = settings(server, tmp_path / "data")
    one, other = Home(tmp_path / "one"), Home(tmp_path / "other")
    with open_lake(one, config):
        with open_lake(other, config, read_only=True) as reader:
            assert reader.execute("select 1").fetchall() == [(1,)]
        with (
            pytest.raises(LockHeld, match=r"the same machine, since \d{4}-.* UTC"),
            open_lake(other, config),
        ):
            pass
    with open_lake(other, config) as free:
        assert free.execute("select 1").fetchall() == [(1,)]


def test_a_killed_holder_leaves_it_free(server: str, tmp_path: Path) -> None:
    config = settings(server, tmp_path / "data")
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "one"), config.model_dump_json()]
    holder = subprocess.Popen(
        command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockHeld), open_lake(Home(tmp_path / "other"), config):
            pass
        os.kill(holder.pid, signal.SIGKILL)
    with open_lake(Home(tmp_path / "other"), config):
        pass


@pytest.mark.deep
@pytest.mark.parametrize("where", ["folders", "one bucket for all"])
def test_two_homes_that_run_together_lose_and_double_nothing(
    server: str, tmp_path: Path, where: str
) -> None:
    if where == "folders":
        _run_together(tmp_path, settings(server, tmp_path / "data", new_database(server, "shared")))
        return
    with object_store() as client:
        new_bucket(client, "lake")
        elsewhere = settings(server, "s3://lake/data", new_database(server, "stored"))
        archive = {"archive": {"path": "s3://lake/raw"}}
        config = Config.model_validate(elsewhere.model_dump(exclude_defaults=True) | archive)
        _run_together(tmp_path, config)
        assert len(archived_ids(Home(tmp_path, "s3://lake/raw"))) == 20
        verified = _run(tmp_path / "one", command=("verify", "--from-archive"))
        assert verified.wait() == 0


def _run_together(tmp_path: Path, config: Config) -> None:
    homes = [tmp_path / name for name in ("one", "other")]
    for home in homes:
        home.mkdir()
        (home / "config.json").write_text(config.model_dump_json(exclude_defaults=True))
    codes = []
    for number in range(10):
        started = []
        for home in homes:
            events = home / f"{number}.jsonl"
            events.write_bytes(lines(*_batch(f"{home.name}{number}", number)))
            started.append((home, _run(home, str(events))))
        codes += [run.wait() for _, run in started]
        for home, run in started:
            while run.returncode == 75:
                run = _run(home, str(home / f"{number}.jsonl"))
                run.wait()
            assert run.returncode == 0
    assert set(codes) <= {0, 75}
    with open_lake(Home(homes[0]), config, read_only=True) as lake:
        [counted] = lake.execute(
            "select count(*), count(distinct event_id), count(distinct visitor_id)"
            " from lake.silver.fct_events"
        ).fetchall()
    assert counted == (60, 60, 20)
    assert _run(homes[1], command=("verify",)).wait() == 0


def _batch(who: str, day: int) -> list[dict[str, object]]:
    times = [day * DAY + minute for minute in range(3)]
    return [event("view_item", who, at, items=[item("p")]) for at in times]


def _run(home: Path, *files: str, command: Sequence[str] = ("run",)) -> subprocess.Popen[bytes]:
    words = [sys.executable, "etl.py", *command, "--quiet", "--home", str(home), *files]
    return subprocess.Popen(words, cwd=PROJECT)
