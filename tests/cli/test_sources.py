"""sources: listed, tried on a file, written into the settings; and what a run takes by them."""

import json

import pytest

from tests.cli.shop import SETTINGS, Shop
from tests.sources.mappings import EXAMPLES, NAMES

SHOP_CSV = EXAMPLES / "shop_csv" / "shop_2025-02-27.csv"
SEGMENT = EXAMPLES / "segment"


def settings(shop: Shop) -> dict[str, object]:
    found: dict[str, object] = json.loads((shop.home / "config.json").read_text())
    return found


def test_the_list_has_the_settings_sources_and_those_that_are_ready(new_shop: Shop) -> None:
    ended = new_shop.call("sources")
    assert ended.code == 0
    assert all(name in ended.out for name in NAMES)
    assert new_shop.call("sources", "init", "shop_csv").code == 0
    mine, _, ready = new_shop.call("sources", "list").out.partition("ready-made")
    assert "shop_csv" in mine
    assert "shop_csv" not in ready


def test_init_adds_a_mapping_and_leaves_the_rest(new_shop: Shop) -> None:
    ended = new_shop.call("sources", "init", "segment")
    assert (ended.code, "config.json has sources.segment" in ended.out) == (0, True)
    wanted = json.loads((EXAMPLES / "segment" / "config.json").read_text())
    assert settings(new_shop) == SETTINGS | wanted
    again = new_shop.call("sources", "init", "segment")
    assert (again.code, "never overwritten" in again.err) == (2, True)
    assert settings(new_shop) == SETTINGS | wanted


def test_a_source_of_a_name_that_cannot_be_is_told_in_words(new_shop: Shop) -> None:
    ended = new_shop.call("sources", "init", "Bad Name", "--from", str(SHOP_CSV))
    assert ended.code == 78
    assert "must be a name of small letters, digits and low lines, got 'Bad Name'" in ended.err
    assert "pydantic" not in ended.err


def test_init_prints_and_guesses(new_shop: Shop) -> None:
    before = settings(new_shop)
    ended = new_shop.call("sources", "init", "till", "--from", str(SHOP_CSV), "--print")
    guessed = ended.rows["sources"]["till"]
    assert guessed["json"] == ["event_data"]
    assert guessed["fields"]["user_pseudo_id"] == "clientId"
    assert guessed["fields"]["value"] == "event_data.revenue"
    assert guessed["fields"]["items"]["fields"]["price"] == "item_price"
    assert settings(new_shop) == before
    costs = EXAMPLES / "ad_costs" / "ad_costs_2025-02.csv"
    found = new_shop.call("sources", "init", "costs", "--from", str(costs), "--print").rows
    assert found["sources"]["costs"]["csv"] == {
        "delimiter": ";",
        "encoding": "windows-1252",
        "decimal": ",",
    }


def test_a_guessed_mapping_reads_the_file_that_it_was_guessed_of(new_shop: Shop) -> None:
    assert new_shop.call("sources", "init", "till", "--from", str(SHOP_CSV)).code == 0
    ended = new_shop.call("sources", "check", str(SHOP_CSV), "--source", "till")
    assert ended.code == 0, ended.err
    assert "4 rows by sources.till = 3 events + 1 duplicate + 0 refused" in ended.out


def test_check_shows_rows_columns_and_refusals_and_writes_nothing(new_shop: Shop) -> None:
    new_shop.call("sources", "init", "shop_csv")
    before = sorted(new_shop.home.rglob("*"))
    ended = new_shop.call("sources", "check", str(SHOP_CSV))
    assert ended.code == 0
    for words in ("before 1: {", "after  1: {", "referrer", "missing", "T-1"):
        assert words in ended.out
    bad = new_shop.home.parent / "bad.csv"
    bad.write_bytes(b"client_id,timestamp,event_name,shelf\nc,soon,page_viewed,4\nc,later\n")
    ended = new_shop.call("sources", "check", str(bad), "--source", "shop_csv")
    assert ended.code == 65
    for words in ("E_TS_FORMAT", "E_RECORD", "shelf", "unread"):
        assert words in ended.out
    assert "2 of 2 refused: row 1: event_timestamp must be ISO 8601" in ended.err
    assert sorted(new_shop.home.rglob("*")) == before


