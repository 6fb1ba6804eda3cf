"""status: who writes, how the last run went, what waits, what was refused, and how large it is."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.shop import BAD, EVENTS, LATE, Shop
from tests.events import event, lines
from transforms.cli.status import in_words
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import open_lake
from transforms.system.last_run import begin_run, read_last_run
from transforms.system.lock import writer_lock


def said(shop: Shop) -> str:
    return " ".join(shop.call("status").out.split())


def test_the_last_run_is_told_with_its_end(shop: Shop) -> None:
    assert shop.call("run").code == 0
    run = shop.call("status", "--json").rows["last_run"]
    assert (run["exit_code"], run["sentence"]) == (0, "")
    assert run["seconds"] > 0
    age = datetime.now(UTC) - datetime.fromisoformat(run["ended_at"])
    assert timedelta(0) <= age < timedelta(minutes=5)
    assert "ago, done after" in said(shop)


def test_a_run_that_failed_is_told_with_its_reason(shop: Shop) -> None:
    shop.put("a.jsonl", EVENTS)
    shop.settings('{"sessions": {"gap_minutes": 11}}')
    assert shop.call("run").code == 78
    run = shop.call("status", "--json").rows["last_run"]
    assert run["exit_code"] == 78
    assert "replay --rebuild" in run["sentence"]
    assert "ended with 78 after" in said(shop)


def test_a_command_that_does_not_write_is_no_run(shop: Shop) -> None:
    assert shop.call("run").code == 0
    before = read_last_run(Home(shop.home))
    for command in (("status",), ("query", "select 1"), ("run", "--dry-run"), ("summary",)):
        shop.call(*command)
        assert read_last_run(Home(shop.home)) == before


def test_a_run_that_found_the_lock_held_leaves_the_holders_word(shop: Shop) -> None:
    assert shop.call("run").code == 0
    with writer_lock(Home(shop.home)):
        assert shop.call("run").code == 75
        words = said(shop)
    assert "is at work" in words
    assert "writing now process" in words


def test_a_killed_run_is_told(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shop.call("run").code == 0
    monkeypatch.setattr("transforms.system.last_run._begun", [])
    later = {"pid": 1, "started_at": "2030-01-01T00:00:00+00:00", "command": "etl.py run"}
    (shop.home / "warehouse" / "writer.lock").write_text(json.dumps(later))
    run = shop.call("status", "--json").rows["last_run"]
    assert (run["ended_at"], run["exit_code"]) == (None, None)
    assert "did not end by itself" in said(shop)
    begin_run(Home(shop.home))  # what follows starts afresh
    assert shop.call("run").code == 0
    assert "done after" in said(shop)


def test_what_waits_is_counted(shop: Shop) -> None:
    shop.put("a.jsonl", EVENTS)
    shop.put("b.jsonl.gz", gzip.compress(BAD))
    shop.put(".unfinished.jsonl", EVENTS)
    status = shop.call("status", "--json").rows
    size = len(EVENTS) + len(gzip.compress(BAD))
    assert status["inbox"] == {"files": 2, "bytes": size, "left": []}
    assert shop.call("ingest").code == 0
    status = shop.call("status", "--json").rows
    assert (status["inbox"]["files"], status["waiting_batches"]) == (0, 2)
    assert 0 <= status["oldest_waiting_seconds"] < 300
    assert "2, the oldest came in" in said(shop)


def test_refused_files_and_batches_set_aside_are_counted(shop: Shop) -> None:
    shop.put("a.jsonl.gz", b"no gzip")
    assert shop.call("run").code == 0
    batch_id = "processing_batch_20260101_000000_0123456789ab"
    folder = shop.home / "dead_letter" / "batches"
    folder.mkdir()
    (folder / f"{batch_id}.reason.json").write_text('{"error": "it broke"}')
    status = shop.call("status", "--json").rows
    assert status["refused_files"] == 1
    assert status["set_aside_batches"] == {batch_id: "it broke"}
    assert f"{batch_id}: it broke" in said(shop).replace(" ", "").replace("itbroke", " it broke")


def test_shares_lag_and_sizes_are_told(loaded: Shop) -> None:
    status = loaded.call("status", "--json").rows
    lake = status["lake"]
    assert lake["dead_letter_share"] == lake["dead_lettered"] / lake["lines"] > 0
    now, last = (datetime.fromisoformat(at) for at in (status["now"], lake["last_event_at"]))
    assert abs((now - last).total_seconds() - lake["lag_seconds"]) < 5
    assert status["bytes"]["archive"] == sum(
        path.stat().st_size for path in (loaded.home / "archive").iterdir()
    )
    assert status["bytes"]["warehouse"] > 0
    assert lake["bytes"].keys() == {"staging", "silver", "ops"}
    data = loaded.home / "warehouse" / "data"
    files = sum(path.stat().st_size for path in data.rglob("*.parquet"))
    assert sum(lake["bytes"].values()) <= files
    assert "25.00% of all lines: E_JSON_SYNTAX: 2" in said(loaded)
    assert "years ago (2024-03-01" in said(loaded)


def test_the_last_batches_are_drawn(loaded: Shop) -> None:
    recent = loaded.call("status", "--json").rows["lake"]["recent_batches"]
    assert [each["refused_share"] for each in recent] == [0.25, 0.25]
    assert [each["finished_at"] for each in recent] == sorted(
        each["finished_at"] for each in recent
    )
    assert all(each["seconds"] > 0 and each["lag_seconds"] > 0 for each in recent)
    words = said(loaded)
    assert "the last 2 batches, the newest to the right" in words
    assert "refused share ██ 25.00% 25.00% 25.00%" in words
    assert "age of the last event ██ 2 years" in words


def test_a_lake_without_a_batch_draws_none(shop: Shop) -> None:
    assert "newest to the right" not in said(shop)


@pytest.mark.deep
def test_a_log_that_a_reader_keeps_is_told(loaded: Shop) -> None:
    assert loaded.call("status", "--json").rows["catalog_log_bytes"] == 0
    with open_lake(Home(loaded.home), Config(), read_only=True) as reader:
        reader.execute("begin")
        reader.execute("from lake.silver.fct_orders").fetchall()
        loaded.put("more.jsonl", LATE.replace(b'"v"', b'"w"'))
        assert loaded.call("run").code == 0
        assert loaded.call("status", "--json").rows["catalog_log_bytes"] > 4096
        assert "a reader's open transaction keeps it" in said(loaded)
    loaded.put("last.jsonl", LATE.replace(b'"v"', b'"x"'))
    assert loaded.call("run").code == 0
    assert "catalog log empty" in said(loaded)


def test_many_names_are_cut_in_words_only(loaded: Shop) -> None:
    status = {
        **loaded.call("status", "--json").rows,
        "set_aside_batches": {f"batch{number}": "why" for number in range(5)},
        "lake": None,
    }
    assert dict(in_words(status))["batches set aside"] == (
        "batch0: why, batch1: why, batch2: why, and 2 more (--json)"
    )


def test_a_status_before_the_first_run_makes_nothing(new_shop: Shop) -> None:
    before = sorted(Path(new_shop.home).rglob("*"))
    assert "none yet" in said(new_shop)
    assert sorted(Path(new_shop.home).rglob("*")) == before


@pytest.mark.slow
def test_what_the_limits_of_sessions_do_is_counted(shop: Shop) -> None:
    limits = {"sessions": {"max_daily_events": 9, "max_hours": 1}}
    shop.settings(json.dumps(limits))
    bot = (event("page_view", "bot", minute) for minute in range(10))
    endless = (event("page_view", "endless", 20 * number) for number in range(7))
    shop.put("a.jsonl", lines(*bot, *endless))
    assert shop.call("replay", "--rebuild").code == 0
    assert shop.call("run").code == 0
    assert "10 events of 1 day of 1 bot left out; 2 sessions continued" in said(shop)
    assert shop.call("status", "--json").rows["lake"]["session_limits"] == {
        "bots": 1,
        "bot_days": 1,
        "bot_events": 10,
        "continued_sessions": 2,
    }
