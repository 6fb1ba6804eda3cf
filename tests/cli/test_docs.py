"""docs: the data dictionary as a page, with a lake and without."""

from pathlib import Path

import pytest

from tests.cli.shop import Shop


@pytest.mark.slow
def test_the_page_is_written_below_the_home(loaded: Shop) -> None:
    ended = loaded.call("docs")
    page = loaded.home / "dictionary.html"
    assert (ended.code, ended.out) == (0, f"{page}\n")
    text = page.read_text()
    assert "from the headers of <code>sql/</code> and the lake" in text
    assert text.count("held in the last batch") > 20
    assert "3 rows" in text, "fct_events"
    for value in ("=T+1", "[31mred", "not json"):
        assert value not in text, "it holds no rows"


@pytest.mark.deep
def test_the_page_is_written_whole_where_it_is_wanted(loaded: Shop, tmp_path: Path) -> None:
    page = tmp_path / "new" / "page.html"
    assert loaded.call("docs", "--out", str(page)).code == 0
    page.write_text("old")
    assert loaded.call("docs", "--out", str(page)).code == 0
    assert page.read_text().endswith("</html>\n")
    assert [each.name for each in page.parent.iterdir()] == ["page.html"]


def test_without_a_lake_the_models_speak(new_shop: Shop) -> None:
    ended = new_shop.call("docs")
    assert ended.code == 0
    assert "there is no lake yet" in ended.out
    assert "There is no lake here yet" in (new_shop.home / "dictionary.html").read_text()
    assert not (new_shop.home / "warehouse" / "catalog.sqlite").exists()


def test_a_folder_is_no_page(new_shop: Shop, tmp_path: Path) -> None:
    ended = new_shop.call("docs", "--out", str(tmp_path))
    assert ended.code == 2
    assert f"--out must name a file, got the folder {tmp_path}" in ended.err


def test_analysts_see_the_descriptions(loaded: Shop) -> None:
    rows = loaded.ask("select comment from duckdb_tables() where table_name = 'fct_orders'")
    assert rows[0]["comment"].startswith("what was bought, once per order")
    rows = loaded.ask(
        "select comment from duckdb_columns() where table_name = 'fct_orders' "
        "and column_name = 'tax'"
    )
    assert rows == [{"comment": "tax, in the reporting currency"}]
