"""The one transaction that shows a draft, its recovery and its lock: PostgreSQL alone, no Spark."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from tests.postgres import is_installed, postgres
from transforms.config import Config
from transforms.errors import LockHeld, PromiseBroken, Unavailable
from transforms.iceberg import database, pointers
from transforms.iceberg.pointers import Change, Draft, begin_draft, switch
from transforms.iceberg.status import look
from transforms.load.ledger import Entry

psycopg = pytest.importorskip("psycopg")
pytestmark = pytest.mark.skipif(not is_installed(), reason="needs PostgreSQL")
NUMBERS = count()
NOW = datetime(2024, 3, 1, 12)
TABLES = [f"silver.table_{number}" for number in range(30)]
INSERT = """
insert into iceberg_tables (catalog_name, table_namespace, table_name, metadata_location)
values (%s, split_part(%s, '.', 1), split_part(%s, '.', 2), %s)
on conflict (catalog_name, table_namespace, table_name)
do update set metadata_location = excluded.metadata_location
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as words:
        yield words


@pytest.fixture
def config(server: str) -> Config:
    name = f"lake_{next(NUMBERS)}"
    with psycopg.connect(f"{server} dbname=postgres", autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return Config.model_validate({"iceberg": {"catalog": f"{server} dbname={name}"}})


def commit(connection: Any, draft: Draft, batch: int, tables: list[str] = TABLES) -> None:
    """Do what Spark does: commit to one table of the draft after the other."""
    for table in tables:
        connection.execute(INSERT, [draft.name, table, table, f"{table}/{batch}"])


def change(batch: int, **more: Any) -> Change:
    entry = Entry(f"batch_{batch}", 1, 1, 0, 0, 0)
    return Change("batch", NOW, 1, dict.fromkeys(TABLES, batch), [entry], **more)


def show(connection: Any, batch: int) -> pointers.Switch:
    draft = begin_draft(connection)
    commit(connection, draft, batch)
    return switch(connection, draft, change(batch))


def test_a_switch_shows_all_tables_and_the_ledger(config: Config) -> None:
    with database.writing(config) as connection:
        assert pointers.last_switch(connection) is None
        first, second = show(connection, 1), show(connection, 2)
        assert (first.moved, second.moved, second.switch_id) == (30, 30, 2)
        assert pointers.pointers(connection) == {table: f"{table}/2" for table in TABLES}
        assert pointers.loaded_ids(connection) == {"batch_1", "batch_2"}
        last = pointers.last_switch(connection)
        assert last is not None
        assert last.snapshots == dict.fromkeys(TABLES, 2)
    assert look(config).drafts == {}


def test_only_what_was_drafted_moves(config: Config) -> None:
    with database.writing(config) as connection:
        show(connection, 1)
        draft = begin_draft(connection)
        commit(connection, draft, 2, TABLES[:2])
        assert switch(connection, draft, change(2)).moved == 2
        assert set(pointers.pointers(connection).values()) == {
            *(f"{table}/2" for table in TABLES[:2]),
            *(f"{table}/1" for table in TABLES[2:]),
        }


def test_tables_come_and_go_with_a_draft(config: Config) -> None:
    with database.writing(config) as connection:
        show(connection, 1)
        draft = begin_draft(connection)
        connection.execute(
            "delete from iceberg_tables where catalog_name = %s and table_name = 'table_0'",
            [draft.name],
        )
        commit(connection, draft, 2, ["silver.new"])
        assert switch(connection, draft, change(2)).moved == 2
        assert set(pointers.pointers(connection)) == {*TABLES[1:], "silver.new"}


@pytest.mark.parametrize("committed", [0, 1, 19, 30])
def test_a_run_that_died_before_its_switch_leaves_the_lake(config: Config, committed: int) -> None:
    with database.writing(config) as connection:
        show(connection, 1)
        commit(connection, begin_draft(connection), 2, TABLES[:committed])
    assert look(config).drafts == ({} if committed == 0 else {"draft_2": committed})
    with database.writing(config) as connection:
        assert pointers.pointers(connection) == {table: f"{table}/1" for table in TABLES}
        again = begin_draft(connection)
        assert pointers.pointers(connection, again.name) == again.began
        assert pointers.loaded_ids(connection) == {"batch_1"}
    assert look(config).drafts == {}


@pytest.mark.parametrize("part", ["_move", "_write", "pointers"])
def test_a_switch_that_fails_shows_nothing(
    config: Config, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing(config) as connection:
        show(connection, 1)
        draft = begin_draft(connection)
        commit(connection, draft, 2)
        real = getattr(pointers, part)

        def dying(*arguments: Any) -> None:
            real(*arguments)
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(pointers, part, dying)
            with pytest.raises(KeyboardInterrupt):
                switch(connection, draft, change(2))
        assert pointers.pointers(connection) == {table: f"{table}/1" for table in TABLES}
        assert pointers.loaded_ids(connection) == {"batch_1"}


def test_who_lost_the_lock_commits_to_nothing(config: Config) -> None:
    with database.writing(config) as connection:
        show(connection, 1)
        lost = begin_draft(connection)
    with database.writing(config) as connection:
        mine = begin_draft(connection)
        moved = connection.execute(  # what Iceberg's catalog does to commit
            "update iceberg_tables set metadata_location = 'x' where catalog_name = %s"
            " and metadata_location = %s",
            [lost.name, f"{TABLES[0]}/1"],
        )
        assert moved.rowcount == 0
        commit(connection, mine, 2)
        switch(connection, mine, change(2))
        assert "x" not in pointers.pointers(connection).values()


def test_a_lake_that_somebody_else_moved_is_not_overwritten(config: Config) -> None:
    with database.writing(config) as connection:
        show(connection, 1)
        draft = begin_draft(connection)
        commit(connection, draft, 2)
        connection.execute(INSERT, ["lake", TABLES[3], TABLES[3], "theirs"])
        with pytest.raises(PromiseBroken, match=r"as draft_2 began, got other .*table_3"):
            switch(connection, draft, change(2))
        assert pointers.pointers(connection)[TABLES[0]] == f"{TABLES[0]}/1"


def test_a_batch_is_shown_once(config: Config) -> None:
    with database.writing(config) as connection:
        show(connection, 1)
        draft = begin_draft(connection)
        commit(connection, draft, 2)
        with pytest.raises(psycopg.errors.UniqueViolation):
            switch(connection, draft, change(1))
        assert switch(connection, draft, change(1, anew=True)).moved == 30
        assert pointers.loaded_ids(connection) == {"batch_1"}


def test_a_second_run_waits_for_nobody(config: Config) -> None:
    with database.writing(config):
        with pytest.raises(LockHeld, match="got a run that holds it"), database.writing(config):
            pass
        look(config)  # readers need no lock
    with database.writing(config):
        pass
    assert LockHeld.exit_code == 75


def test_a_database_that_is_away_is_told() -> None:
    away = {"iceberg": {"catalog": "host=/nowhere dbname=lakehouse"}}
    with pytest.raises(Unavailable, match=r"iceberg\.catalog must answer"):
        look(Config.model_validate(away))


def test_who_reads_all_pointers_in_one_query_sees_one_batch(config: Config) -> None:
    stop = threading.Event()

    def write() -> None:
        with database.writing(config) as connection:
            batch = 1
            while not stop.is_set():
                batch += 1
                show(connection, batch)

    with database.writing(config) as connection:
        show(connection, 1)
    writer = threading.Thread(target=write)
    writer.start()
    seen = set()
    try:
        with database.reading(config) as connection:
            for _ in range(400):
                places = pointers.pointers(connection).values()
                (batch,) = {place.partition("/")[2] for place in places}
                seen.add(batch)
    finally:
        stop.set()
        writer.join()
    assert len(seen) > 1  # it was switched meanwhile


def test_status_gives_the_snapshots_of_each_switch(config: Config) -> None:
    assert look(config).as_json() == {"batches": 0, "drafts": {}, "switches": []}
    with database.writing(config) as connection:
        show(connection, 7)
    told = json.loads(json.dumps(look(config).as_json()))
    assert told["batches"] == 1
    assert told["switches"][0]["snapshots"]["silver.table_0"] == 7
