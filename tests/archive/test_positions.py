"""Where to go on in a stream is told by the manifests; the hint spares reading them again."""

import json
from pathlib import Path

import pytest

from transforms.archive import positions as module
from transforms.archive.names import MANIFEST
from transforms.archive.positions import Positions
from transforms.archive.reader import Manifest
from transforms.archive.stream_parts import SHARD_END, StreamPart, rank
from transforms.home import Home

SOURCE = "kafka:main"
PARTITION = ("events", "0")


def put(home: Home, second: int, after: int | str, source: str = SOURCE) -> str:
    """A batch of a stream, as the writer leaves it."""
    batch_id = f"processing_batch_20260101_0000{second:02}_{'0' * 12}"
    part = StreamPart({"events": {"0": [0, after]}})
    manifest = Manifest(batch_id, source, "jsonl", "", 0, 0, "", stream=part)
    home.archive.mkdir(parents=True, exist_ok=True)
    (home.archive / f"{batch_id}.jsonl").touch()
    (home.archive / f"{batch_id}{MANIFEST}").write_bytes(module.msgspec.json.encode(manifest))
    return batch_id


def position(home: Home) -> int | str | None:
    return Positions.of(home).of_source(SOURCE).get(PARTITION)


def saved(home: Home) -> None:
    Positions.of(home).save()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_the_greatest_position_counts_whatever_batch_has_it(home: Home) -> None:
    assert position(home) is None
    put(home, 1, 90)
    put(home, 2, 1000)
    put(home, 3, 200)
    put(home, 4, 5000, source="kafka:other")
    assert position(home) == 1000


def test_sequence_numbers_are_compared_as_numbers_and_a_shards_end_is_the_last() -> None:
    assert max(["9", "10", "8"], key=rank) == "10"
    assert max([SHARD_END, "9" * 56], key=rank) == SHARD_END


def test_a_hint_spares_the_manifests_that_it_covers(home: Home) -> None:
    old = put(home, 1, 10)
    saved(home)
    (home.archive / f"{old}{MANIFEST}").write_text("it is not read")
    assert position(home) == 10
    put(home, 2, 20)
    assert position(home) == 20


def test_a_batch_whose_name_is_older_than_the_hint_is_read(home: Home) -> None:
    put(home, 5, 10)
    saved(home)
    put(home, 1, 30)  # somebody set the clock back
    assert position(home) == 30


def test_a_hint_of_an_archive_that_was_put_back_is_left(home: Home) -> None:
    put(home, 1, 10)
    last = put(home, 2, 20)
    saved(home)
    for path in home.archive.glob(f"{last}*"):
        path.unlink()
    assert position(home) == 10
    put(home, 3, 15)
    assert position(home) == 15


@pytest.mark.parametrize("text", ["", "{", '{"through": 1}', '{"surplus": 1}', "[]"])
def test_a_damaged_hint_is_left(home: Home, text: str) -> None:
    put(home, 1, 10)
    saved(home)
    home.positions.write_text(text)
    assert position(home) == 10


def test_a_manifest_without_its_batch_counts_for_nothing(home: Home) -> None:
    put(home, 1, 10)
    killed = put(home, 2, 20)
    (home.archive / f"{killed}.jsonl").unlink()
    assert position(home) == 10


def test_looks_are_kept_beside(home: Home) -> None:
    known = Positions.of(home)
    known.look(SOURCE, PARTITION, 12.5)
    known.save()
    put(home, 1, 10)
    found = Positions.of(home)
    assert found.looked_at(SOURCE, PARTITION) == 12.5
    assert found.looked_at(SOURCE, ("events", "1")) is None
    assert "looks" in json.loads(home.positions.read_text())
