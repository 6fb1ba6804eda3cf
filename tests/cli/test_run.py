"""run, ingest and process: what comes in, what is said, and how it ends."""

import gzip
import json
from pathlib import Path

import pytest

from tests.cli.shop import BAD, EVENTS, LATE, SETTINGS, Shop, started
from tests.events import event, lines
from transforms.home import Home
from transforms.system.lock import writer_lock

COUNTED = "1 batch loaded: 4 lines = 3 new events + 0 duplicates + 1 refused + 0 blank"


def test_the_inbox_is_loaded_and_emptied(shop: Shop) -> None:
    path = shop.put("a.jsonl", EVENTS + BAD)
    ended = shop.call("run")
    assert (ended.code, ended.out) == (0, COUNTED + "\n")
    assert not path.exists()
    assert shop.ask("select state, lines, new_events from ops.batches") == [
        {"state": "loaded", "lines": 4, "new_events": 3}
    ]
    assert list((shop.home / "staging").glob("*.jsonl")) == []
    assert list((shop.home / "tmp").iterdir()) == []


def test_a_named_file_stays_and_is_loaded_once_in_any_compression(
    shop: Shop, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(EVENTS)
    zipped = tmp_path / "b.jsonl.gz"
    zipped.write_bytes(gzip.compress(EVENTS))
    assert shop.call("run", str(path)).code == 0
    for again in (path, zipped):
        ended = shop.call("run", str(again))
        assert ended.code == 0
        assert ended.out == (
            "nothing new to load\n1 file held what was taken before (F_DUP_CONTENT)\n"
        )
        assert again.exists()
    assert len(shop.ask("select 1 from staging.stg_events")) == 3


def test_nothing_new_is_said(shop: Shop) -> None:
    for command in ("run", "process", "replay"):
        ended = shop.call(command)
        assert (ended.code, ended.out.splitlines()[-1]) == (0, "nothing new to load")
    assert (shop.call("ingest").code, shop.call("ingest").out) == (0, "0 batches staged\n")


def test_ingest_then_process_is_run(shop: Shop) -> None:
    shop.put("a.jsonl", EVENTS + BAD)
    assert shop.call("ingest").out == "1 batch staged\n"
    assert len(list((shop.home / "staging").glob("*.jsonl"))) == 1
    assert shop.call("process").out == COUNTED + "\n"


@pytest.mark.parametrize(
    ("content", "said", "code"),
    [
        pytest.param(b"", "0 lines", 0, id="an empty file"),
        pytest.param(b"\n\r\n  \n", "3 blank", 0, id="blank lines"),
        pytest.param(
            BAD * 2, "2 lines = 0 new events + 0 duplicates + 2 refused", 65, id="bad lines"
        ),
    ],
)
def test_a_batch_without_events_is_loaded(shop: Shop, content: bytes, said: str, code: int) -> None:
    shop.put("a.jsonl", content)
    ended = shop.call("run")
    assert ended.code == code
    assert said in ended.out


def test_a_missing_path_is_66_and_takes_nothing(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(EVENTS)
    ended = shop.call("run", str(path), str(tmp_path / "missing"))
    assert ended.code == 66
    assert "missing" in ended.err
    assert ended.err.count("\n") == 1
    assert shop.call("status", "--json").rows["archived_batches"] == 0


def test_a_file_that_cannot_be_taken_is_66(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(b"no gzip at all")
    ended = shop.call("run", str(path))
    assert ended.code == 66
    assert "F_GZIP" in ended.err


def test_control_characters_reach_no_terminal(shop: Shop, tmp_path: Path) -> None:
    for wish in ("run", "verify"):
        ended = shop.call(
            wish, *([str(tmp_path / "\x1b[31m\x07")] if wish == "run" else ["\x1b[1m"])
        )
        assert ended.code in (2, 66)
        assert "\x1b" not in ended.err.replace("\x1b[0m", "")
        assert "\x07" not in ended.err


def test_a_writer_at_work_is_75_and_is_named(shop: Shop) -> None:
    with writer_lock(Home(shop.home)):
        for command in ("run", "replay"):
            ended = shop.call(command)
            assert ended.code == 75
            assert "process" in ended.err
            assert "since" in ended.err
        status = shop.call("status", "--json")
    assert status.rows["writer"]["pid"] > 0
    assert shop.call("run").code == 0


def test_of_many_unknown_fields_a_line_names_twenty(shop: Shop) -> None:
    names = ["n" * 65, *(f"odd_{number}" for number in range(24))]
    shop.put("a.jsonl", lines(event("page_view", "v", **dict.fromkeys(names, 1))))
    ended = shop.call("run")
    (told,) = (line for line in ended.err.splitlines() if "no rule knows" in line)
    assert told.count(" (1)") == 20
    assert told.endswith(" and 5 more")
    assert f" {'n' * 63}… (1)" in told
    assert len(shop.call("status", "--json").rows["lake"]["fields_without_a_rule"]) == 25


@pytest.mark.slow
def test_log_lines_are_json_if_asked_for(shop: Shop) -> None:
    shop.put("a.jsonl", EVENTS.replace(b"page_title", b"odd\\u001b") + BAD)
    shop.put("b.jsonl.gz", b"no gzip")
    shop.settings(json.dumps(SETTINGS | {"publish": {"after_run": True, "teams": ["product"]}}))
    ended = shop.call("run", "--log-format", "json")
    records = [json.loads(line) for line in ended.err.splitlines()]
    assert all({"at", "level", "event", "message"} <= record.keys() for record in records)
    by_event = {record["event"]: record for record in records}
    assert by_event["file_refused"]["code"] == "F_GZIP"
    taken, loaded = by_event["file_taken"], by_event["batch_loaded"]
    assert taken["path"] == str(shop.home / "inbox" / "a.jsonl")
    assert taken["batch_id"] == loaded["batch_id"]
    assert (loaded["lines"], loaded["staged"], loaded["dead_lettered"]) == (4, 3, 1)
    assert by_event["field_drift"]["lines"] == {"odd\x1b": 1}
    assert by_event["published"]["tables"] > 0
    assert records[-1]["event"] == "ended"
    assert (records[-1]["exit_code"], records[-1]["seconds"] > 0) == (0, True)
    missing = shop.call("run", "--log-format", "json", "/missing/path")
    records = [json.loads(line) for line in missing.err.splitlines()]
    assert [(each["event"], each["exit_code"]) for each in records] == [
        ("failed", 66),
        ("ended", 66),
    ]
    quiet = shop.call("run", "--quiet")
    assert (quiet.code, quiet.err) == (0, "")


def test_log_lines_escape_control_characters(shop: Shop) -> None:
    shop.put("a.jsonl", EVENTS.replace(b"page_title", b"odd\\u001b\\n"))
    err = shop.call("run").err
    assert "\x1b" not in err
    assert all(line[2] == ":" for line in err.splitlines())


def test_process_staging_runs_on_its_own(shop: Shop) -> None:
    shop.put("a.jsonl", EVENTS + BAD)
    home = ("--home", str(shop.home))
    assert shop.call("ingest").code == 0
    done = started("process_staging.py", *home)
    assert (done.returncode, done.stdout) == (0, COUNTED + "\n")
    assert shop.call("run").out == "nothing new to load\n"


def test_a_wrong_command_is_2_without_a_stack_trace(shop: Shop) -> None:
    for arguments in (("nope",), ("run", "--nope"), ("query",)):
        assert shop.call(*arguments).code == 2
    done = started("etl.py", "run", "--nope")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_a_file_put_into_staging_by_hand_is_loaded(shop: Shop) -> None:
    (shop.home / "staging").mkdir()
    (shop.home / "staging" / "mine.jsonl").write_bytes(EVENTS)
    assert "3 new events" in shop.call("process").out
    assert list((shop.home / "staging").iterdir()) == []


@pytest.mark.slow
def test_a_damaged_manifest_costs_its_own_batch_only(shop: Shop) -> None:
    shop.put("a.jsonl", EVENTS)
    shop.put("b.jsonl", LATE)
    assert shop.call("ingest").out == "2 batches staged\n"
    manifest = min((shop.home / "archive").glob("*.manifest.json"))
    whole = manifest.read_bytes()
    manifest.write_text("{")
    ended = shop.call("run")
    assert (ended.code, ended.out.splitlines()[0][:14]) == (74, "1 batch loaded")
    assert str(manifest) in ended.err
    assert len(json.loads(shop.call("status", "--json").out)["lake"]["failed_batches"]) == 1
    manifest.write_bytes(whole)
    assert "1 batch loaded" in shop.call("run").out


def test_leftovers_of_dead_runs_leave_tmp(shop: Shop) -> None:
    left = shop.home / "tmp" / "reading-dead" / "part.jsonl"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"{}")
    (shop.home / "tmp" / "file").write_bytes(b"")
    (shop.home / "tmp" / "link").symlink_to(shop.home / "config.json")
    assert shop.call("run").code == 0
    assert list((shop.home / "tmp").iterdir()) == []
    assert (shop.home / "config.json").exists()
