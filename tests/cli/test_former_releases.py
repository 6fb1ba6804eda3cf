"""A lake of a former release: told by every command that needs it, and made one of this release."""

import shutil
import tarfile
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.cli.shop import EVENTS, SETTINGS, Shop, Unheard
from tests.cli.test_damage import tables
from tests.differences import Tables
from tests.paths import PROJECT
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import open_lake
from transforms.load import replay

LAKES = PROJECT / "tests/data/lakes"
#: What mends the lake of each commit.
REBUILD = "`etl.py replay --rebuild` makes Silver anew"
FROM_ARCHIVE = "`etl.py replay --rebuild --from-archive` makes the lake anew"
#: From Python 3.11.4 on.
SAFELY: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
FORMER = {"3c1a5f0": REBUILD, "02487b7": FROM_ARCHIVE}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("former")
    for commit in FORMER:
        with tarfile.open(LAKES / f"{commit}.tar.xz") as packed:
            packed.extractall(folder / commit, **SAFELY)  # noqa: S202  # our own archive
    return folder


@pytest.fixture
def former(new_shop: Shop, unpacked: Path) -> Shop:
    """A shop whose Silver is of a former release."""
    shutil.copytree(unpacked / "3c1a5f0", new_shop.home, dirs_exist_ok=True)
    return new_shop


@pytest.fixture(scope="module")
def wanted(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """What this release makes of the archive."""
    home = tmp_path_factory.mktemp("wanted")
    shutil.copytree(unpacked / "3c1a5f0/archive", home / "archive")
    assert Shop(home, Unheard()).call("process").code == 0
    return tables(home)


def asked(home: Path, sql: str) -> list[Any]:
    with open_lake(Home(home), Config.model_validate(SETTINGS), read_only=True) as lake:
        return lake.execute(sql).fetchall()


@pytest.mark.slow
@pytest.mark.parametrize("commit", [pytest.param("3c1a5f0", marks=pytest.mark.deep), "02487b7"])
def test_what_to_do_is_told_and_nothing_is_changed(
    new_shop: Shop, unpacked: Path, commit: str
) -> None:
    shutil.copytree(unpacked / commit, new_shop.home, dirs_exist_ok=True)
    new_shop.put("late.jsonl", EVENTS)
    before = asked(new_shop.home, "select max(snapshot_id) from lake.snapshots()")
    for command in ("run", "process", "verify", "maintain", "status", "doctor"):
        ended = new_shop.call(command)
        said = " ".join((ended.out + ended.err).split())
        assert (ended.code, FORMER[commit] in said) == (78, True), (command, said)
    assert new_shop.call("status", "--json").rows["advice"].count(FORMER[commit]) == 1
    assert asked(new_shop.home, "select max(snapshot_id) from lake.snapshots()") == before
    assert list((new_shop.home / "inbox").iterdir())


def test_its_tables_can_still_be_read(former: Shop) -> None:
    assert former.ask("select count(*) as n from fct_events") == [{"n": 4}]
    missing = former.call("query", "from fct_refunds")
    assert (missing.code, REBUILD in missing.err) == (2, True), missing.err
    missing = former.call("query", "from fct_events select nonsense")
    assert (missing.code, REBUILD in missing.err) == (2, True), missing.err


def test_what_this_release_asks_of_a_former_lake_is_no_bug(new_shop: Shop, unpacked: Path) -> None:
    shutil.copytree(unpacked / "02487b7", new_shop.home, dirs_exist_ok=True)
    ended = new_shop.call("summary")
    assert (ended.code, FROM_ARCHIVE in ended.err) == (78, True), ended.err


@pytest.mark.deep
def test_a_rebuild_makes_silver_anew_and_readers_keep_the_former_one_till_it_commits(
    former: Shop, wanted: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_lake(Home(former.home), Config.model_validate(SETTINGS)) as lake:
        lake.execute("create table lake.silver.silver_of_yore as select 1 as one")
        lake.execute("create schema lake.mine")
        lake.execute("create table lake.mine.dim_products as select 1 as one")
    before = asked(former.home, "from lake.silver.fct_orders")
    seen = []
    rebuild = replay.rebuild_silver

    def dies(*arguments: Any, **options: Any) -> Any:
        rebuild(*arguments, **options)
        seen.append(asked(former.home, "from lake.silver.fct_orders"))
        raise OSError("killed")

    monkeypatch.setattr(replay, "rebuild_silver", dies)
    assert former.call("replay", "--rebuild").code == 74
    monkeypatch.undo()
    assert [before] == seen == [asked(former.home, "from lake.silver.fct_orders")]
    ended = former.call("replay", "--rebuild")
    assert (ended.code, ended.out.startswith("Silver rebuilt")) == (0, True), ended.err
    assert tables(former.home) == wanted
    assert {former.call(command).code for command in ("verify", "run", "status", "summary")} == {0}
    with pytest.raises(duckdb.CatalogException):
        asked(former.home, "from lake.silver.silver_of_yore")
    assert asked(former.home, "from lake.mine.dim_products"), "it is somebody else's"


@pytest.mark.deep
def test_staging_of_a_former_release_is_read_anew_from_the_archive(
    new_shop: Shop, unpacked: Path, wanted: Tables
) -> None:
    shutil.copytree(unpacked / "02487b7", new_shop.home, dirs_exist_ok=True)
    shutil.rmtree(new_shop.home / "archive")
    shutil.copytree(unpacked / "3c1a5f0/archive", new_shop.home / "archive")
    ended = new_shop.call("replay", "--rebuild")
    assert (ended.code, FROM_ARCHIVE in ended.err) == (78, True), ended.err
    assert new_shop.call("replay", "--rebuild", "--from-archive").code == 0
    assert tables(new_shop.home) == wanted


def test_views_of_a_former_release_are_told(loaded: Shop) -> None:
    with open_lake(Home(loaded.home), Config.model_validate(SETTINGS)) as lake:
        lake.execute("drop view lake.gold_growth.vw_funnel_daily")
        lake.execute("delete from lake.ops.views where view_name = 'vw_funnel_daily'")
    ended = loaded.call("questions", "2")
    assert (ended.code, "`etl.py run` makes them anew" in ended.err) == (78, True), ended.err
    assert loaded.call("run").code == 0
    assert loaded.call("questions", "2").code == 0


def test_a_column_of_another_type_is_told(loaded: Shop) -> None:
    with open_lake(Home(loaded.home), Config.model_validate(SETTINGS)) as lake:
        lake.execute("alter table lake.silver.fct_order_items alter quantity type decimal(38, 4)")
        lake.execute("update lake.ops.tables set sha256 = 'another release'")
    ended = loaded.call("run")
    assert (ended.code, "fct_order_items (quantity)" in ended.err) == (78, True), ended.err


@pytest.mark.slow
def test_a_rebuild_is_refused_where_staging_lacks_a_column(loaded: Shop) -> None:
    with open_lake(Home(loaded.home), Config.model_validate(SETTINGS)) as lake:
        lake.execute("alter table lake.staging.stg_events drop column tax")
        lake.execute("update lake.ops.tables set sha256 = 'another release'")
    for command in (("run",), ("replay", "--rebuild")):
        ended = loaded.call(*command)
        told = "stg_events (tax)" in ended.err and FROM_ARCHIVE in ended.err
        assert (ended.code, told) == (78, True), ended.err
