"""Home and settings: which ones count, and what is said of wrong ones."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shop import EVENTS, LATE, Shop, called
from tests.paths import PROJECT
from transforms.archive.reader import archived_ids
from transforms.home import Home


def source(key: str, value: object) -> str:
    fields = {"event_name": "a", "event_timestamp": "b"}
    return json.dumps({"sources": {"s": {"format": "csv", "fields": fields, key: value}}})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('{"sesions": {}}', "sesions is not a setting", id="an unknown key"),
        pytest.param('{"sessions": {"gap": 1}}', "sessions.gap is not a setting", id="further in"),
        pytest.param(
            '{"sessions": {"gap_minutes": "30"}}', "sessions.gap_minutes", id="a wrong type"
        ),
        pytest.param('{"sessions": {"gap_minutes": 0}}', "got 0", id="out of range"),
        pytest.param('{"sessions": {"gap_minutes": true}}', "got True", id="yes is no number"),
        pytest.param('{"currency": {"rates": {"EUR": "x"}}}', "rates.EUR", id="no number"),
        pytest.param('{"currency": {"rates": {"EUR": 1e-13}}}', "12 decimal places", id="too fine"),
        pytest.param('{"sessions": {}, "sessions": {}}', "'sessions' twice", id="a key twice"),
        pytest.param('{"attribution": {"lookback_days": 0}}', "lookback_days", id="no lookback"),
        pytest.param('{"attribution": {"direct": "no"}}', "attribution.direct", id="another word"),
        pytest.param(
            '{"monitoring": {"monitors": {"a": {"figure": "revenu"}}}}', "figure", id="no figure"
        ),
        pytest.param(
            '{"monitoring": {"monitors": {"a": {"figure": "orders", "kind": "min"}}}}',
            "must have a threshold, as its kind is min",
            id="no threshold",
        ),
        pytest.param(
            '{"monitoring": {"metrics_file": "../lake.prom"}}', "below the home", id="outside"
        ),
        pytest.param(
            '{"monitoring": {"metrics_file": "/etc/lake.prom"}}', "below the home", id="a root"
        ),
        pytest.param(
            '{"monitoring": {"metrics_file": "warehouse/catalog.sqlite"}}',
            "ends in .prom",
            id="over the catalog",
        ),
        pytest.param(source("time_format", "%Q"), "sources.s.time_format", id="no directive"),
        pytest.param(source("identity", [{"value": 1}]), "sources.s.identity", id="no path"),
        pytest.param(source("identity", ["a", "a"]), "sources.s.identity", id="a path twice"),
        pytest.param(source("time_format", "%Y %Y"), "sources.s.time_format", id="a year twice"),
        pytest.param(source("csv", {"delimiter": '"'}), "neither the quote", id="a quote between"),
        pytest.param("{", "must be one JSON object", id="no JSON"),
        pytest.param("[]", "the file", id="no object"),
        pytest.param('{"warehouse": {"catalog": "mysql:x"}}', "sqlite: or postgres:", id="catalog"),
    ],
)
def test_wrong_settings_are_78_and_touch_nothing(new_shop: Shop, text: str, said: str) -> None:
    shop = new_shop
    shop.settings(text)
    ended = shop.call("run")
    assert ended.code == 78
    assert said in ended.err
    assert ended.err.startswith("error: ")
    assert not (shop.home / "warehouse" / "catalog.sqlite").exists()


def test_settings_that_are_not_text_are_78(shop: Shop) -> None:
    (shop.home / "config.json").write_bytes(b"\xff\xfe{}")
    assert shop.call("run").code == 78


def test_settings_that_are_not_there_are_66(shop: Shop, tmp_path: Path) -> None:
    ended = shop.call("run", "--config", str(tmp_path / "missing.json"))
    assert (ended.code, "missing.json" in ended.err) == (66, True)


def test_a_home_that_is_a_file_is_66(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert called(capsys, "run", "--home", str(tmp_path / "file")).code == 66


def test_the_option_wins_over_the_environment_over_the_folder_of_the_config(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    option, environment, folder = (tmp_path / name for name in ("option", "env", "folder"))
    folder.mkdir()
    config = folder / "settings.json"
    config.write_text("{}")
    monkeypatch.setenv("LAKEHOUSE_HOME", str(environment))

    def home(*arguments: str) -> str:
        found = called(capsys, "status", "--json", *arguments).rows["home"]
        assert isinstance(found, str)
        return found

    assert home("--home", str(option), "--config", str(config)) == str(option)
    assert home("--home", str(option)) == str(option)
    assert home("--config", str(config)) == str(environment)
    assert home() == str(environment)
    monkeypatch.delenv("LAKEHOUSE_HOME")
    assert home("--config", str(config)) == str(folder)


def test_the_homes_own_settings_count(shop: Shop) -> None:
    shop.settings('{"sessions": {"gap_minutes": 0}}')
    assert shop.call("run").code == 78
    other = shop.home.parent / "other.json"
    other.write_text("{}")
    assert shop.call("run", "--config", str(other)).code == 0


def test_a_setting_that_shapes_silver_asks_for_a_rebuild(shop: Shop) -> None:
    assert shop.call("run").code == 0
    shop.settings('{"sessions": {"gap_minutes": 10}}')
    waiting = shop.put("events.jsonl", EVENTS)
    for words in (["--dry-run"], []):
        ended = shop.call("run", *words)
        assert ended.code == 78
        assert "replay --rebuild" in ended.err
    assert waiting.exists(), "it was taken by a run that cannot load it"
    assert not archived_ids(Home(shop.home))
    assert shop.call("replay", "--rebuild").code == 0
    assert shop.call("run").code == 0
    assert not waiting.exists()


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("wh?t", "must do without '?',"),
        ("back\\slash", "must do without '\\',"),
        ("lat\udcff", "must be UTF-8"),
    ],
)
def test_a_home_that_duckdb_would_misread_is_78_at_once(shop: Shop, name: str, wish: str) -> None:
    odd = Shop(shop.home.rename(shop.home.with_name(name)), shop.capsys)
    before = sorted(odd.home.rglob("*"))
    for command in ("run", "verify", "publish", "doctor", "status", "summary"):
        ended = odd.call(command)
        assert (ended.code, f"the path of the home {wish}" in ended.err) == (78, True)
    assert sorted(odd.home.rglob("*")) == before


@pytest.mark.deep
def test_a_home_may_have_any_other_name(loaded: Shop) -> None:
    name = "-st*r [a] {b,c} ü☃ 'q' \"d\" `t` 50%20 # ; $x = & :\n\x1b[31m"
    odd = Shop(loaded.home.rename(loaded.home.with_name(name)), loaded.capsys)
    odd.put("late.jsonl", EVENTS[:100] + LATE)
    for command in ("run", "doctor", "status", "verify", "publish", "maintain"):
        ended = odd.call(command)
        assert ended.code == 0, (command, ended)
    asked = subprocess.run(
        [sys.executable, str(PROJECT / "etl.py"), "shell", "--home", str(odd.home)],
        input="select count(*) from fct_orders;",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (asked.returncode, asked.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("inbox", [".", "..", "archive", "staging/in", "dead_letter/files"])
def test_an_inbox_that_holds_what_is_the_homes_own_is_78(shop: Shop, inbox: str) -> None:
    shop.settings(json.dumps({"source": {"inbox": inbox}}))
    for command in ("run", "ingest", "doctor"):
        ended = shop.call(command)
        assert (ended.code, "a folder of its own" in ended.out + ended.err) == (78, True), ended
    assert (shop.home / "config.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize("path", [".", "..", "archive", "inbox/data", "published", "dead_letter"])
def test_a_data_path_that_holds_other_files_is_78(shop: Shop, path: str) -> None:
    shop.settings(json.dumps({"warehouse": {"data_path": path}}))
    for command in ("run", "doctor"):
        ended = shop.call(command)
        told = "warehouse.data_path must be a folder of its own" in ended.out + ended.err
        assert (ended.code, told) == (78, True), ended
