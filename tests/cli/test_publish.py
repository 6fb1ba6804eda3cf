"""publish: each team gets its own views and nothing else, all of one state of the lake."""

import csv
import hmac
import json
import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.cli.published import file_of, names, plain
from tests.cli.shop import EVENTS, LATE, SETTINGS, Shop
from tests.events import event, item, lines
from tests.paths import PROJECT
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import open_lake
from transforms.lakehouse import Lakehouse
from transforms.models.model import read_models
from transforms.pages import Page, read_pages
from transforms.pages.answers import ask
from transforms.pages.html import Edition, draw
from transforms.publish import publish
from transforms.publish.personal import KEY
from transforms.system.lock import holding
from transforms.system.progress import Progress

TEAMS = ["finance", "growth", "marketing", "ml", "product"]
FILES = [f"{team}.duckdb" for team in TEAMS]
SECRET = "a key that nobody may see"  # noqa: S105 - a test's own
CONFIG = Config.model_validate(SETTINGS)


def views_of(team: str) -> list[str]:
    return sorted(view.name for view in read_models("gold") if view.schema == f"gold_{team}")


def configure(shop: Shop, **publish: Any) -> None:
    shop.settings(json.dumps({**SETTINGS, "publish": publish}))


def change(shop: Shop, sql: str) -> None:
    with open_lake(Home(shop.home), CONFIG) as connection:
        connection.execute(sql)


def inodes(shop: Shop) -> dict[str, int]:
    return {name: (shop.home / "published" / name).stat().st_ino for name in names(shop)}


