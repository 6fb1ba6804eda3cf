"""The documents say all there is: every command and option, setting, table, column and code."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import click
import duckdb
import pytest
import typer.main
from pydantic import BaseModel

from tests.lakes import build_lake
from transforms import errors
from transforms.commands import app
from transforms.config import Config, read_config
from transforms.dictionary import gold_page
from transforms.gold import create_views
from transforms.lake import SCHEMAS
from transforms.models import read_models

ROOT = Path(__file__).resolve().parent.parent.parent
COMMANDS = (ROOT / "docs/commands.md").read_text()
CONFIGURATION = (ROOT / "docs/configuration.md").read_text()
TABLES = (ROOT / "docs/tables.md").read_text()
OPTION = re.compile(r"(?<![\w-])(-{1,2}[a-z][a-z-]*)(?![\w-])")
LINK = re.compile(r"\]\(([^)#:]+)(#[^)]*)?\)")

GROUP = cast("click.Group", typer.main.get_command(app))


def settings(section: BaseModel, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from settings(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def keys(values: Any, prefix: str = "") -> set[str]:
    if not isinstance(values, dict) or not values:
        return {prefix}
    return {key for name in values for key in keys(values[name], f"{prefix}.{name}".lstrip("."))}


def options_of(command: click.Command) -> set[str]:
    named = {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
    return {option for option in named if option.startswith("-")}


def test_every_command_is_described() -> None:
    assert set(re.findall(r"\n## ([a-z-]+)\n", COMMANDS)) == set(GROUP.commands)
    assert set(re.findall(r"^\| \[`([a-z-]+)`\]", COMMANDS, re.MULTILINE)) == set(GROUP.commands)


@pytest.mark.parametrize("name", sorted(GROUP.commands))
def test_every_option_is_described(name: str) -> None:
    common = COMMANDS.partition("## Options of every command")[2].partition("\n## ")[0]
    own = COMMANDS.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    described = set(OPTION.findall(common + own))
    assert options_of(GROUP.commands[name]) <= described
    assert set(OPTION.findall(own)) <= options_of(GROUP.commands[name])


def test_every_option_of_all_commands_exists() -> None:
    every = {option for each in (GROUP, *GROUP.commands.values()) for option in options_of(each)}
    assert options_of(GROUP) <= set(OPTION.findall(COMMANDS))
    assert set(OPTION.findall(COMMANDS)) <= every | {"--help"}


@pytest.mark.parametrize(
    ("key", "value"), list(settings(Config())), ids=[key for key, _ in settings(Config())]
)
def test_every_setting_is_described_with_its_default(key: str, value: Any) -> None:
    default = json.dumps(int(value) if isinstance(value, Decimal) else value)
    rows = [line for line in CONFIGURATION.splitlines() if line.startswith(f"| `{key}` |")]
    assert len(rows) == 1
    assert f"| `{default}` |" in rows[0]


def test_the_config_file_has_every_setting_at_its_default() -> None:
    path = ROOT / "config.json"
    assert read_config(path) == Config()
    assert keys(json.loads(path.read_text())) == {key for key, _ in settings(Config())}


def columns_of(connection: duckdb.DuckDBPyConnection, schemas: list[str]) -> dict[str, list[str]]:
    """List the columns of every table and view of some schemas."""
    rows = connection.execute(
        "select table_name, list(column_name order by column_index) from duckdb_columns() "
        "where database_name = 'lake' and schema_name in (select unnest(?)) group by table_name",
        [schemas],
    ).fetchall()
    return dict(rows)


def test_every_table_and_column_is_described(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [], engine="duckdb")
    found = columns_of(lake.connection, ["staging", "silver", "ops"])
    lake.close()
    sections = {
        part.split("\n", 1)[0]: re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)
        for part in TABLES.split("\n### ")[1:]
    }
    assert sections == found


def test_every_gold_view_describes_its_columns(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [], engine="duckdb")
    create_views(lake.connection, lake.config)
    found = columns_of(lake.connection, [name for name in SCHEMAS if name.startswith("gold_")])
    lake.close()
    assert {view.name: list(view.columns) for view in read_models("gold")} == found


def test_the_gold_page_is_up_to_date() -> None:
    assert (ROOT / "docs/gold.md").read_text() == gold_page(), "run `make docs`"


def test_every_exit_code_says_what_to_do() -> None:
    codes = {
        error.exit_code
        for error in vars(errors).values()
        if isinstance(error, type) and issubclass(error, errors.LakehouseError)
    }
    described = {int(code) for code in re.findall(r"^\| (\d+) \|", COMMANDS, re.MULTILINE)}
    assert described == codes | {0, 130}
    readme = (ROOT / "README.md").read_text().partition("## Exit codes")[2]
    assert {int(code) for code in re.findall(r"\b(\d+) [a-z]", readme)} == described


@pytest.mark.parametrize(
    "path",
    sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*/*.md")]),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_every_link_leads_somewhere(path: Path) -> None:
    targets = [link for link, _ in LINK.findall(path.read_text())]
    assert not [target for target in targets if not (path.parent / target).exists()]


def test_every_path_of_the_readme_exists() -> None:
    named = re.findall(
        r"`((?:sql|transforms|docs|examples)/[\w./]*)`", (ROOT / "README.md").read_text()
    )
    assert named
    assert not [path for path in named if not (ROOT / path).exists()]
