"""Who is to blame: a query, a setting, a store or the lake, each told as what it is."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from tests.buckets import AWAY, KEYS
from tests.cli.shop import EVENTS, SETTINGS, Shop, called
from tests.cli.test_damage import REMEDY
from transforms.config import Config
from transforms.errors import NotPermitted, StorageError, Unavailable
from transforms.home import Home
from transforms.lake.damage import damage


def settings(**warehouse: object) -> str:
    return json.dumps({"warehouse": {**SETTINGS["warehouse"], **warehouse}})


@pytest.mark.parametrize(
    "sql",
    [
        "from read_parquet('/etc/passwd')",
        "from read_parquet('/nowhere/x.parquet')",
        "from sqlite_scan('/etc/passwd', 'x')",
        "from sqlite_scan('/nowhere', 'x')",
    ],
)
def test_a_query_of_other_files_is_no_damaged_lake(loaded: Shop, sql: str) -> None:
    ended = loaded.call("query", sql)
    assert (ended.code, REMEDY in ended.err) == (2, False), ended.err


@pytest.mark.parametrize("path", ["elsewhere", "data"])
def test_data_that_lies_elsewhere_is_a_wrong_setting(loaded: Shop, path: str) -> None:
    loaded.settings(settings(data_path=path))
    for command in (("run",), ("status",), ("doctor",), ("query", "from fct_orders")):
        ended = loaded.call(*command)
        said = " ".join((ended.out + ended.err).split())
        assert (ended.code, REMEDY in said) == (78, False), said
        assert f"{loaded.home / path}/, which has none of it; the lake was made with" in said
    assert not list((loaded.home / path).rglob("*.parquet"))


@pytest.mark.deep
def test_data_files_of_others_are_neither_renamed_nor_deleted(new_shop: Shop) -> None:
    new_shop.put("a.jsonl", EVENTS)
    theirs = new_shop.home / "data" / "sales" / "2026.parquet"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"theirs")
    os.utime(theirs, (0, 0))
    new_shop.settings(settings(data_path="data"))
    for command in (("run",), ("replay", "--rebuild", "--from-archive")):
        ended = new_shop.call(*command)
        assert (ended.code, f"no lake wrote: {theirs}" in ended.err) == (78, True), ended.err
    away = theirs.rename(new_shop.home / "away")
    assert new_shop.call("run").code == 0
    away.rename(theirs)
    ended = new_shop.call("maintain")
    assert (ended.code, f"no lake wrote: {theirs}" in ended.err) == (78, True), ended.err
    assert theirs.read_bytes() == b"theirs"


def test_a_folder_is_no_catalog(shop: Shop) -> None:
    shop.settings(settings(catalog="sqlite:warehouse"))
    ended = shop.call("run")
    told = f"must name a file, got the folder {shop.home / 'warehouse'}" in ended.err
    assert (ended.code, told) == (78, True), ended.err


def test_a_catalog_that_may_not_be_read_is_77(
    loaded: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may read everything
    monkeypatch.setattr("transforms.lake.damage._is_whole", lambda _: False)
    error = duckdb.IOException("unable to open database file")
    assert isinstance(damage(error, Home(loaded.home), Config()), NotPermitted)


@pytest.mark.parametrize("name", ["config.json/x", "a" * 300])
@pytest.mark.parametrize("command", ["run", "status", "init", "generate", "docs"])
def test_a_place_that_cannot_be_is_66(new_shop: Shop, command: str, name: str) -> None:
    place = str(new_shop.home / name)
    where = {"init": [place], "generate": ["--out", place], "docs": ["--out", f"{place}/x"]}
    ended = called(new_shop.capsys, command, *where.get(command, ["--home", place]))
    assert (ended.code, "must be a place for files, got: " in ended.err) == (66, True), ended.err


def test_a_home_may_move_with_its_data(loaded: Shop) -> None:
    moved = Shop(loaded.home.rename(loaded.home.with_name("moved")), loaded.capsys)
    moved.put("late.jsonl", EVENTS)
    assert moved.call("run").code == 0
    assert moved.call("doctor").code == 0


@pytest.mark.parametrize(
    ("tables", "find"),
    [
        pytest.param("create table urls (id)", "another application, with a table urls", id="app"),
        pytest.param(
            "create view urls as select 1", "another application, with a view urls", id="view"
        ),
        pytest.param("pragma application_id = 7", "another application, by its id", id="its id"),
        pytest.param(
            "create table ducklake_table (table_name); create table urls (id)",
            "another application, with a table urls",
            id="both",
        ),
        pytest.param(
            "create table ducklake_table as select 'theirs' as table_name",
            "another lake, with a table theirs",
            id="lake",
        ),
    ],
)
def test_the_database_of_another_is_left_alone(shop: Shop, tables: str, find: str) -> None:
    folder = shop.home / "app"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "app.sqlite")) as connection:
        connection.executescript(tables)
    before = (folder / "app.sqlite").read_bytes()
    shop.settings(settings(catalog="sqlite:app/app.sqlite", data_path="app/data"))
    shop.put("a.jsonl", EVENTS)
    for command in (("run",), ("status",), ("doctor",), ("replay", "--rebuild", "--from-archive")):
        ended = shop.call(*command)
        said = " ".join((ended.out + ended.err).split())
        assert (ended.code, find in said) == (78, True), said
    assert [path.name for path in folder.iterdir()] == ["app.sqlite"]
    assert (folder / "app.sqlite").read_bytes() == before


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (KEYS | {"AWS_ENDPOINT_URL_S3": AWAY}).items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("away")
def test_a_store_that_is_away_is_69(new_shop: Shop) -> None:
    new_shop.settings(settings(data_path="s3://lake/data"))
    new_shop.put("a.jsonl", EVENTS)
    ended = new_shop.call("run")
    assert (ended.code, "the object store" in ended.err) == (69, True), ended.err


FILE = "http://store:9000/lake/d/silver/fct_events/year%3D2016/ducklake-1.parquet"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"IO Error: Could not connect to server error for HTTP GET to '{FILE}'", Unavailable),
        (f"HTTP Error: HTTP GET error reading '{FILE}' (HTTP 503 Slow Down)", Unavailable),
        (f"HTTP Error: HTTP GET error reading '{FILE}' (HTTP 403 Forbidden)", NotPermitted),
        ("HTTP Error: cannot connect to s3://lake/d/x: Forbidden (HTTP code 403)", NotPermitted),
        ("HTTP Error: cannot connect to s3://lake/d/x: Bad (HTTP code 400)", Unavailable),
        (f"HTTP Error: HTTP GET error reading '{FILE}' (HTTP 404 Not Found)", StorageError),
        (f"IO Error: No magic bytes found at end of HTTP file '{FILE}'", StorageError),
        ("HTTP Error: error reading 'http://other/b/x.parquet' (HTTP 404 Not Found)", None),
        ("IO Error: No magic bytes found at end of file '/tmp/x.parquet'", None),
    ],
)
@pytest.mark.usefixtures("away")
def test_what_a_store_answers_is_told(text: str, kind: type[Exception] | None) -> None:
    config = Config.model_validate({"warehouse": {"data_path": "s3://lake/d"}})
    told = damage(duckdb.Error(text), Home(Path("/nowhere")), config)
    assert (type(told) if told else None) is kind


def test_lost_data_is_told_where_the_home_has_moved(loaded: Shop) -> None:
    moved = Shop(loaded.home.rename(loaded.home.with_name("moved")), loaded.capsys)
    shutil.rmtree(moved.home / "warehouse/data")
    ended = moved.call("doctor")
    assert (ended.code, REMEDY in " ".join(ended.out.split())) == (74, True), ended.out