@pytest.fixture(scope="module")
def published_home(homes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two batches, published; for tests that only read."""
    home = tmp_path_factory.mktemp("published") / "shop"
    shutil.copytree(homes / "loaded", home)
    publish(Lakehouse(Home(home), CONFIG, Progress()))
    return home


@pytest.fixture
def published(published_home: Path, capsys: pytest.CaptureFixture[str]) -> Shop:
    return Shop(published_home, capsys)


def test_a_team_sees_its_views_as_tables_and_no_others(published: Shop) -> None:
    assert names(published) == FILES
    for team in TEAMS:
        tables = plain(file_of(published, team), "select name from (show all tables) order by all")
        assert [row["name"] for row in tables] == sorted(["about", "restatements", *views_of(team)])
    (about,) = plain(file_of(published, "finance"), "from about")
    assert about["team"] == "finance"
    assert about["last_event_at"] == "2024-03-01 12:02:00"
    assert about["snapshot_at"] <= about["published_at"]


@pytest.mark.deep
def test_each_team_gets_a_line(loaded: Shop) -> None:
    ended = loaded.call("publish", "--team", "product", "--team", "finance")
    assert ended.code == 0, ended.err
    product, finance = ended.out.splitlines()
    assert product.startswith(f"{file_of(loaded, 'product')}: 7 tables, 13 rows, ")
    size = file_of(loaded, "finance").stat().st_size
    assert finance == f"{file_of(loaded, 'finance')}: 14 tables, 14 rows, {size:,} bytes"


@pytest.mark.slow
def test_a_published_table_has_the_rows_of_its_view(published: Shop) -> None:
    with open_lake(Home(published.home), CONFIG, read_only=True) as lake:
        for team in TEAMS:
            lake.execute(f"attach '{file_of(published, team)}' as {team} (read_only)")
        for view in read_models("gold"):
            team = view.schema.removeprefix("gold_")
            wanted = lake.execute(f"from lake.{view.schema}.{view.name} order by all").fetchall()
            assert lake.execute(f"from {team}.{view.name}").fetchall() == wanted


@pytest.mark.parametrize("page", read_pages(), ids=lambda each: str(each.name))
def test_every_page_that_ships_is_answered(published: Shop, page: Page) -> None:
    answers = ask(page, file_of(published, page.team), CONFIG)
    edition = Edition(1, datetime(2024, 3, 2), date(2024, 3, 1), "UTC", "USD", "/* Vega */")
    html, failures = draw(page, answers, edition)
    assert failures == []
    assert "not available</strong>" not in html
    assert html.count("nothing yet</strong>: ") == html.count("the query gave no ")


def test_comments_come_along(published: Shop) -> None:
    file = file_of(published, "finance")
    tables = plain(file, "select table_name, comment from duckdb_tables()")
    columns = plain(
        file,
        "select table_name, column_name, comment from duckdb_columns() "
        "where database_name = 'finance'",
    )
    by_name = {row["table_name"]: row["comment"] for row in tables}
    assert by_name["vw_order_discounts"] == (
        "the discount of each order.\nGrain: one row per order."
    )
    assert all(by_name.values())
    assert all(row["comment"] for row in columns)
    meanings = {(row["table_name"], row["column_name"]): row["comment"] for row in columns}
    assert meanings["vw_revenue_daily", "revenue"] == "revenue, in the reporting currency"


CANARIES = lines(
    event(
        "view_item_list",
        "QANARYVISITOR",
        items=[item("p", "QANARYCAMPAIGN|NELO_XP_QANARY", item_list_id="QANARYLIST")],
    ),
    event("page_view", "QANARYVISITOR", 1, page_title="QANARYTITLE", page_location="/QANARYPAGE"),
    event("page_view", "QANARYBOUNCER", 1),
    event(
        "purchase",
        "QANARYVISITOR",
        2,
        transaction_id="QANARYORDER",
        value=10,
        coupon="QANARYCOUPON",
        items=[item("p", "QANARYCAMPAIGN|NELO_XP_QANARY", price=10, discount=1)],
    ),
)
OF_FINANCE = {"QANARYCAMPAIGN", "QANARYORDER", "QANARYCOUPON"}
OF_OTHERS = {
    "growth": {"QANARYLIST", "NELO_XP_QANARY"},
    "marketing": {"QANARYBOUNCER", "QANARYCOUPON"},
}


def bytes_and_values(file: Path) -> str:
    """Everything a file holds: its bytes, and its values however they are compressed."""
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute("select table_name, comment from duckdb_tables()").fetchall()
        columns = connection.execute("select column_name, comment from duckdb_columns()").fetchall()
        rows = [connection.execute(f"from {name}").fetchall() for name, _ in tables]
    return file.read_bytes().decode("latin-1") + str(tables) + str(columns) + str(rows)


def test_no_other_teams_table_column_or_value_is_in_a_file(shop: Shop) -> None:
    shop.put("a.jsonl", CANARIES)
    assert shop.call("run").code == 0
    assert shop.call("publish").code == 0
    held = {team: bytes_and_values(file_of(shop, team)) for team in TEAMS}
    assert {word for word in OF_FINANCE if word in held["finance"]} == OF_FINANCE
    for team, words in OF_OTHERS.items():
        assert {word for word in words if word in held[team]} == words
    others = {view for team in TEAMS[1:] for view in views_of(team)} - {*views_of("finance")}
    columns = {
        schema: {
            name for view in read_models("gold") if view.schema == schema for name in view.columns
        }
        for schema in ("gold_finance", "gold_growth")
    }
    foreign = {name for name in columns["gold_growth"] - columns["gold_finance"] if "_" in name}
    foreign.remove("churn_rate")  # a part of `logo_churn_rate`, a metric of finance
    strange = {"QANARYVISITOR", "QANARYBOUNCER", "QANARYLIST", "QANARYTITLE", "QANARYPAGE"}
    strange |= {"NELO_XP_QANARY"}
    assert len(foreign) > 20
    assert not {word for word in strange | others | foreign if word in held["finance"]}
    assert not {word for word in foreign if word not in held["growth"]}


@pytest.mark.deep
def test_personal_columns_are_left_out_or_pseudonyms(
    loaded: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(
        loaded,
        left_out=["landing_page", "vw_order_discounts.coupon"],
        pseudonymised=["visitor_id", "order_id"],
        formats=["duckdb", "csv"],
    )
    monkeypatch.setenv(KEY, SECRET)
    ended = loaded.call("publish")
    assert ended.code == 0, ended.err

    def pseudonym(text: str) -> str:
        return hmac.new(SECRET.encode(), text.encode(), "sha256").hexdigest()

    finance, marketing = file_of(loaded, "finance"), file_of(loaded, "marketing")
    (order,) = plain(finance, "from vw_order_discounts")
    assert order["order_id"] == pseudonym("=T+1")
    assert "coupon" not in order
    bounces = plain(marketing, "from gold_segment_bounce_v")
    visitors = loaded.ask("select visitor_id from gold_segment_bounce_v")
    expected = [text and pseudonym(text) for text in (row["visitor_id"] for row in visitors)]
    assert sorted(map(str, expected)) == sorted(str(row["visitor_id"]) for row in bounces)
    assert not any("landing_page" in row for row in bounces)
    with (loaded.home / "published" / "finance" / "vw_order_discounts.csv").open() as file:
        assert [row["order_id"] for row in csv.DictReader(file)] == [pseudonym("=T+1")]
    (meaning,) = plain(
        finance, "select comment from duckdb_columns() where column_name = 'order_id'"
    )
    assert meaning["comment"].endswith("(pseudonym: HMAC-SHA256)")
    for path in (loaded.home / "published").rglob("*"):
        assert path.is_dir() or SECRET.encode() not in path.read_bytes()
    assert SECRET not in ended.out + ended.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("publish", "key", "said"),
    [
        pytest.param({"left_out": ["visitorid"]}, SECRET, "known are", id="an unknown column"),
        pytest.param(
            {"left_out": ["coupon"], "pseudonymised": ["coupon"]}, SECRET, "in both", id="in both"
        ),
        pytest.param({"pseudonymised": ["coupon"]}, "", KEY, id="no key"),
        pytest.param({"pseudonymised": ["coupon"]}, "short-n-secret", KEY, id="a short key"),
        pytest.param({"pseudonymised": ["coupon"]}, "11" * 20, "openssl", id="a weak key"),
        pytest.param({"formats": []}, "", "publish.formats", id="no format"),
    ],
)
def test_what_would_leak_is_78_and_replaces_nothing(
    published: Shop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    publish: dict[str, Any],
    key: str,
    said: str,
) -> None:
    before = inodes(published)
    config = tmp_path / "config.json"
    config.write_text(json.dumps({**SETTINGS, "publish": publish}))
    monkeypatch.setenv(KEY, key)
    ended = published.call("publish", "--team", "finance", "--config", str(config))
    assert ended.code == 78
    assert said in ended.err
    assert not key or key not in ended.err
    assert inodes(published) == before


@pytest.mark.deep
def test_a_key_is_needed_only_where_there_is_a_pseudonym(
    loaded: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY, raising=False)
    configure(loaded, pseudonymised=["visitor_id"])
    assert loaded.call("publish", "--team", "finance").code == 0
    assert loaded.call("publish", "--team", "marketing").code == 78


@pytest.mark.slow
def test_other_formats_are_a_folder_of_each_team(loaded: Shop) -> None:
    arguments = ("publish", "--team", "finance", "--format", "csv", "--format", "parquet")
    assert loaded.call(*arguments).code == 0
    folder = loaded.home / "published" / "finance"
    expected = sorted(
        f"{table}.{form}"
        for table in ("about", "restatements", *views_of("finance"))
        for form in ("csv", "parquet")
    )
    assert sorted(path.name for path in folder.iterdir()) == expected
    assert not file_of(loaded, "finance").exists()
    with (folder / "vw_order_discounts.csv").open(newline="") as file:
        (order,) = csv.DictReader(file)
    assert (order["order_id"], order["revenue"]) == ("'=T+1", "10.5000")
    (row,) = duckdb.sql(f"select order_id from '{folder}/vw_order_discounts.parquet'").fetchall()
    assert row == ("=T+1",)


@pytest.mark.parametrize("option", ["--team", "--format"])
def test_an_unknown_team_or_format_is_2(loaded: Shop, option: str) -> None:
    ended = loaded.call("publish", option, "sales")
    assert ended.code == 2
    assert "'sales'" in ended.err
    assert not (loaded.home / "published").exists()


def test_without_a_lake_there_is_nothing_to_publish(new_shop: Shop) -> None:
    ended = new_shop.call("publish")
    assert ended.code == 69
    assert "etl.py run" in ended.err


def test_a_lake_without_a_batch_is_not_published(shop: Shop) -> None:
    ended = shop.call("publish")
    assert ended.code == 66
    assert "etl.py run" in ended.err
    configure(shop, after_run=True)
    assert shop.call("run").code == 0
    assert not (shop.home / "published").exists()


@pytest.mark.deep
def test_a_view_that_fails_replaces_nothing(loaded: Shop) -> None:
    configure(loaded, teams=["finance", "product"])
    loaded.call("publish")
    before = inodes(loaded)
    change(
        loaded,
        "create or replace view lake.gold_product.vw_basket_pairs as "
        "select error('no basket') as orders",
    )
    ended = loaded.call("publish")
    assert ended.code == 1
    assert "lake.gold_product.vw_basket_pairs must answer" in ended.err
    assert inodes(loaded) == before


def test_only_one_publishes_at_a_time(loaded: Shop) -> None:
    with holding(Home(loaded.home).publish_lock):
        ended = loaded.call("publish")
    assert ended.code == 75
    assert "publish.lock" in ended.err
    assert not (loaded.home / "published").exists()


@pytest.mark.deep
@pytest.mark.parametrize(
    ("moment", "teams"),
    [
        pytest.param("write_about", [], id="before anything is replaced", marks=pytest.mark.deep),
        pytest.param("sync_folder", ["growth.duckdb"], id="after the first was replaced"),
    ],
)
def test_a_killed_publish_leaves_whole_files_and_the_next_one_tidies_up(
    loaded: Shop, moment: str, teams: list[str]
) -> None:
    configure(loaded, teams=["growth", "finance"])
    loaded.call("publish")
    before = inodes(loaded)
    module = "targets" if moment == "sync_folder" else "publications"
    code = (
        f"import os, sys; from transforms.publish import {module} as module;"
        "from transforms.cli import main;"
        f"module.{moment} = lambda *_: os.kill(os.getpid(), 9); main(['publish', *sys.argv[1:]])"
    )
    killed = subprocess.run(
        [sys.executable, "-c", code, "--home", str(loaded.home)], cwd=PROJECT, check=False
    )
    assert killed.returncode == -9
    after = inodes(loaded)
    assert [name for name in before if after[name] != before[name]] == teams
    assert len(after) == len(before) + 1, "what it wrote aside"
    for team in ("growth", "finance"):
        assert plain(file_of(loaded, team), "select count(*) as rows from about") == [{"rows": 1}]
    assert loaded.call("publish").code == 0
    assert names(loaded) == sorted(before)


@pytest.mark.slow
def test_a_run_publishes_what_is_missing_or_older_than_the_lake(shop: Shop) -> None:
    configure(shop, after_run=True, teams=["finance", "product"])
    shop.put("a.jsonl", EVENTS)
    ended = shop.call("run")
    assert ended.code == 0, ended.err
    assert ended.out.index("1 batch loaded") < ended.out.index("finance.duckdb: 14 tables")
    assert names(shop) == ["finance.duckdb", "product.duckdb"]
    before = inodes(shop)
    file_of(shop, "finance").unlink()
    assert "product.duckdb" not in shop.call("run").out
    assert inodes(shop)["product.duckdb"] == before["product.duckdb"]
    assert file_of(shop, "finance").exists()
    shop.put("b.jsonl", LATE)
    assert "product.duckdb: 7 tables" in shop.call("run").out
    assert plain(file_of(shop, "finance"), "select snapshot_id from about") == plain(
        file_of(shop, "product"), "select snapshot_id from about"
    )


@pytest.mark.slow
def test_a_publish_that_fails_after_a_run_keeps_what_was_loaded(shop: Shop) -> None:
    configure(shop, after_run=True, left_out=["nothing"])
    shop.put("a.jsonl", EVENTS)
    ended = shop.call("run")
    assert ended.code == 78
    assert "publish.left_out" in ended.err
    assert "1 batch loaded" in ended.out
    assert len(shop.ask("select event_id from fct_events")) == 3
