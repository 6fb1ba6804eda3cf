"""Readers in other processes: never blocked, never shown half a batch."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.events import event, item, lines
from tests.paths import PROJECT
from transforms.archive.writer import BatchWriter
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import open_lake
from transforms.load.loader import load_group
from transforms.models.schema import prepare

pytestmark = pytest.mark.unplanned
DUCKDB = shutil.which("duckdb", path=str(Path(sys.executable).parent)) or "duckdb"
CONFIG = Config.model_validate({"warehouse": {"sync_data_files": False, "threads": 1}})
IS_WHOLE = """
    select
        (select count(*) from lake.silver.fct_events) as events,
        (select sum(new_events)::bigint from lake.ops.batches) as promised,
        (select sum(event_count)::bigint from lake.silver.silver_sessions) as in_sessions,
        (select sum(allocated_revenue) from lake.silver.fct_order_items)
        - (select sum(revenue) from lake.silver.fct_orders) as lost
"""
BATCHES = 3


def batch(number: int) -> bytes:
    return lines(
        *(
            event(name, f"v{visitor}", number * 10, items=[item("p", price=visitor)], **fields)
            for visitor in range(50)
            for name, fields in (
                ("view_item", {}),
                ("purchase", {"transaction_id": f"{number}/{visitor}", "value": visitor}),
            )
        )
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with one batch loaded and some waiting."""
    home = Home(tmp_path_factory.mktemp("made"))
    (home.root / "config.json").write_text(CONFIG.model_dump_json())
    with open_lake(home, CONFIG) as connection:
        prepare(connection, CONFIG)
        for number in range(BATCHES):
            with BatchWriter(home) as writer:
                writer.append(batch(number))
                waiting = writer.finish("test")
            if number == 0:
                load_group(connection, home, CONFIG, [waiting])
    return home


@pytest.fixture
def home(made: Home, tmp_path: Path) -> Home:
    """A copy of that home."""
    return Home(Path(shutil.copytree(made.root, tmp_path / "home")))


def attached(home: Home) -> str:
    catalog = home.warehouse / "catalog.sqlite"
    return (
        "set threads = 1; load ducklake; load sqlite_scanner; "
        f"attach 'ducklake:sqlite:{catalog}' as lake (read_only, meta_journal_mode 'WAL', "
        f"data_path '{home.warehouse}/data/', override_data_path true);"
    )


def asked(home: Home, sql: str) -> Any:
    """Rows of a query in the DuckDB command line."""
    done = subprocess.run(
        [DUCKDB, "-json", "-c", f"{attached(home)} {sql};"],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def loading(home: Home) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(PROJECT / "process_staging.py"), "--home", str(home.root)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


@pytest.mark.deep
def test_every_answer_is_from_before_or_after_a_batch(home: Home) -> None:
    writer = loading(home)
    answers = []
    while writer.poll() is None:
        answers.extend(asked(home, IS_WHOLE))
        time.sleep(0.25)
    assert (writer.returncode, b"error" in writer.communicate()[1]) == (0, False)
    answers.extend(asked(home, IS_WHOLE))
    for answer in answers:
        assert answer["events"] == answer["promised"] == answer["in_sessions"]
        assert float(answer["lost"]) == 0
        assert answer["events"] % 100 == 0
    assert answers[-1]["events"] == 100 * BATCHES
    assert len(answers) > 2


@pytest.mark.slow
def test_an_open_session_keeps_its_snapshot_and_blocks_nothing(home: Home) -> None:
    with open_lake(home, CONFIG, read_only=True) as reader:
        reader.execute("begin")
        before = reader.execute(IS_WHOLE).fetchall()
        writer = loading(home)
        assert (writer.wait(timeout=600), before[0][0]) == (0, 100)
        assert reader.execute(IS_WHOLE).fetchall() == before
        reader.execute("commit")
        after = reader.execute(IS_WHOLE).fetchall()
        assert after[0][:3] == (100 * BATCHES, 100 * BATCHES, 100 * BATCHES)
        writer.communicate()


def test_the_command_line_cannot_write(home: Home) -> None:
    done = subprocess.run(
        [DUCKDB, "-c", f"{attached(home)} delete from lake.silver.fct_events;"],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode != 0
    assert "read-only" in done.stderr
