"""sql: which files are written, from the settings alone, and what pages in Evidence ask."""

import json
import re
from pathlib import Path

import duckdb
import pytest

from tests.cli.shop import SETTINGS, Shop
from transforms.config import Config
from transforms.dialects.postgres import FILES
from transforms.pages.answers import MOST_ROWS, Answer, ask
from transforms.pages.page import read_page, read_pages


def test_seven_files_are_written_without_a_lake(new_shop: Shop) -> None:
    folder = new_shop.home / "sql"
    ended = new_shop.call("sql", "--dialect", "postgres", "--out", str(folder))
    names = [f"{name}.sql" for name in ("schema", *FILES)]
    assert ended.out.splitlines() == [str(folder / name) for name in names]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    assert not (new_shop.home / "warehouse").exists()
    tables = (folder / "schema.sql").read_text()
    assert "create table if not exists silver.fct_orders (" in tables
    assert "    revenue numeric(18, 4) not null," in tables


def test_writing_again_replaces_the_files(new_shop: Shop) -> None:
    folder = new_shop.home / "sql"
    folder.mkdir()
    (folder / "growth.sql").write_text("old")
    assert new_shop.call("sql", "--dialect", "postgres", "--out", str(folder)).code == 0
    assert (folder / "growth.sql").read_text().startswith("-- growth: ")


def test_settings_are_filled_in(new_shop: Shop) -> None:
    (new_shop.home / "config.json").write_text('{"growth": {"power_user_days": 5}}')
    folder = new_shop.home / "sql"
    new_shop.call("sql", "--dialect", "postgres", "--out", str(folder))
    assert "active_days >= 5 as is_power" in (folder / "active_users.sql").read_text()


def test_another_dialect_ends_with_2(new_shop: Shop) -> None:
    ended = new_shop.call("sql", "--dialect", "oracle", "--out", str(new_shop.home / "sql"))
    assert ended.code == 2
    assert "postgres" in ended.err


def test_a_file_in_the_place_of_the_folder_ends_with_66(new_shop: Shop) -> None:
    file = str(new_shop.home / "config.json")
    ended = new_shop.call("sql", "--dialect", "postgres", "--out", file)
    assert ended.code == 66
    assert "must be a place for files" in ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param((), "got none of them", id="nothing"),
        pytest.param(("--dialect", "postgres"), "got no --out", id="no folder"),
        pytest.param(("--out", "sql"), "got no --dialect", id="no dialect"),
        pytest.param(("--evidence", "web", "--team", "hr"), "--team must be one of", id="team"),
    ],
)
def test_what_is_not_said_ends_with_2(
    new_shop: Shop, arguments: tuple[str, ...], said: str
) -> None:
    ended = new_shop.call("sql", *arguments)
    assert ended.code == 2
    assert said in ended.err


def source_of(project: Path, team: str) -> duckdb.DuckDBPyConnection:
    """Bring a team's source into a schema of its name, as Evidence does."""
    folder = project / "sources" / team
    (file,) = re.findall(r'filename: (".*")', (folder / "connection.yaml").read_text())
    web = duckdb.connect()
    web.execute(f"create schema {team}; attach '{folder / json.loads(file)}' as team (read_only)")
    for path in folder.glob("*.sql"):
        web.execute("use team")
        rows = web.sql(path.read_text()).to_arrow_table()
        web.execute("use memory")
        web.register("rows", rows)
        web.execute(f"create table {team}.{path.stem} as from rows")
        web.unregister("rows")
    return web


@pytest.mark.slow
@pytest.mark.parametrize("team", ["finance", pytest.param("growth", marks=pytest.mark.deep)])
def test_pages_in_evidence_give_the_answers_of_ours(
    loaded: Shop, tmp_path: Path, team: str
) -> None:
    loaded.call("publish", "--team", team, "--format", "duckdb")
    project = tmp_path / "a b" / "web"
    assert loaded.call("sql", "--evidence", str(project)).code == 0
    config, asked = Config.model_validate(SETTINGS), 0
    source = source_of(project, team)
    for page in (each for each in read_pages() if each.team == team):
        there = read_page(in_our_words(project / "pages" / f"{page.name}.md"))
        file = loaded.home / "published" / f"{team}.duckdb"
        for name, answer in ask(page, file, config).items():
            found = source.execute(there.queries[name])
            columns = {each[0]: str(each[1]) for each in found.description or []}
            assert Answer(columns, found.fetchmany(MOST_ROWS)) == answer, (page.name, name)
            asked += bool(answer.rows)
    assert asked


def in_our_words(path: Path) -> Path:
    """Write a currency's format as ours, which reads it; nothing else may be foreign to us."""
    text = path.read_text()
    assert "money" not in text
    assert "getvariable" not in text
    path.write_text(re.sub(r"\busd([02])\b", r"money\1", text))
    return path


def test_a_project_of_one_team_has_nothing_of_another(new_shop: Shop, tmp_path: Path) -> None:
    new_shop.call("sql", "--evidence", str(tmp_path), "--team", "finance")
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert {"package.json", "pages/index.md", "pages/revenue.md"} < files
    assert not [file for file in files if "growth" in file or "churn" in file]
    assert "/revenue" in (tmp_path / "pages/index.md").read_text()
    assert "growth" not in (tmp_path / "pages/index.md").read_text()
