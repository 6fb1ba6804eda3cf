"""Packing: compressed batches are read like plain ones, and no moment loses the lines."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.events import event, lines
from tests.lakes import build_lake
from transforms.archive import compression, folder
from transforms.archive.compression import pack_batches, to_pack
from transforms.archive.reader import Batch, lines_of, read_batch
from transforms.archive.writer import (
    BatchWriter,
    archived,
    archived_ids,
    remove_leftovers,
    stage,
    staged_ids,
    unstage,
)
from transforms.config import LimitSettings
from transforms.errors import StorageError
from transforms.home import Home
from transforms.ingest.files.inbox import take_files, take_strays

LINES = lines(*(event("page_view", f"v{visitor}", visitor) for visitor in range(500)))
LATER = datetime.max


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def archive(home: Home, content: bytes = LINES) -> Batch:
    with BatchWriter(home) as writer:
        writer.append(content)
        return writer.finish("test")


def packed(home: Home, content: bytes = LINES) -> Batch:
    batch = archive(home, content)
    unstage(home, batch.batch_id)
    assert not pack_batches(home, [batch.batch_id]).failures
    return read_batch(home, batch.batch_id)


def files(folder: Path) -> set[str]:
    return {path.name.partition(".")[2] for path in folder.iterdir()}


def test_a_packed_batch_keeps_its_lines_and_its_manifest(home: Home) -> None:
    before = archive(home).manifest
    unstage(home, before.batch_id)
    done = pack_batches(home, [before.batch_id])
    batch = read_batch(home, before.batch_id)
    assert files(home.archive) == {"jsonl.zst", "manifest.json"}
    assert (done.batches, done.bytes_before) == (1, len(LINES))
    assert done.bytes_after == batch.path.stat().st_size < len(LINES) / 5
    assert batch.manifest == before
    assert b"".join(lines_of(batch.path, packed=True)) == LINES
    assert [each.batch_id for each in archived(home)] == [before.batch_id]


def test_only_old_batches_that_are_loaded_and_wait_for_nothing_are_packed(home: Home) -> None:
    ids = [archive(home, str(number).encode()).batch_id for number in range(3)]
    unstage(home, ids[0])
    unstage(home, ids[1])
    assert to_pack(home, {ids[0], ids[2]}, LATER) == [ids[0]]
    assert to_pack(home, set(ids), datetime.now() - timedelta(days=2)) == []


@pytest.mark.deep
def test_a_packed_batch_loads_like_a_plain_one(tmp_path: Path) -> None:
    plain = build_lake(tmp_path / "plain", [LINES], engine="duckdb")
    lake = build_lake(tmp_path / "packed", [], engine="duckdb")
    packed(lake.home)
    lake.load(LINES)
    assert lake.silver() == plain.silver()
    for each in (plain, lake):
        each.close()


def test_the_same_lines_again_are_known_when_packed(home: Home) -> None:
    batch = packed(home)
    again = home.root / "again.jsonl"
    again.write_bytes(LINES)
    (intake,) = take_files([again], home, LimitSettings())
    assert (intake.code, intake.batch and intake.batch.batch_id) == (
        "F_DUP_CONTENT",
        batch.batch_id,
    )


def test_a_packed_batch_can_wait_to_be_loaded(home: Home) -> None:
    batch = packed(home)
    stage(home, batch.batch_id)
    assert staged_ids(home) == [batch.batch_id]
    assert files(home.staging) == {"jsonl.zst"}
    assert list(take_strays(home, LimitSettings())) == []
    unstage(home, batch.batch_id)
    assert staged_ids(home) == []


@pytest.mark.parametrize("packed_file", ["whole", "cut off", "damaged"])
def test_where_both_files_are_found_one_remains(home: Home, packed_file: str) -> None:
    batch = packed(home)
    content = batch.path.read_bytes()
    (home.archive / f"{batch.batch_id}.jsonl").write_bytes(LINES)
    if packed_file == "cut off":
        batch.path.write_bytes(content[:-20])
    elif packed_file == "damaged":
        batch.path.write_bytes(content[:50] + b"\0" * 20 + content[70:])
    assert archived_ids(home) == [batch.batch_id]
    assert pack_batches(home, to_pack(home, {batch.batch_id}, LATER)).batches == 1
    assert files(home.archive) == {"jsonl.zst", "manifest.json"}
    assert batch.path.read_bytes() == content


def test_lines_that_are_not_the_manifests_stay_as_they_are(home: Home) -> None:
    good, bad = archive(home), archive(home, b"other\n")
    for batch in (good, bad):
        unstage(home, batch.batch_id)
    bad.path.write_bytes(b"0ther\n")
    done = pack_batches(home, [bad.batch_id, good.batch_id])
    assert done.batches == 1
    assert [bad.batch_id in sentence for sentence in done.failures] == [True]
    assert bad.path.read_bytes() == b"0ther\n"
    assert not list(home.archive.glob(".*"))


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"cut off", b"garbage"])
def test_a_damaged_packed_batch_is_told(tmp_path: Path, content: bytes) -> None:
    lake = build_lake(tmp_path, [], engine="duckdb")
    batch = packed(lake.home)
    batch.path.write_bytes(
        batch.path.read_bytes()[:-20] if content == b"cut off" else b"\0" + content
    )
    with pytest.raises(StorageError, match=batch.batch_id):
        lake.load(LINES)
    lake.close()


POINTS = [
    (compression, "write_packed"),
    (compression, "_check"),
    (Path, "rename"),
    (folder, "sync_folder"),
    (Path, "unlink"),
]


@pytest.mark.parametrize(("place", "name"), POINTS, ids=[name for _, name in POINTS])
def test_a_kill_anywhere_leaves_the_lines_and_the_next_time_packs(
    home: Home, place: object, name: str
) -> None:
    batch = archive(home)
    unstage(home, batch.batch_id)
    child = os.fork()
    if not child:
        setattr(place, name, lambda *_, **__: os._exit(9))
        pack_batches(home, [batch.batch_id])
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    found = read_batch(home, batch.batch_id)
    assert b"".join(found.blocks()) == LINES
    remove_leftovers(home)
    pack_batches(home, to_pack(home, {batch.batch_id}, LATER))
    assert files(home.archive) == {"jsonl.zst", "manifest.json"}
