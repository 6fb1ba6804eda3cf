"""A lost or damaged lake is told, with what to do, and made anew from the archive."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.cli.shop import EVENTS, SETTINGS, Shop
from tests.differences import Tables
from tests.events import event, item, lines
from transforms.archive.writer import BatchWriter
from transforms.config import Config
from transforms.errors import Unavailable
from transforms.home import Home
from transforms.lake.connection import open_lake
from transforms.lake.damage import damage
from transforms.lake.data_files import missing_files, orphans
from transforms.lakehouse import Lakehouse
from transforms.load import loader
from transforms.load.process import process_staging
from transforms.models.fingerprint import check_fingerprint
from transforms.system.progress import Progress

REMEDY = "`etl.py replay --rebuild --from-archive` makes the lake anew from archive/"
NOISE = os.urandom(300_000)

DEEP = pytest.mark.deep

Damage = Callable[[Path], object]


def catalog(home: Path) -> Path:
    return home / "warehouse/catalog.sqlite"


def each_data_file(change: Callable[[Path], object]) -> Damage:
    def damage(home: Path) -> None:
        for path in (home / "warehouse/data").rglob("*.parquet"):
            change(path)

    return damage


def overwrite(path: Path, start: int, end: int) -> None:
    content = path.read_bytes()
    end = min(end, len(content))
    path.write_bytes(content[:start] + NOISE[: end - start] + content[end:])


CATALOGS: list[Any] = [
    pytest.param(lambda home: catalog(home).unlink(), id="deleted"),
    pytest.param(lambda home: catalog(home).write_bytes(b""), id="empty", marks=DEEP),
    pytest.param(lambda home: os.truncate(catalog(home), 100_000), id="cut off", marks=DEEP),
    pytest.param(lambda home: catalog(home).write_bytes(NOISE), id="noise", marks=DEEP),
    pytest.param(
        lambda home: overwrite(catalog(home), 50_000, 350_000), id="noise in the middle", marks=DEEP
    ),
]
FILES: list[Any] = [
    pytest.param(lambda home: shutil.rmtree(home / "warehouse/data"), id="folder gone", marks=DEEP),
    pytest.param(each_data_file(Path.unlink), id="files gone"),
    pytest.param(each_data_file(lambda path: path.write_bytes(b"")), id="empty", marks=DEEP),
    pytest.param(
        each_data_file(lambda path: os.truncate(path, path.stat().st_size // 2)),
        id="cut off",
        marks=DEEP,
    ),
    pytest.param(each_data_file(lambda path: overwrite(path, 4, 100_000)), id="noise", marks=DEEP),
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose lake has data files: DuckLake keeps what is tiny in the catalog itself."""
    home = tmp_path_factory.mktemp("whole")
    (home / "config.json").write_text(json.dumps(SETTINGS))
    settings = Config.model_validate(SETTINGS)
    lakehouse = Lakehouse(Home(home), settings, Progress())
    with lakehouse.writing() as connection:
        check_fingerprint(connection, settings)
        for start in (0, 40):
            with BatchWriter(Home(home)) as writer:
                writer.append(visits(range(start, start + 60)))
                writer.finish("test")
        assert not process_staging(connection, Home(home), settings, lakehouse.progress).failures
    return home


@pytest.fixture
def large(new_shop: Shop, whole: Path) -> Shop:
    shutil.copytree(whole, new_shop.home, dirs_exist_ok=True)
    return new_shop


