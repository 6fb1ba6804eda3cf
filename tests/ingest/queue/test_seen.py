"""Message ids and their batches: a hint that may be lost, never a thing to trip over."""

import pickle
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from transforms.home import Home
from transforms.ingest.queue import seen as module
from transforms.ingest.queue.seen import SeenMessages

BATCH = "processing_batch_20260101_000000_0123456789ab"


class Exploding:
    """What a pickle may do to whoever reads it."""

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return (pytest.fail, ("a pickle was read",))


@pytest.fixture
def folder(home: Home) -> Path:
    return home.seen_messages


def test_what_was_remembered_is_known_the_next_time(folder: Path) -> None:
    with SeenMessages(folder) as seen:
        assert seen.batch_of("a") is None
        seen.remember(["a", "b"], BATCH)
        seen.settle({"b"})
        assert (seen.batch_of("a"), seen.batch_of("b")) == (None, BATCH)
    with SeenMessages(folder) as seen:
        assert (seen.batch_of("a"), seen.batch_of("b")) == (None, BATCH)


def test_what_a_killed_run_had_at_hand_is_known_the_next_time(folder: Path) -> None:
    with SeenMessages(folder) as seen:
        seen.remember(["a", "b"], BATCH)
    with SeenMessages(folder) as seen:
        assert (seen.batch_of("a"), seen.batch_of("c")) == (BATCH, None)
        seen.remember(["c"], "another")
        seen.settle(set())
        assert (seen.batch_of("b"), seen.batch_of("c")) == (BATCH, None)


def damage(folder: Path, how: str) -> None:
    database = folder / "cache.db"
    if how == "garbage":
        database.write_bytes(b"\xff\x00garbage" * 1000)
    elif how == "half":
        database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    elif how == "middle":
        content = bytearray(database.read_bytes())
        content[4096:12288] = b"\xff" * 8192
        database.write_bytes(content)
    elif how == "a file":
        shutil.rmtree(folder)
        folder.write_bytes(b"no folder")
    elif how == "gone":
        shutil.rmtree(folder)
    else:
        with sqlite3.connect(database) as connection:
            connection.execute("drop table Cache")
            connection.execute("create table Cache (rowid integer primary key, key text)")
        connection.close()


@pytest.mark.parametrize("how", ["garbage", "half", "middle", "a file", "gone", "another table"])
def test_a_damaged_store_is_begun_anew(
    folder: Path, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    with SeenMessages(folder) as seen:
        ids = [str(number) for number in range(1000)]
        seen.remember(ids, BATCH)
        seen.settle(ids)
    damage(folder, how)
    with SeenMessages(folder) as seen:
        assert seen.batch_of("1") in (None, BATCH)
        for _ in range(2):
            seen.remember(["new"], BATCH)
            seen.settle({"new"})
        assert seen.batch_of("new") == BATCH
    assert ("moved away" in caplog.text) == (how != "gone")
    with SeenMessages(folder) as seen:
        assert seen.batch_of("new") == BATCH


def test_a_folder_that_cannot_be_used_is_left_out(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.parent.parent.mkdir()
    folder.parent.write_bytes(b"no folder")
    with SeenMessages(folder) as seen:
        seen.remember(["a"], BATCH)
        seen.settle({"a"})
        assert seen.batch_of("a") is None
    assert "left out" in caplog.text


def test_no_pickle_is_written_or_read(folder: Path) -> None:
    with SeenMessages(folder) as seen:
        seen.remember(["a"], BATCH)
        seen.settle({"a"})
    with sqlite3.connect(folder / "cache.db") as connection:
        assert connection.execute("select key, mode, value from Cache").fetchall() == [
            ("a", 1, BATCH)
        ]
        connection.execute("update Cache set mode = 4, value = ?", [pickle.dumps(Exploding())])
    connection.close()
    with SeenMessages(folder) as seen:
        assert seen.batch_of("a") is None
        seen.remember(["a"], BATCH)
        seen.settle({"a"})
        assert seen.batch_of("a") == BATCH


def test_it_stays_small(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 300_000)
    with SeenMessages(folder) as seen:
        for batch in range(10):
            ids = [f"{batch}-{number}" for number in range(500)]
            seen.remember(ids, BATCH)
            seen.settle(ids)
            assert seen.batch_of(f"{batch}-1") in (None, BATCH)
    assert (folder / "cache.db").stat().st_size < 600_000


def test_entries_end_after_the_queue_has_dropped_the_message(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert module.KEPT_SECONDS > 14 * 86_400
    monkeypatch.setattr(module, "KEPT_SECONDS", -1)
    with SeenMessages(folder) as seen:
        seen.remember(["a"], BATCH)
        seen.settle({"a"})
        assert seen.batch_of("a") is None
