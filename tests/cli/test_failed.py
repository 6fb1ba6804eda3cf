"""Batches that fail: counted where it is their fault, set aside after three runs, taken back."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest

from tests.cli.shop import BAD, EVENTS, LATE, Shop, Unheard
from transforms import errors
from transforms.archive.names import MANIFEST
from transforms.archive.staging import staged_ids
from transforms.home import Home
from transforms.lake.connection import open_lake
from transforms.lakehouse import open_lakehouse
from transforms.load import loader
from transforms.load.failures import is_own_fault, set_aside_ids
from transforms.operate.status import read_status
from transforms.query import summary

DEEP = pytest.mark.deep


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "is_own"),
    [
        pytest.param(errors.PromiseBroken(), True, id="a check that it breaks"),
        pytest.param(errors.LakehouseError(), True, id="a reading worker that it ends"),
        pytest.param(duckdb.ConversionException(), True, id="a value that fits no column"),
        pytest.param(duckdb.OutOfMemoryException("8 KiB"), True, id="more memory than there is"),
        pytest.param(
            raised(errors.StorageError(), msgspec.DecodeError()), True, id="a damaged manifest"
        ),
        pytest.param(
            duckdb.OutOfMemoryException("set by 'max_temp_directory_size'"),
            False,
            id="a disk too full to spill",
        ),
        pytest.param(OSError(28, os.strerror(28)), False, id="a full disk"),
        pytest.param(errors.StorageError(), False, id="a write that failed"),
        pytest.param(errors.NotPermitted(), False, id="a missing permission"),
        pytest.param(errors.Unavailable(), False, id="a store that does not answer"),
        pytest.param(duckdb.IOException(), False, id="a file that cannot be read"),
        pytest.param(duckdb.HTTPException(), False, id="a store's error"),
        pytest.param(duckdb.TransactionException(), False, id="a commit that failed"),
        pytest.param(duckdb.Error("disk I/O error"), False, id="the catalog's disk"),
    ],
)
def test_a_fault_is_the_batchs_or_it_is_not(error: Exception, is_own: bool) -> None:
    assert is_own_fault(error) is is_own


@pytest.fixture
def failing(shop: Shop) -> str:
    """The id of an archived batch whose manifest is damaged; another batch waits behind it."""
    return damage_a_batch(shop)


@pytest.fixture(scope="module")
def aside(homes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose damaged batch has failed in three runs and was set aside by a fourth."""
    home = tmp_path_factory.mktemp("aside") / "shop"
    shutil.copytree(homes / "opened", home)
    shop = Shop(home, Unheard())
    damage_a_batch(shop)
    assert [shop.call("run").code for _ in range(4)] == [74, 74, 74, 0]
    return home


@pytest.fixture
def set_aside(new_shop: Shop, aside: Path) -> Shop:
    """A copy of that home."""
    shutil.copytree(aside, new_shop.home, dirs_exist_ok=True)
    return new_shop


def damage_a_batch(shop: Shop) -> str:
    shop.put("a.jsonl", EVENTS + BAD)
    assert shop.call("ingest").code == 0
    [batch_id] = staged_ids(Home(shop.home))
    manifest = shop.home / "archive" / f"{batch_id}{MANIFEST}"
    manifest.rename(shop.home / "whole.json")
    manifest.write_bytes(b"{half")
    shop.put("b.jsonl", LATE)
    return batch_id


def mend(shop: Shop) -> None:
    [batch_id] = set_aside_ids(Home(shop.home))
    manifest = shop.home / "archive" / f"{batch_id}{MANIFEST}"
    manifest.write_bytes((shop.home / "whole.json").read_bytes())


def attempts(shop: Shop) -> list[Any]:
    with open_lake(Home(shop.home), lakehouse_of(shop).config, read_only=True) as lake:
        sql = "select attempts, state from lake.ops.batches order by state, attempts"
        return lake.execute(sql).fetchall()


def lakehouse_of(shop: Shop) -> Any:
    return open_lakehouse(shop.home, None, quiet=True, log_format="text")


@pytest.mark.slow
def test_a_batch_that_fails_three_runs_is_set_aside_and_the_next_go_on(
    shop: Shop, failing: str
) -> None:
    first = shop.call("run")
    assert first.code == 74
    assert "1 batch loaded: 3 lines" in first.out
    assert attempts(shop) == [(1, "failed"), (0, "loaded")]
    assert shop.call("run").code == 74
    assert staged_ids(Home(shop.home)) == [failing]
    third = shop.call("run")
    assert (third.code, "failed in 3 runs" in third.err) == (74, True)
    assert shop.call("run").code == 0
    folder = shop.home / "dead_letter/batches"
    assert (folder / f"{failing}.jsonl").read_bytes() == EVENTS + BAD
    reason = json.loads((folder / f"{failing}.reason.json").read_bytes())
    assert (reason["batch_id"], reason["attempts"]) == (failing, 3)
    assert "must be a batch's manifest" in reason["error"]
    status = read_status(lakehouse_of(shop))
    assert (status["waiting_batches"], status["archived_batches"]) == (0, 2)
    assert status["set_aside_batches"] == {failing: reason["error"]}
    assert status["lake"]["failed_batches"] == {}
    assert staged_ids(Home(shop.home)) == []
    assert shop.call("verify", "--from-archive").code == 0


