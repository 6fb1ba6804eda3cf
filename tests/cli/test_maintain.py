"""`maintain`, by hand and at the end of a run."""

import json

import pytest

from tests.cli.shop import EVENTS, LATE, SETTINGS, Shop
from transforms.errors import StorageError
from transforms.operate import maintenance

AT_ONCE = SETTINGS | {"maintenance": {"grace_hours": 0, "compress_archive_days": 0}}


def every(batches: int) -> str:
    return json.dumps(SETTINGS | {"maintenance": {"every_batches": batches}})


@pytest.mark.deep
def test_it_says_what_it_did_and_the_lake_is_the_same(loaded: Shop) -> None:
    loaded.settings(json.dumps(AT_ONCE))
    assert loaded.call("process").code == 0
    before = loaded.tables()
    told = loaded.call("maintain", "--dry-run")
    assert (told.code, "2 batches to compress" in told.out) == (0, True)
    assert loaded.ask("select count(*) as n from ops.maintenance") == [{"n": 0}]
    done = loaded.call("maintain")
    assert done.code == 0, done.err
    assert "2 batches compressed" in done.out
    assert loaded.tables() == before
    assert loaded.call("verify", "--from-archive").code == 0
    assert not list((loaded.home / "archive").glob("*.jsonl"))
    loaded.put("again.jsonl", LATE + EVENTS[:100])
    assert "F_DUP_CONTENT" in loaded.call("run").err


@pytest.mark.deep
def test_a_lake_that_is_lost_comes_back_from_compressed_batches(loaded: Shop) -> None:
    loaded.settings(json.dumps(AT_ONCE))
    assert loaded.call("process").code == 0
    before = loaded.tables()
    assert "2 batches compressed" in loaded.call("maintain").out
    assert loaded.call("replay").code == 0
    assert loaded.tables() == before
    assert loaded.call("replay", "--rebuild", "--from-archive").code == 0
    after = loaded.tables()
    for rows in (*before["staging.stg_events"], *after["staging.stg_events"]):
        del rows["processed_at"]
    assert after == before
    assert list((loaded.home / "staging").iterdir()) == []


@pytest.mark.slow
def test_a_run_maintains_the_lake_when_it_is_due(loaded: Shop) -> None:
    loaded.settings(every(3))
    times = []
    for content in (b"", b"\n", b"\n\n"):
        if content:
            loaded.put("a.jsonl", content)
        assert loaded.call("run").code == 0
        times.append(loaded.ask("select count(*) as n from ops.maintenance")[0]["n"])
    assert times == [0, 1, 1]


@pytest.mark.deep
def test_what_a_run_loaded_stays_when_its_maintenance_fails(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StorageError("the disk is full")

    shop.settings(every(1))
    shop.put("a.jsonl", EVENTS)
    with monkeypatch.context() as patch:
        patch.setattr(maintenance, "maintain", fail)
        ended = shop.call("run")
    assert (ended.code, "1 batch loaded" in ended.out) == (74, True)
    assert "could not be maintained: the disk is full" in ended.err
    assert shop.ask("select count(*) as n from fct_events") == [{"n": 3}]
    shop.put("b.jsonl", LATE)
    assert shop.call("run").code == 0
    assert shop.ask("select count(*) as n from ops.maintenance") == [{"n": 1}]
