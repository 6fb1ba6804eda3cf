"""What the inbox holds and no run takes is told by run, its preview, status and doctor."""

import gzip

import pytest

from tests.cli.shop import BAD, EVENTS, LATE, Shop
from transforms.errors import PromiseBroken
from transforms.load import loader


@pytest.mark.slow
def test_files_of_other_endings_are_told_everywhere(shop: Shop) -> None:
    shop.put("events.csv", b"a,b\n")
    shop.put("notes", b"to do\n")
    told = ("F_ENDING", "must be named for what it is", "; 1 more file like it: left there")
    for _ in range(2):
        ended = shop.call("run")
        assert (ended.code, "2 files left there: F_ENDING" in ended.out) == (0, True), ended
        assert all(word in ended.err for word in told)
    preview = shop.call("run", "--dry-run")
    assert preview.out.count("leave it there: F_ENDING") == 2
    status = shop.call("status", "--json").rows["inbox"]
    assert (status["files"], len(status["left"])) == (0, 2)
    said = " ".join(shop.call("status").out.split())
    assert "2 that no run takes (F_ENDING), such as" in said
    doctor = shop.call("doctor")
    assert doctor.code == 0
    assert "2 files lie there that no run takes" in " ".join(doctor.out.split())
    assert sorted(path.name for path in (shop.home / "inbox").iterdir()) == ["events.csv", "notes"]


def test_a_named_file_of_another_ending_is_66(shop: Shop) -> None:
    ended = shop.call("run", str(shop.put("events.csv", EVENTS)))
    assert (ended.code, "F_ENDING" in ended.err) == (66, True), ended.err


@pytest.mark.deep
def test_partitions_and_objects_without_an_ending_are_loaded(shop: Shop) -> None:
    shop.put("date=2026-01-01/part-0.json", EVENTS)
    shop.put("date=2026-01-02/shop-1-2026-01-02-00-00-00-3f2a", gzip.compress(LATE))
    shop.put("date=2026-01-02/_SUCCESS", b"")
    assert shop.call("status", "--json").rows["inbox"]["files"] == 2
    assert shop.call("run").out.startswith("2 batches loaded: 6 lines = 4 new events")
    assert "inbox that" not in shop.call("doctor").out


def test_a_failed_batch_is_not_nothing_new(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_arguments: object, **_options: object) -> None:
        raise PromiseBroken("a check")

    monkeypatch.setattr(loader, "materialize_silver", breaks)
    shop.put("a.jsonl", EVENTS)
    ended = shop.call("run")
    assert (ended.code, ended.out.splitlines()) == (
        70,
        ["1 batch failed and brought nothing; `etl.py status` tells why"],
    )
    monkeypatch.undo()
    shop.put("b.jsonl", BAD + EVENTS)
    assert shop.call("run").out.startswith("2 batches loaded")