@pytest.mark.deep
def test_a_retry_takes_a_mended_batch_back(set_aside: Shop) -> None:
    shop = set_aside
    still = shop.call("dead-letters", "retry")
    assert (still.code, "1 batch left in dead_letter/batches/" in still.out) == (74, True)
    mend(shop)
    ended = shop.call("dead-letters", "retry")
    assert (ended.code, ended.out.splitlines()[0]) == (0, "1 batch processed again"), ended.err
    assert list((shop.home / "dead_letter/batches").iterdir()) == []
    assert attempts(shop) == [(0, "loaded"), (0, "loaded")]
    assert shop.call("verify", "--from-archive").code == 0


@pytest.mark.deep
def test_a_replay_takes_a_mended_batch_back_too(set_aside: Shop) -> None:
    mend(set_aside)
    assert set_aside.call("replay").out.startswith("2 batches replayed")
    assert set_aside_ids(Home(set_aside.home)) == []


@pytest.mark.deep
def test_what_is_set_aside_outlives_the_lake(set_aside: Shop) -> None:
    before = set_aside_ids(Home(set_aside.home))
    ended = set_aside.call("replay", "--rebuild", "--from-archive")
    assert (ended.code, ended.out.startswith("1 batch replayed")) == (0, True), ended.err
    assert set_aside_ids(Home(set_aside.home)) == before != []


@pytest.mark.deep
def test_a_kill_between_ledger_and_folder_is_made_good(set_aside: Shop) -> None:
    before = set_aside_ids(Home(set_aside.home))
    for path in (set_aside.home / "dead_letter/batches").iterdir():
        path.unlink()
    assert set_aside.call("run").code == 0
    assert set_aside_ids(Home(set_aside.home)) == before != []


def break_landing(monkeypatch: pytest.MonkeyPatch, error: BaseException, times: int) -> list[int]:
    materialize = loader.materialize_silver
    calls: list[int] = []

    def broken(*arguments: Any, **options: Any) -> Any:
        calls.append(1)
        materialized = materialize(*arguments, **options)
        if len(calls) <= times:
            raise error
        return materialized

    monkeypatch.setattr(loader, "materialize_silver", broken)
    return calls


@pytest.mark.deep
@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(OSError(28, os.strerror(28)), 74, id="full disk"),
        pytest.param(duckdb.IOException("No space left on device"), 74, id="full lake", marks=DEEP),
        pytest.param(KeyboardInterrupt(), 130, id="interrupt", marks=DEEP),
    ],
)
def test_what_is_not_its_fault_never_sets_a_batch_aside(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    shop.put("a.jsonl", EVENTS)
    break_landing(monkeypatch, error, times=3)
    assert [shop.call("run").code for _ in range(4)] == [code] * 3 + [0]
    assert attempts(shop) == [(0, "loaded")]


@pytest.mark.deep
@pytest.mark.parametrize(
    "error",
    [
        pytest.param(MemoryError("no memory"), id="out of memory"),
        pytest.param(KeyError("bug"), id="bug", marks=DEEP),
        pytest.param(duckdb.FatalException("gone"), id="DuckDB gives up", marks=DEEP),
    ],
)
def test_a_batch_that_ends_its_process_is_no_crash_loop(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    shop.put("a.jsonl", EVENTS)
    calls = break_landing(monkeypatch, error, times=3)
    assert [shop.call("run").code for _ in range(4)] == [1, 1, 1, 0]
    assert len(calls) == 3
    [(batch_id, reason)] = read_status(lakehouse_of(shop))["set_aside_batches"].items()
    assert reason.startswith("the process ended while it was loading this batch")
    monkeypatch.undo()
    assert shop.call("dead-letters", "retry", "--batch", batch_id).code == 0
    assert attempts(shop) == [(0, "loaded")]


@pytest.mark.deep
def test_a_batch_that_ended_a_process_comes_after_the_others(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.put("a.jsonl", EVENTS)
    break_landing(monkeypatch, MemoryError("no memory"), times=1)
    assert shop.call("run").code == 1
    [suspect] = staged_ids(Home(shop.home))
    shop.put("b.jsonl", LATE)
    ended = shop.call("run")
    assert ended.code == 0
    loaded = [line for line in ended.err.splitlines() if " loaded: " in line]
    assert [suspect in line for line in loaded] == [False, True]


def test_an_interrupt_is_told(loaded: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_connection: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(summary, "summarize", interrupted)
    ended = loaded.call("summary")
    assert (ended.code, ended.err) == (130, "error: interrupted; nothing half-done was kept\n")
