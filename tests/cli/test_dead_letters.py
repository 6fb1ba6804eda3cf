"""dead-letters: what was refused is counted, shown, exported, and processed again."""

import base64
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shop import BAD, EVENTS, Shop
from transforms.archive.reader import archived_ids
from transforms.cli import main
from transforms.home import Home
from transforms.load import dead_letters

LONG = b'{"event_name": "page_view", "event_timestamp": 1709294400, "extra": "%s"}\n' % (
    b"x" * 2000
)
REFUSED = BAD + b'{"a": "\x7f"}\n' + b"\xff\x00\n" + LONG
SMALL = '{"limits": {"line_bytes": 1024}, "warehouse": {"sync_data_files": false, "threads": 1}}'
LARGE = '{"warehouse": {"sync_data_files": false, "threads": 1}}'


@pytest.fixture(scope="module")
def home_with_refusals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("refusals")
    (home / "config.json").write_text(SMALL)
    for name, content in (("a.jsonl", EVENTS + REFUSED), ("b.jsonl", b"\n" + BAD)):
        (home / name).write_bytes(content)
        main_of("run", str(home / name), "--home", str(home), "--quiet")
    return home


@pytest.fixture
def refused(new_shop: Shop, home_with_refusals: Path) -> Shop:
    """A shop with a batch of three events and four refused lines, and one with a bad line."""
    shutil.copytree(home_with_refusals, new_shop.home, dirs_exist_ok=True)
    return new_shop


def main_of(*arguments: str) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 65, "most lines of each file are refused"


def exports(shop: Shop) -> dict[str, list[dict[str, Any]]]:
    return {
        path.stem: [json.loads(line) for line in path.read_bytes().splitlines()]
        for path in sorted((shop.home / "dead_letter").glob("*.jsonl"))
    }


def batch_ids(shop: Shop) -> list[str]:
    """The two batches, that with four refused lines first."""
    found = exports(shop)
    return sorted(found, key=lambda batch_id: -len(found[batch_id]))


@pytest.mark.slow
def test_each_batch_with_refused_lines_is_exported(refused: Shop) -> None:
    found = exports(refused)
    first, second = batch_ids(refused)
    assert [each["code"] for each in found[first]] == [
        "E_JSON_SYNTAX",
        "E_FIELD_MISSING",
        "E_UTF8",
        "E_LINE_TOO_LONG",
    ]
    assert [(each["line_number"], each["raw"]) for each in found[second]] == [(2, "not json.")]
    not_utf8 = found[first][2]
    assert (not_utf8["raw"], base64.b64decode(not_utf8["raw_base64"])) == (None, b"\xff\x00")
    assert found[first][1]["raw"] == '{"a": "\x7f"}'
    assert {"detail", "byte_offset", "message_id", "batch_id"} < set(not_utf8)


def test_a_missing_export_is_made_good_and_one_too_many_goes(refused: Shop) -> None:
    before = exports(refused)
    first, _ = batch_ids(refused)
    folder = refused.home / "dead_letter"
    (folder / f"{first}.jsonl").unlink()
    other = folder / f"{first[:-12]}{'0' * 12}.jsonl"
    other.write_bytes(b"{}\n")
    assert refused.call("run").code == 0
    assert exports(refused) == before
    assert not other.exists()


