"""Copies: one reading for all who wait, one state for each answer, the latest after a commit."""

import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.lakes import build_lake
from tests.serve.conftest import SETTINGS, Serve
from transforms.lake.damage import put_lake_aside
from transforms.lake.snapshots import Snapshot
from transforms.serve.copies import Copies, Part
from transforms.serve.least_recent import LeastRecent
from transforms.serve.reader import TooSlow, Unreadable

FUNNEL = Part(("growth",), "vw_user_funnel")
EVENT = b'{"event_name": "view_item", "user_pseudo_id": "%d", "event_timestamp": 1726000000}\n'


def commit(home: Path, number: int) -> None:
    build_lake(home, [EVENT % number], SETTINGS).close()


def test_who_waits_for_the_same_reading_shares_it(serve: Serve, shop: Path) -> None:
    served = serve(shop)
    asked, go = [], threading.Event()
    read = served.reader.read

    def slow(ask: Any) -> Any:
        asked.append(ask)
        go.wait(10)
        return read(ask)

    served.reader.read = slow  # type: ignore[method-assign]
    wishes = [served.copies.wish(FUNNEL) for _ in range(20)]
    go.set()
    assert len({id(each.result(60)) for each in wishes}) == 1
    assert len(asked) == 1


def test_a_former_copy_answers_while_the_next_is_read(serve: Serve, copy: Path) -> None:
    served = serve(copy)
    with closing(Copies(served.reader, served.lakehouse.config, 0, 3600)) as copies:
        first = copies.wish(FUNNEL).result(60)
        commit(copy, 1)
        assert copies.wish(FUNNEL).result(0) is first
        copies._under_way[FUNNEL].result(60)
        assert copies.wish(FUNNEL).result(0).snapshot.snapshot_id > first.snapshot.snapshot_id


def test_a_fresh_copy_asks_nobody(serve: Serve, shop: Path) -> None:
    served = serve(shop)
    with closing(Copies(served.reader, served.lakehouse.config, 3600, 3600)) as copies:
        first = copies.wish(FUNNEL).result(60)
        served.reader.read = None  # type: ignore[method-assign, assignment]
        assert copies.wish(FUNNEL).result(0) is first


@pytest.mark.slow
def test_teams_are_copied_from_one_state(serve: Serve, shop: Path) -> None:
    served = serve(shop)
    both = served.copies.wish(Part(("growth", "finance"), "vw_metrics")).result(60).table
    parts = [served.copies.wish(Part((team,), "vw_metrics")) for team in ("growth", "finance")]
    assert both.num_rows == sum(each.result(60).table.num_rows for each in parts)


@pytest.mark.slow
def test_a_lake_that_is_made_anew_is_opened_anew(serve: Serve, copy: Path) -> None:
    served = serve(copy)
    before = served.copies.wish(FUNNEL).result(60)
    put_lake_aside(served.lakehouse.home, served.lakehouse.config)
    with pytest.raises(Unreadable):
        served.copies.wish(FUNNEL).result(60)
    commit(copy, 2)
    after = served.copies.wish(FUNNEL).result(60)
    assert after.table.num_rows < before.table.num_rows
    assert after.snapshot != before.snapshot


@pytest.mark.slow
def test_a_reading_that_takes_too_long_is_interrupted(serve: Serve, shop: Path) -> None:
    reader = serve(shop, api={"seconds": 1}).reader

    def endless(lake: duckdb.DuckDBPyConnection, _: Snapshot) -> object:
        return lake.execute("select count(*) from range(1000000) as a, range(1000000) as b")

    with pytest.raises(TooSlow):
        reader.read(endless)
    assert reader.read(lambda lake, _: lake.execute("select 1").fetchall()) == [(1,)]


def test_an_error_ends_no_other_reading(serve: Serve, shop: Path) -> None:
    reader = serve(shop).reader
    is_begun, has_failed = threading.Event(), threading.Event()

    def patient(lake: duckdb.DuckDBPyConnection, _: Snapshot) -> object:
        is_begun.set()
        has_failed.wait(10)
        return lake.execute("from lake.gold_growth.vw_user_funnel").fetchall()

    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(reader.read(patient)))
    thread.start()
    is_begun.wait(10)
    with pytest.raises(Unreadable):
        reader.read(lambda lake, _: lake.execute("from lake.no.such"))
    is_begun.clear()
    has_failed.set()
    thread.join(60)
    assert found
    assert not is_begun.is_set()  # it was not begun anew


def test_nothing_but_the_lake_can_be_read(serve: Serve, shop: Path) -> None:
    with pytest.raises(Unreadable):
        serve(shop).reader.read(lambda lake, _: lake.execute("from read_text('/etc/hostname')"))


def test_the_least_recent_goes_first() -> None:
    memory: LeastRecent[str, int] = LeastRecent(10)
    memory.put("a", 1, 4)
    memory.put("b", 2, 4)
    assert memory.get("a") == 1
    memory.put("c", 3, 4)
    assert [memory.get(each) for each in "abc"] == [1, None, 3]
    memory.put("c", 4, 11)
    assert (memory.get("c"), memory.bytes) == (None, 4)
    memory.put("a", 5, 2)
    assert (memory.get("a"), memory.bytes) == (5, 2)


@pytest.mark.deep
def test_each_answer_is_of_the_state_that_it_names(serve: Serve, copy: Path) -> None:
    served = serve(copy)
    stop = threading.Event()

    def write() -> None:
        number = 100
        while not stop.is_set():
            commit(copy, number)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    seen = {}
    until = time.monotonic() + 30
    while time.monotonic() < until:
        copied = served.copies.wish(FUNNEL).result(60)
        seen[copied.snapshot.snapshot_id] = copied.table.to_pylist()
    stop.set()
    writer.join()
    assert len(seen) > 3

    def then(snapshot_id: int) -> list[dict[str, Any]]:
        sql = f"from lake.gold_growth.vw_user_funnel at (version => {snapshot_id}) order by 1, 2"
        return served.reader.read(lambda lake, _: lake.execute(sql).to_arrow_table().to_pylist())

    assert not [each for each, rows in seen.items() if then(each) != rows]
