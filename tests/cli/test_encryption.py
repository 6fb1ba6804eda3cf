"""warehouse.encrypted: data files that say nothing without the catalog."""

import json
from pathlib import Path

import pytest

from tests.cli.shop import EVENTS, LATE, SETTINGS, Shop
from tests.events import event, lines

WHOLE = lines(*(event("page_view", "needle", at, page_title="needle") for at in range(20)))


def encrypt(shop: Shop, *, encrypted: bool) -> None:
    shop.settings(json.dumps({"warehouse": {**SETTINGS["warehouse"], "encrypted": encrypted}}))


def in_clear(shop: Shop) -> list[Path]:
    """The data files that DuckDB reads without a key, which end as they begin."""
    files = list((shop.home / "warehouse" / "data").rglob("*.parquet"))
    assert files
    return [path for path in files if path.read_bytes()[-4:] != b"PARE"]


@pytest.mark.slow
def test_the_files_of_an_encrypted_lake_are_read_by_way_of_its_catalog_alone(
    new_shop: Shop,
) -> None:
    encrypt(new_shop, encrypted=True)
    new_shop.put("a.jsonl", EVENTS + WHOLE)
    assert new_shop.call("run").code == 0
    assert in_clear(new_shop) == []
    sql = "select count(distinct event_id) as n from fct_events where visitor_id = 'needle'"
    assert new_shop.ask(sql) == [{"n": 20}]
    encrypt(new_shop, encrypted=False)
    for command in ("run", "query", "status"):
        ended = new_shop.call(command, *(["select 1"] if command == "query" else []))
        assert ended.code == 78
        assert "warehouse.encrypted must be true as the lake was made, got false" in ended.err
        assert "`etl.py replay --rebuild --from-archive`" in ended.err
    assert "warehouse.encrypted must be true" in new_shop.call("doctor").out


@pytest.mark.deep
def test_a_lake_in_clear_is_not_encrypted_by_a_setting_but_made_anew(loaded: Shop) -> None:
    encrypt(loaded, encrypted=True)
    ended = loaded.call("run")
    assert ended.code == 78
    assert "warehouse.encrypted must be false as the lake was made, got true" in ended.err
    assert in_clear(loaded)
    assert loaded.call("replay", "--rebuild", "--from-archive").code == 0
    assert in_clear(loaded) == []
    assert loaded.call("run").code == 0


@pytest.mark.deep
def test_everything_works_on_an_encrypted_lake(new_shop: Shop) -> None:
    encrypt(new_shop, encrypted=True)
    for content in (EVENTS, LATE, WHOLE):
        new_shop.put("a.jsonl", content)
        assert new_shop.call("run").code == 0
    for command in (
        ("maintain",),
        ("verify",),
        ("verify", "--from-archive"),
        ("publish",),
        ("summary",),
        ("questions", "1"),
        ("erase", "--user", "needle"),
        ("replay", "--rebuild"),
        ("verify",),
        ("doctor",),
    ):
        ended = new_shop.call(*command)
        assert ended.code == 0, (command, ended)
    assert in_clear(new_shop) == []
