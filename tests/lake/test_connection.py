"""The lake: all or nothing, in any folder, for readers and one writer."""

import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.events import event, lines
from tests.lakes import build_lake
from tests.paths import PROJECT
from transforms.config import Config
from transforms.errors import Unavailable
from transforms.home import Home
from transforms.lake.connection import atomic, open_lake

EVENTS = lines(event("page_view", "v"), event("purchase", "v", 1, value=1))


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, duckdb.Error])
def test_whatever_ends_a_transaction_undoes_it(error: type[BaseException]) -> None:
    connection = duckdb.connect()
    connection.execute("create table t as select 1 as x")

    def change() -> None:
        with atomic(connection):
            connection.execute("insert into t values (2)")
            raise error

    with pytest.raises(error):
        change()
    with atomic(connection):
        connection.execute("insert into t values (3)")
    assert connection.execute("from t order by x").fetchall() == [(1,), (3,)]
    connection.close()


#: Ctrl-C comes at odd moments of a query that would take days, before its first task among them.
INTERRUPTED = """
import random, signal
from pathlib import Path
from transforms.config import Config
from transforms.lake.connection import atomic, close, connect

signal.signal(signal.SIGALRM, signal.default_int_handler)
moments = random.Random(1)
for number in range(40):
    connection = connect(Config(), Path("nowhere"))
    try:
        signal.setitimer(signal.ITIMER_REAL, moments.uniform(5e-6, 1e-3))
        if number % 2:
            connection.execute("select sum(range ^ 0.5) from range(10_000_000_000_000)")
        else:
            with atomic(connection):
                connection.execute("select sum(range ^ 0.5) from range(10_000_000_000_000)")
    except (KeyboardInterrupt, RuntimeError):
        signal.setitimer(signal.ITIMER_REAL, 0)
        if not number % 2:
            assert connection.execute("select 42").fetchone() == (42,)
    close(connection)
print("all ended")
"""


def test_what_is_interrupted_ends_at_once() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", INTERRUPTED],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.stdout == "all ended\n", ended.stderr


def test_a_failing_statement_undoes_what_came_before() -> None:
    connection = duckdb.connect()
    connection.execute("create table t (x integer)")

    def change() -> None:
        with atomic(connection):
            connection.execute("insert into t values (1)")
            connection.execute("insert into t values ('x')")

    with pytest.raises(duckdb.ConversionException):
        change()
    assert connection.execute("from t").fetchall() == []
    connection.close()


@pytest.mark.slow
def test_a_home_that_has_moved_can_be_read_and_written(tmp_path: Path) -> None:
    lake = build_lake(tmp_path / "old", [EVENTS])
    before = lake.silver()
    lake.close()
    moved = tmp_path / "it's [new], 100%"
    shutil.move(tmp_path / "old", moved)
    lake = build_lake(moved, [])
    assert lake.silver() == before
    lake.load(lines(event("page_view", "w")))
    assert lake.query("select count(*) as n from fct_events") == [{"n": 3}]
    lake.close()


def test_the_catalog_keeps_a_write_ahead_log(tmp_path: Path) -> None:
    build_lake(tmp_path, [EVENTS]).close()
    catalog = sqlite3.connect(tmp_path / "warehouse" / "catalog.sqlite")
    assert catalog.execute("pragma journal_mode").fetchone() == ("wal",)
    catalog.close()


def test_a_catalog_that_is_no_catalog_is_unavailable(tmp_path: Path) -> None:
    catalog = tmp_path / "warehouse" / "catalog.sqlite"
    catalog.parent.mkdir()
    catalog.write_bytes(b"no database" * 1000)
    with pytest.raises(Unavailable, match="catalog"), open_lake(Home(tmp_path), Config()):
        pass


def test_a_reader_makes_no_lake(tmp_path: Path) -> None:
    with (
        pytest.raises(Unavailable, match="must exist"),
        open_lake(Home(tmp_path), Config(), read_only=True),
    ):
        pass
    assert not (tmp_path / "warehouse").exists()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    build_lake(tmp_path, [EVENTS]).close()
    with open_lake(Home(tmp_path), Config(), read_only=True) as connection:
        for sql in (
            "delete from lake.silver.fct_events",
            "create table lake.silver.mine as select 1 as x",
            "update lake.silver.fct_orders set revenue = 0",
        ):
            with pytest.raises(duckdb.InvalidInputException, match="read-only"):
                connection.execute(sql)


@pytest.mark.slow
def test_odd_texts_live_in_files_and_catalog(tmp_path: Path) -> None:
    odd = 'it\'s "odd" \\ \n\t\u202e\U0001f600 --;'
    purchase = event("purchase", odd, 0, transaction_id=odd, coupon=odd, value=1)
    lake = build_lake(tmp_path, [lines(purchase), EVENTS, lines(purchase | {"country": odd})])
    found = lake.query("select visitor_id, order_id, purchase_event_count from fct_orders")
    assert {"visitor_id": odd, "order_id": odd, "purchase_event_count": 2} in found
    lake.close()


def test_others_cannot_write_the_catalog(tmp_path: Path) -> None:
    build_lake(tmp_path, [EVENTS]).close()
    mode = (tmp_path / "warehouse" / "catalog.sqlite").stat().st_mode
    assert not mode & stat.S_IWOTH
