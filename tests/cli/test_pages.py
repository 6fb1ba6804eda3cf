"""publish --format pages: a file for each page, of one state with its team's file."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.published import file_of, names, plain
from tests.cli.shop import SETTINGS, Shop
from transforms.config import Config
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.pages import extra, page
from transforms.pages.bundle import read_bundle
from transforms.privacy.copies import publish_anew
from transforms.publish import publish
from transforms.publish.page_files import page_paths
from transforms.system.progress import Progress

CONFIG = Config.model_validate(SETTINGS)


@pytest.fixture(autouse=True)
def _the_bundle_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what vl-convert takes four seconds for."""
    monkeypatch.setattr("transforms.pages.bundle._make", lambda: "/* Vega */")


@pytest.fixture
def own_pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of pages beside those that ship."""
    folder = tmp_path / "pages"
    folder.mkdir()
    monkeypatch.setattr("transforms.publish.page_files.read_pages", lambda: page.read_pages(folder))
    monkeypatch.setattr(
        "transforms.publish.publications.read_pages", lambda: page.read_pages(folder)
    )
    return folder


def write(folder: Path, name: str, sql: str, team: str = "finance") -> None:
    tag = "<DataTable data={rows} />"
    (folder / name).write_text(
        f"---\ntitle: Ours\nteam: {team}\n---\n```sql rows\n{sql}\n```\n{tag}\n"
    )
    page.read_pages.cache_clear()


@pytest.mark.slow
def test_a_page_shows_the_state_of_its_teams_file_and_has_its_readers(
    loaded: Shop, own_pages: Path
) -> None:
    write(own_pages, "ours.md", "select sum(revenue) as revenue from vw_revenue_daily")
    file = file_of(loaded, "finance")
    file.parent.mkdir()
    file.touch(0o404)
    formats = ("--format", "pages", "--format", "duckdb")
    ended = loaded.call("publish", "--team", "finance", *formats)
    assert (ended.code, ended.err) == (0, "")
    assert re.search(r"/ours\.html: 1 answer, 1 row, [\d,]+ bytes\n", ended.out)
    path = loaded.home / "published" / "ours.html"
    (about,) = plain(file_of(loaded, "finance"), "from about")
    assert f"Snapshot {about['snapshot_id']} of the lake" in path.read_text()
    assert ">10.5<" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o404
    assert path.stat().st_mtime_ns == file_of(loaded, "finance").stat().st_mtime_ns


@pytest.mark.deep
def test_a_query_of_what_is_not_published_is_told_and_the_rest_is_there(
    loaded: Shop, own_pages: Path
) -> None:
    write(own_pages, "broken.md", "select * from vw_sessions_daily")  # another team's
    write(own_pages, "good.md", "select 1 as one")
    write(own_pages, "hidden.md", "select order_id from vw_order_discounts")
    left_out = {"left_out": ["vw_order_discounts.order_id"]}
    loaded.settings(json.dumps({**SETTINGS, "publish": left_out}))
    ended = loaded.call("publish", "--team", "finance", "--format", "pages")
    assert ended.code == 78
    assert "every query of a page must answer, got broken.html, rows: Catalog Error" in ended.err
    assert "; 1 more" in ended.err
    assert names(loaded) == ["broken.html", "good.html", "hidden.html"]
    hidden = (loaded.home / "published" / "hidden.html").read_text()
    assert "<strong>not available</strong>: Binder Error" in hidden
    assert "T+1" not in hidden
    broken = (loaded.home / "published" / "broken.html").read_text()
    assert "<strong>not available</strong>: Catalog Error: Table with name vw_sess" in broken


def test_a_page_that_is_no_page_is_78_and_replaces_nothing(loaded: Shop, own_pages: Path) -> None:
    (own_pages / "good.md").write_text("no head")
    page.read_pages.cache_clear()
    (loaded.home / "published").mkdir()
    (loaded.home / "published" / "good.html").write_text("as it was")
    ended = loaded.call("publish", "--team", "finance", "--format", "pages")
    assert ended.code == 78
    assert "pages/good.md must be named" in ended.err
    assert (loaded.home / "published" / "good.html").read_text() == "as it was"


def test_without_the_extra_it_says_what_to_install(
    loaded: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda name: None if name == "altair" else name)
    ended = loaded.call("publish", "--format", "pages")
    assert ended.code == 78
    assert "needs the extra `pages` (pip install '.[pages]'), got no altair" in ended.err
    assert not (loaded.home / "published").exists()
    settings = {"after_run": True, "formats": ["pages"]}
    loaded.settings(json.dumps({**SETTINGS, "publish": settings}))
    assert loaded.call("run").code == 78


@pytest.mark.deep
def test_current_pages_are_left_alone_until_an_erasure_draws_all_anew(
    loaded: Shop, own_pages: Path
) -> None:
    write(own_pages, "ours.md", "select 1 as one")
    write(own_pages, "former.md", "select 2 as two")
    lakehouse = Lakehouse(Home(loaded.home), CONFIG, Progress())
    assert len(publish(lakehouse, ["finance"], ["pages"], only_stale=True)) == 2
    assert publish(lakehouse, ["finance"], ["pages"], only_stale=True) == []
    (own_pages / "former.md").unlink()
    page.read_pages.cache_clear()
    (path,) = page_paths(lakehouse.home.published, "finance")
    before = path.stat().st_ino
    assert publish_anew(lakehouse) == ["former.html"]
    assert names(loaded) == ["ours.html"]
    assert path.stat().st_ino != before


def test_what_draws_is_kept_by_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    assert read_bundle(home) == "/* Vega */"
    monkeypatch.setattr("transforms.pages.bundle._make", lambda: "/* other */")
    assert read_bundle(home) == "/* Vega */"
    monkeypatch.setattr("transforms.pages.bundle.version", lambda _: "9")
    assert read_bundle(home) == "/* other */"
    assert [path.name for path in home.warehouse.iterdir()] == ["charts-9.js"]