def test_check_says_how_many_rows_a_fuller_one_supersedes(new_shop: Shop) -> None:
    new_shop.call("sources", "init", "segment")
    both = new_shop.home.parent / "both.jsonl"
    parts = [SEGMENT / f"segment_{name}.jsonl" for name in ("retries", "tracks")]
    both.write_bytes(b"".join(path.read_bytes() for path in parts))
    ended = new_shop.call("sources", "check", str(both), "--source", "segment")
    assert "7 rows by sources.segment = 6 events + 1 duplicate" in ended.out
    assert "1 event superseded by fuller ones of their identity" in ended.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("check",), 2, "check must be told the file"),
        (("check", str(SHOP_CSV)), 2, "--source must name one of the settings' sources"),
        (("check", "nothing.csv", "--source", "shop_csv"), 2, "(none)"),
        (("init",), 2, "init must be told the name"),
        (("init", "nothing"), 2, "ready-made"),
        (("init", "x", "--from", "nothing.csv"), 66, "--from must name a file"),
        (("check", "nothing.csv"), 66, "nothing.csv must be a file, got none"),
        (("list", "x"), 2, "list names no source"),
    ],
)
def test_wrong_arguments_are_told(
    new_shop: Shop, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ended = new_shop.call("sources", *arguments)
    assert (ended.code, said in ended.err) == (code, True), ended.err


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"format": "xlsx"}, "sources.till.format"),
        ({"format": "csv", "fields": {"event_name": "a"}}, "must have fields for event_timestamp"),
        ({"fields": {"event_name": "a..b"}}, "sources.till.fields.event_name must be a path"),
        ({"fields": {"event_name": {"from": "x"}}}, "not an object of from"),
        ({"fields": {"items": {"fields": {}, "each": "x"}}}, "must name the fields of an item"),
        ({"csv": {"delimiter": ";;"}}, "sources.till.csv.delimiter"),
        ({"csv": {"encoding": "excel"}}, "must be an encoding"),
        ({"csv": {"decimals": ","}}, "sources.till.csv.decimals is not a setting"),
        ({"timezone": "Berlin"}, "sources.till.timezone"),
        ({"files": "/etc/*"}, "a pattern of names below the inbox"),
        ({"events": {"a": "Page View"}}, "sources.till.events.a"),
        ({"extra": ["user_id"]}, "must not keep user_id as extra, as an event's own field has"),
        ({"extra": ["shelf", "source"]}, "must not keep source as extra"),
        ({"extra": ["received_at"]}, "must not keep received_at as extra"),
    ],
)
def test_a_wrong_mapping_is_78_and_says_where(
    new_shop: Shop, mapping: dict[str, object], said: str
) -> None:
    whole = {"format": "csv", "fields": {"event_name": "a", "event_timestamp": "b"}}
    new_shop.settings(json.dumps({"sources": {"till": whole | mapping}}))
    ended = new_shop.call("status")
    assert (ended.code, said in ended.err) == (78, True), ended.err
    assert len(ended.err) < 2000


def test_a_run_takes_rows_of_the_inbox_and_of_named_files(new_shop: Shop) -> None:
    new_shop.call("sources", "init", "shop_csv")
    new_shop.put("shop_2025-02-27.csv", SHOP_CSV.read_bytes())
    new_shop.put("other.csv", b"x\n")
    ended = new_shop.call("run", "--dry-run")
    assert "1 to be loaded: 4 lines" in ended.out
    ended = new_shop.call("run")
    assert ended.code == 0, ended.err
    assert "4 lines = 3 new events + 1 duplicate" in ended.out
    assert [path.name for path in (new_shop.home / "inbox").iterdir()] == ["other.csv"]
    ended = new_shop.call("run", "--source", "shop_csv", str(SHOP_CSV))
    assert "held what was taken before (F_DUP_CONTENT)" in ended.out
    for arguments in (("--source", "shop_csv"), ("--source", "till", str(SHOP_CSV))):
        ended = new_shop.call("run", *arguments)
        assert (ended.code, "--source" in ended.err) == (2, True)
