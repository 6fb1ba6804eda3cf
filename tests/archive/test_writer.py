"""Batches: written once, found by content, and whole wherever a run was killed."""

import hashlib
import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from transforms.archive.folder import Folder
from transforms.archive.writer import (
    Batch,
    BatchWriter,
    archived,
    archived_by_sha,
    archived_ids,
    read_batch,
    read_manifest,
    remove_leftovers,
    stage,
    staged,
    unstage,
)
from transforms.errors import InputMissing, StorageError
from transforms.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def written(home: Home, *blocks: bytes, source: str = "test") -> Batch:
    with BatchWriter(home) as writer:
        for block in blocks:
            writer.append(block)
        return writer.finish(source)


def test_a_batch_and_its_manifest_say_what_came_in(home: Home) -> None:
    with BatchWriter(home) as writer:
        writer.append(b"one\ntw")
        writer.append(b"o\n")
        batch = writer.finish("queue", notes=["W_CRLF"], message_ids=["m1"], message_lines=[2])
    sha256 = hashlib.sha256(b"one\ntwo\n").hexdigest()
    assert re.fullmatch(rf"processing_batch_[0-9]{{8}}_[0-9]{{6}}_{sha256[:12]}", batch.batch_id)
    assert batch.path == home.archive / f"{batch.batch_id}.jsonl"
    assert batch.path.read_bytes() == b"one\ntwo\n"
    assert not batch.is_duplicate
    manifest = json.loads((home.archive / f"{batch.batch_id}.manifest.json").read_bytes())
    received_at = datetime.fromisoformat(manifest.pop("received_at"))
    assert abs((datetime.now(UTC) - received_at).total_seconds()) < 60
    assert manifest == {
        "batch_id": batch.batch_id,
        "source": "queue",
        "format": "jsonl",
        "sha256": sha256,
        "bytes": 8,
        "lines": 2,
        "message_ids": ["m1"],
        "message_lines": [2],
        "notes": ["W_CRLF"],
        "former_sha256": [],
        "source_name": "",
        "original_sha256": "",
        "columns": [],
        "stream": None,
    }
    assert [batch] == staged(home) == list(archived(home)) == [read_batch(home, batch.batch_id)]


@pytest.mark.parametrize(
    ("content", "lines"), [(b"", 0), (b"\n", 1), (b"a", 1), (b"a\n", 1), (b"a\nb", 2), (b"\n\n", 2)]
)
def test_the_last_line_counts_with_and_without_an_end(
    content: bytes, lines: int, home: Home
) -> None:
    assert written(home, content).manifest.lines == lines


def test_the_same_bytes_give_the_first_batch_back(home: Home) -> None:
    first = written(home, b"one\n", source="first")
    before = first.path.stat()
    again = written(home, b"on", b"e\n", source="second")
    assert again.is_duplicate
    assert again.batch_id == first.batch_id
    assert again.manifest.source == "first"
    assert first.path.stat() == before
    assert len(list(home.archive.iterdir())) == 2


def test_a_duplicate_of_a_loaded_batch_is_not_staged_again(home: Home) -> None:
    unstage(home, written(home, b"one\n").batch_id)
    assert written(home, b"one\n").is_duplicate
    assert staged(home) == []


def test_an_error_leaves_nothing(home: Home) -> None:
    with pytest.raises(TypeError), BatchWriter(home) as writer:
        writer.append("text")  # type: ignore[arg-type]  # on purpose
    assert list(home.archive.iterdir()) == []


def test_nothing_has_a_batchs_name_before_it_is_whole(home: Home) -> None:
    with BatchWriter(home) as writer:
        writer.append(b"one\n" * 100_000)
        assert archived_ids(home) == []
        assert [path.suffix for path in home.archive.iterdir()] == [".part"]


def test_staging_links_and_does_not_copy(home: Home) -> None:
    batch = written(home, b"one\n")
    link = home.staging / batch.path.name
    assert link.samefile(batch.path)
    unstage(home, batch.batch_id)
    unstage(home, batch.batch_id)
    assert batch.path.exists()
    stage(home, batch.batch_id)
    stage(home, batch.batch_id)
    assert staged(home) == [batch]


def test_another_file_with_a_batchs_name_gives_way_to_it(home: Home) -> None:
    batch = written(home, b"one\n")
    link = home.staging / batch.path.name
    link.unlink()
    for make in (lambda: link.write_bytes(b"other"), lambda: link.symlink_to("nothing")):
        make()
        stage(home, batch.batch_id)
        assert link.samefile(batch.path)
        link.unlink()


def test_names_with_the_same_twelve_digits_are_told_apart(home: Home) -> None:
    first = written(home, b"one\n")
    other = "f" * 64
    archive = archived_by_sha(home)
    assert archive.find(first.manifest.sha256) == first
    assert archive.find(first.manifest.sha256[:12] + other[12:]) is None
    received_at = datetime.fromisoformat(first.manifest.received_at)
    assert archive.free_id(first.manifest.sha256, received_at) != first.batch_id


def test_leftovers_of_a_killed_run_are_removed(home: Home) -> None:
    batch = written(home, b"one\n")
    for folder in (home.archive, home.staging):
        (folder / ".0123456789abcdef.part").write_bytes(b"half a li")
    orphan = home.archive / "processing_batch_20261120_100000_0123456789ab.manifest.json"
    orphan.write_bytes(b"{}")
    (home.staging / "notes.txt").write_bytes(b"")
    remove_leftovers(home)
    assert {path.name for path in home.archive.iterdir()} == {
        f"{batch.batch_id}.jsonl",
        f"{batch.batch_id}.manifest.json",
    }
    assert {path.name for path in home.staging.iterdir()} == {batch.path.name, "notes.txt"}


def test_a_live_writer_keeps_its_file(home: Home) -> None:
    with BatchWriter(home) as writer:
        writer.append(b"one\n")
        remove_leftovers(home)
        assert writer.finish("test").path.read_bytes() == b"one\n"


def test_a_home_without_folders_holds_nothing(home: Home) -> None:
    remove_leftovers(home)
    assert archived_ids(home) == []
    assert staged(home) == []


def test_what_is_not_in_archive_is_not_staged(home: Home) -> None:
    batch = written(home, b"one\n")
    batch.path.unlink()
    assert staged(home) == []
    with pytest.raises(InputMissing, match=batch.batch_id):
        read_batch(home, batch.batch_id)


@pytest.mark.parametrize("batch_id", ["", "../../etc/passwd", "processing_batch_1_2_3"])
def test_what_is_no_batch_id_is_not_there(batch_id: str, home: Home) -> None:
    with pytest.raises(InputMissing):
        read_batch(home, batch_id)


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"{half a", b"\xff"])
def test_a_damaged_manifest_is_a_storage_error(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.manifest.json").write_bytes(content)
    with pytest.raises(StorageError, match="manifest"):
        read_manifest(Folder(tmp_path), "a")


def test_looking_up_content_does_not_read_the_archive_again(home: Home) -> None:
    home.archive.mkdir(parents=True)
    for number in range(20_000):
        (home.archive / f"processing_batch_20261120_100000_{number:012x}.jsonl").touch()
    started = time.process_time()
    archive = archived_by_sha(home)
    for number in range(20_000):
        assert archive.find(f"{number + 1_000_000:064x}"[::-1]) is None
    assert time.process_time() - started < 2