def test_an_export_is_bounded_and_says_so(refused: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = batch_ids(refused)
    (refused.home / "dead_letter" / f"{first}.jsonl").unlink()
    monkeypatch.setattr(dead_letters, "MOST_BYTES", len(BAD) + 1)
    assert refused.call("run").code == 0
    found = exports(refused)[first]
    assert [each.get("code") for each in found] == ["E_JSON_SYNTAX", None]
    assert found[-1]["left_out"] == 3


def test_list_counts_by_code_and_batch(refused: Shop) -> None:
    first, second = batch_ids(refused)
    rows = refused.call("dead-letters", "--format", "json").rows
    assert [(row["code"], row["batch_id"], row["lines"]) for row in rows] == sorted(
        [
            ("E_FIELD_MISSING", first, 1),
            ("E_JSON_SYNTAX", first, 1),
            ("E_JSON_SYNTAX", second, 1),
            ("E_LINE_TOO_LONG", first, 1),
            ("E_UTF8", first, 1),
        ]
    )
    assert rows[0]["example"].startswith("event_name")
    one = refused.call("dead-letters", "list", "--code", "E_UTF8", "--format", "json").rows
    assert [(row["first_line"], row["last_line"]) for row in one] == [(6, 6)]
    assert "E_UTF8" in refused.call("dead-letters", "list", "--batch", first).out
    assert "E_UTF8" not in refused.call("dead-letters", "list", "--batch", second).out


def test_show_prints_whole_lines_harmlessly(refused: Shop) -> None:
    first, second = batch_ids(refused)
    shown = refused.call("dead-letters", "show", "--batch", first)
    assert "\x7f" not in shown.out
    assert '  {"a": "\\x7f"}' in shown.out
    assert "\\xff\\x00" in shown.out
    assert f"{first}, line 4, byte {len(EVENTS)}: E_JSON_SYNTAX " in shown.out
    assert second not in shown.out
    assert len(refused.call("dead-letters", "show", "--limit", "2").out.splitlines()) == 4
    assert refused.call("dead-letters", "show", "--code", "E_DEPTH").out == "no refused lines\n"
    rows = refused.call("dead-letters", "show", "--code", "E_JSON_SYNTAX", "--format", "json").rows
    assert [row["raw"] for row in rows] == ["not json.", "not json."]


@pytest.mark.slow
def test_a_retry_takes_what_passes_off_the_list(refused: Shop) -> None:
    first, second = batch_ids(refused)
    unchanged = refused.call("dead-letters", "retry")
    assert unchanged.out.splitlines() == [
        "2 batches processed again",
        "0 lines passed, 5 remain refused",
    ]
    refused.settings(LARGE)
    ended = refused.call("dead-letters", "retry", "--code", "E_LINE_TOO_LONG")
    assert ended.out.splitlines() == [
        "1 batch processed again",
        "1 line passed, 0 remain refused",
    ]
    assert [len(exports(refused)[each]) for each in (first, second)] == [3, 1]
    ledger = refused.ask(
        f"select lines, staged, duplicates, dead_lettered, blank from ops.batches "
        f"where batch_id = '{first}'"
    )
    assert [list(row.values()) for row in ledger] == [[7, 4, 0, 3, 0]]
    assert refused.ask("select count(*) as n from fct_events") == [{"n": 4}]
    assert refused.call("verify", "--from-archive").code == 0


@pytest.mark.slow
def test_an_export_goes_when_its_list_is_empty(shop: Shop) -> None:
    shop.settings(SMALL)
    shop.put("a.jsonl", EVENTS + LONG)
    assert shop.call("run").code == 0
    [batch_id] = exports(shop)
    shop.settings(LARGE)
    ended = shop.call("dead-letters", "retry", "--batch", batch_id)
    assert ended.out.splitlines()[1] == "1 line passed, 0 remain refused"
    assert exports(shop) == {}
    assert shop.call("dead-letters", "retry").out.startswith("0 batches processed again")


def test_a_retry_of_a_batch_that_is_not_there_is_66(loaded: Shop) -> None:
    ended = loaded.call("dead-letters", "retry", "--batch", "processing_batch_x")
    assert (ended.code, "must hold the batch" in ended.err) == (66, True)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("retry", "--limit", "3"), id="a limit of a retry"),
        pytest.param(("list", "--limit", "3"), id="a limit of the counts"),
        pytest.param(("retry", "--format", "json"), id="a format of a retry"),
        pytest.param(("forget",), id="no such action"),
    ],
)
def test_what_does_not_fit_is_2(loaded: Shop, arguments: tuple[str, ...]) -> None:
    assert loaded.call("dead-letters", *arguments).code == 2


def test_a_killed_export_leaves_no_part(refused: Shop) -> None:
    part = refused.home / "dead_letter/.0123456789abcdef.part"
    part.write_bytes(b"{")
    assert refused.call("run").code == 0
    assert not part.exists()
    assert len(archived_ids(Home(refused.home))) == 2
