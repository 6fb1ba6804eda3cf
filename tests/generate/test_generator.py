"""Equal options give equal bytes, whatever the machine; a set is there whole or not at all."""

import json
import os
from pathlib import Path

import duckdb
import pytest

from tests.generate.sets import ALL_DIRT, digest, lines_of, make, truth
from transforms.errors import LakehouseError, StorageError, UsageError
from transforms.generate import generator
from transforms.generate.options import GeneratorOptions, Spelling
from transforms.ingest.files.names import is_batch_name

#: Of the events of a dirty set of 1,000. It changes with what is generated, and nothing else.
KNOWN = "4cb18455a1752568c03e26b82d967742c1c5ea4a56e22289e365530149e76663"


def test_equal_options_give_these_bytes_everywhere(tmp_path: Path) -> None:
    make(tmp_path / "set", growth=True, incidents=True, **ALL_DIRT)
    assert digest(tmp_path / "set" / "events") == KNOWN


def test_the_number_of_threads_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = set()
    for cores in (1, 5):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        made = make(tmp_path / str(cores), files=4, growth=True, incidents=True, **ALL_DIRT)
        digests.add(digest(made.folder))
    assert len(digests) == 1


def test_another_seed_is_another_shop(tmp_path: Path) -> None:
    one, other = (make(tmp_path / str(seed), seed=seed) for seed in (1, 2))
    assert digest(one.folder / "events") != digest(other.folder / "events")


def test_files_are_in_the_order_of_time(tmp_path: Path) -> None:
    made = make(tmp_path / "set", 2_000, files=3, growth=True)
    moments = [
        [json.loads(line)["event_timestamp"] for line in lines_of(path)] for path in made.files
    ]
    medians = [sorted(each)[len(each) // 2] for each in moments]
    assert medians == sorted(medians)
    assert all(len(each) > 500 for each in moments)


def test_late_events_come_in_a_later_file(tmp_path: Path) -> None:
    on_time, late = (
        {
            json.loads(line)["event_id"]: number
            for number, path in enumerate(make(tmp_path / name, 2_000, files=4, late=share).files)
            for line in lines_of(path)
        }
        for name, share in (("on time", 0.0), ("late", 0.05))
    )
    moves = [late[event] - on_time[event] for event in on_time]
    assert min(moves) == 0
    assert 50 < sum(move > 0 for move in moves) < 150


@pytest.mark.parametrize("name", ["duplicates", "malformed", "missing_ids", "renamed"])
def test_dirt_is_as_much_as_was_asked_for(tmp_path: Path, name: str) -> None:
    made = make(tmp_path / "set", 10_000, **{name: 0.02})
    without_ids = sum(
        b"user_pseudo_id" not in line and b'"refund"' not in line
        for path in made.files
        for line in lines_of(path)
    )
    found = {
        "duplicates": made.duplicates,
        "malformed": made.refused,
        "missing_ids": without_ids,
        "renamed": made.refused * 2,
    }
    assert 150 < found[name] < 250
    assert name == "malformed" or made.blank == 0


def test_the_manifest_tells_options_and_counts(tmp_path: Path) -> None:
    made = make(tmp_path / "set", items=Spelling.java)
    told = json.loads((made.folder / generator.MANIFEST).read_text())
    assert told["options"]["items"] == "java"
    assert told["options"]["seed"] == 1
    assert (told["lines"], told["events"]) == (made.lines, made.events) == (1_000, 1_000)
    assert not is_batch_name(generator.MANIFEST)


def test_people_come_back_and_leave(tmp_path: Path) -> None:
    made = make(tmp_path / "set", 20_000)
    visits = duckdb.sql(
        f"""
        select
            (date_diff('day', joined_on, session_start_at::date) - 1) // 90 as quarter,
            count(*) as visits
        from {truth(made, "sessions")} join {truth(made, "users")} using (user_id)
        where session_start_at::date > joined_on + 1
        group by quarter order by quarter limit 4
        """
    ).fetchall()
    counts = [count for _, count in visits]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 3 * counts[3]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"events": 999}, "--events must be between 1,000 and 100,000,000, got 999"),
        ({"users": 1}, "--users must be between 4 and 1,000, got 1"),
        ({"days": 0}, "--days must be between 1 and 3,650, got 0"),
        ({"files": 11}, "--files must be between 1 and 10, got 11"),
        ({"missing_ids": 0.06}, "--missing-ids must be between 0 and 0.05, got 0.06"),
        ({"effects": (1.5,)}, "--effect must be between -0.9 and 1.0, got 1.5"),
    ],
    ids=str,
)
def test_an_option_out_of_range_is_named(
    tmp_path: Path, options: dict[str, object], sentence: str
) -> None:
    with pytest.raises(UsageError, match=f"^{sentence}$".replace(".", r"\.")):
        make(tmp_path / "set", **options)
    assert not (tmp_path / "set").exists()


def test_what_lies_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="--out must name a new or an empty folder"):
        make(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("transforms.generate.writing._bytes_of", full)
    with pytest.raises(StorageError, match="No space left"):
        make(tmp_path / "set")
    assert not list(tmp_path.iterdir())


def test_a_shop_without_people_ends_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generator, "check", lambda _: None)
    with pytest.raises(LakehouseError, match="must find visitors, got too few people"):
        generator.generate(GeneratorOptions(users=1, events=1_000, days=3), tmp_path / "set")