@pytest.fixture(scope="module")
def before(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return tables(shutil.copytree(whole, tmp_path_factory.mktemp("before") / "home"))


def visits(visitors: range) -> bytes:
    shown = [item("p", "A|NELO_XP_1", price=5, item_list_id="l")]
    return lines(
        *(event("view_item_list", f"v{visitor}", visitor, items=shown) for visitor in visitors),
        *(event("purchase", f"v{visitor}", visitor + 1, items=shown) for visitor in visitors),
    )


def tables(home: Path) -> Tables:
    """Staging and Silver, but for the times of the runs."""
    found = Shop(home, None).tables()  # type: ignore[arg-type]
    return {
        name: [{key: row[key] for key in row if key != "processed_at"} for row in rows]
        for name, rows in found.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("damage", CATALOGS)
def test_a_damaged_catalog_is_told(large: Shop, damage: Damage) -> None:
    damage(large.home)
    for command in (("run",), ("status",), ("query", "from fct_orders")):
        ended = large.call(*command)
        assert (ended.code, REMEDY in ended.err) == (69, True), ended


@pytest.mark.parametrize("damage", [pytest.param(*CATALOGS[0].values, marks=DEEP), *CATALOGS[1:]])
def test_a_damaged_catalog_is_made_anew(large: Shop, before: Tables, damage: Damage) -> None:
    damage(large.home)
    damaged = {path.name: path.read_bytes() for path in [catalog(large.home)] if path.exists()}
    mended = large.call("replay", "--rebuild", "--from-archive")
    assert (mended.code, mended.out.startswith("2 batches replayed")) == (0, True), mended.err
    assert tables(large.home) == before
    kept = {path.name: path for path in (large.home / "warehouse").glob("*.before-*")}
    for name, content in damaged.items():
        [old] = [path for each, path in kept.items() if each.startswith(f"{name}.before-")]
        assert old.read_bytes() == content
    assert any(list(path.rglob("*.parquet")) for path in kept.values())


@pytest.mark.parametrize("damage", FILES)
def test_damaged_data_files_are_told_and_made_anew(
    large: Shop, before: Tables, damage: Damage
) -> None:
    damage(large.home)
    asked = large.call("query", "select min(event_name), sum(value) from fct_events")
    assert (asked.code, REMEDY in asked.err) == (74, True), asked
    large.put("late.jsonl", EVENTS)
    ended = large.call("run")
    assert (ended.code, REMEDY in ended.err) == (74, True), ended
    for path in large.home.glob("archive/*"):
        if path.stat().st_size < 2000 and path.name.endswith(".jsonl"):
            path.unlink()  # what came late is not in the lake before
    assert large.call("replay", "--rebuild", "--from-archive").code == 0
    assert tables(large.home) == before


@pytest.mark.deep
def test_a_rebuild_that_dies_is_completed_by_the_next_run(
    large: Shop, before: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    materialize = loader.materialize_silver
    calls: list[int] = []

    def dies(*arguments: Any, **options: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise MemoryError
        return materialize(*arguments, **options)

    monkeypatch.setattr(loader, "materialize_silver", dies)
    assert large.call("replay", "--rebuild", "--from-archive").code == 1
    assert large.call("run").out.startswith("2 batches loaded")
    assert len(calls) == 3  # each alone: nobody knows in which it died
    assert tables(large.home) == before


@pytest.mark.parametrize(
    "text",
    [
        'Failed to execute query "PRAGMA journal_mode=WAL": unable to open database file',
        "Failed to flush changes into DuckLake: attempt to write a readonly database",
    ],
)
def test_a_catalog_that_the_system_does_not_open_is_unavailable(text: str, tmp_path: Path) -> None:
    told = damage(duckdb.Error(text), Home(tmp_path), Config())
    assert isinstance(told, Unavailable)
    assert "must open for reading and writing" in str(told)


@pytest.mark.slow
def test_an_empty_home_has_lost_nothing(shop: Shop) -> None:
    shutil.rmtree(shop.home / "warehouse")
    assert shop.call("status").code == 0
    catalog(shop.home).parent.mkdir()
    catalog(shop.home).write_bytes(b"")
    shop.put("a.jsonl", EVENTS)
    assert shop.call("run").code == 0


@pytest.mark.parametrize(
    ("settings", "wish"),
    [
        pytest.param(
            '{"warehouse": {"catalog": "postgres:host=nowhere"}}', "files of this machine", id="pg"
        ),
        pytest.param('{"warehouse": {"data_path": "s3://b/p"}}', "files of this machine", id="s3"),
        pytest.param('{"warehouse": {"data_path": "warehouse"}}', "nothing but the data", id="own"),
    ],
)
def test_a_lake_that_cannot_be_renamed_is_78(loaded: Shop, settings: str, wish: str) -> None:
    loaded.settings(settings)
    ended = loaded.call("replay", "--rebuild", "--from-archive")
    assert (ended.code, wish in ended.err) == (78, True), ended.err
    assert not list((loaded.home / "warehouse").glob("*.before-*"))


def test_from_archive_needs_rebuild(loaded: Shop) -> None:
    ended = loaded.call("replay", "--from-archive")
    assert (ended.code, "--rebuild" in ended.err) == (2, True)


@pytest.mark.deep
def test_orphans_are_what_ducklake_would_delete_and_are_told(large: Shop) -> None:
    home, settings = Home(large.home), Config.model_validate(SETTINGS)
    with open_lake(home, settings) as lake:  # deletes leave files of their own
        lake.execute("delete from lake.silver.fct_events where line_number % 2 = 0")
    assert list((large.home / "warehouse/data").rglob("*-delete.parquet"))
    assert large.call("status", "--json").rows["lake"]["orphaned_files"] == 0
    source = next((large.home / "warehouse/data/silver").rglob("*.parquet"))
    shutil.copy(source, source.with_name("ducklake-left-over.parquet"))
    with open_lake(home, settings) as lake:
        would = lake.execute(
            "call ducklake_delete_orphaned_files('lake', dry_run => true, cleanup_all => true)"
        ).fetchall()
        assert [(path,) for path in orphans(lake, home, settings)] == would
        assert missing_files(lake, home, settings) == []
    assert large.call("status", "--json").rows["lake"]["orphaned_files"] == 1
    assert "1 are left over from runs that were killed" in large.call("doctor").out
    source.unlink()
    ended = large.call("doctor")
    assert (ended.code, f"1 are missing, such as {source.name}" in ended.out) == (74, True)
