"""The documents say all there is: every command and option, setting, table, column and code."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import click
import pytest
import typer.main
from pydantic import BaseModel

from tests.lakes import build_lake
from tests.paths import PROJECT
from transforms import errors
from transforms.cli import app
from transforms.config import Config, read_config
from transforms.dictionary.markdown import pages
from transforms.models.comments import tables
from transforms.models.model import Model, views

#: What stands behind ` -- ` is for another program.
COMMANDS = re.sub(r" -- .*", "", (PROJECT / "docs/commands.md").read_text())
CONFIGURATION = (PROJECT / "docs/configuration.md").read_text()
WRITTEN = ["tables.md", "gold.md", "metrics.md", "lineage.md"]
OPTION = re.compile(r"(?<![\w-])(-{1,2}[a-z][a-z-]*)(?![\w-])")
WHOLE = r"count|from [01]\b|number|seconds|\d to \d|year|bytes"
#: What the sentence of a column of such a type must say.
UNITS = {
    "DECIMAL(18,4)": r"currency|count|money",
    "DECIMAL(18,6)": r"0 to 1|-1 to 1",
    "DOUBLE": r"seconds",
    "TIMESTAMP": r"UTC",
    "DATE": r"day",
    "BIGINT": WHOLE,
    "INTEGER": WHOLE,
}
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


def named_values() -> Iterator[tuple[str, str, str]]:
    """Give each setting that a document names with a value: `sessions.gap_minutes` (30)."""
    known = {key for key, _ in settings(Config())}
    for path in [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *PROJECT.glob("docs/*.md")]:
        for key, value in re.findall(r"`([a-z]+\.[a-z_]+)` \((\d[\d,.]*)", path.read_text()):
            if key in known:
                yield path.name, key, value.replace(",", "").rstrip(".")


def test_a_value_that_a_document_names_is_the_default() -> None:
    defaults = dict(settings(Config()))
    found = list(named_values())
    assert {"analysts.md", "operations.md", "tables.md"} <= {page for page, _, _ in found}
    assert not [each for each in found if Decimal(each[2]) != defaults[each[1]]]


def test_the_config_file_has_every_setting_at_its_default() -> None:
    path = PROJECT / "config.json"
    assert read_config(path) == Config()
    assert keys(json.loads(path.read_text())) == {key for key, _ in settings(Config())}


@pytest.fixture(scope="module")
def types(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """The type of every column of every table and view of an empty lake."""
    lake = build_lake(tmp_path_factory.mktemp("lake"), [], engine="duckdb")
    rows = lake.connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where database_name = 'lake' order by table_name, column_index"
    ).fetchall()
    lake.close()
    return {
        table: {column: kind for each, column, kind in rows if each == table}
        for table in {row[0] for row in rows}
    }


def test_every_table_and_column_is_described(types: dict[str, dict[str, str]]) -> None:
    described = {model.name: list(model.columns) for model in (*tables(), *views())}
    assert described == {table: list(columns) for table, columns in types.items()}


@pytest.mark.parametrize("model", [*tables(), *views()], ids=lambda model: model.name)
def test_a_sentence_brings_its_unit(model: Model, types: dict[str, dict[str, str]]) -> None:
    for name, meaning in model.columns.items():
        if types[model.name][name] in UNITS:
            assert re.search(UNITS[types[model.name][name]], meaning), name


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """What the headers say, by the name of a page."""
    return {path.name: text for path, text in pages(Config()).items()}


def test_these_pages_are_written_from_headers(written: dict[str, str]) -> None:
    assert list(written) == WRITTEN


@pytest.mark.parametrize("name", WRITTEN)
def test_a_page_written_from_headers_is_up_to_date(name: str, written: dict[str, str]) -> None:
    assert (PROJECT / "docs" / name).read_text() == written[name], "run `make docs`"


def test_a_page_describes_every_table_and_column(
    types: dict[str, dict[str, str]], written: dict[str, str]
) -> None:
    sections = {
        part.split("\n", 1)[0]: re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)
        for name in ("tables.md", "gold.md")
        for part in written[name].split("\n### ")[1:]
    }
    assert sections == {table: list(columns) for table, columns in types.items()}


def test_every_exit_code_says_what_to_do() -> None:
    codes = {
        error.exit_code
        for error in vars(errors).values()
        if isinstance(error, type) and issubclass(error, errors.LakehouseError)
    }
    described = {int(code) for code in re.findall(r"^\| (\d+) \|", COMMANDS, re.MULTILINE)}
    assert described == codes | {0, 130}
    readme = (PROJECT / "README.md").read_text().partition("## Exit codes")[2]
    assert {int(code) for code in re.findall(r"\b(\d+) [a-z]", readme)} == described


def anchors(path: Path) -> set[str]:
    """The addresses of a page's headings, as renderers of Markdown write them."""
    return {
        "".join(letter for letter in title.lower() if letter.isalnum() or letter in " -_").replace(
            " ", "-"
        )
        for title in re.findall(r"^#+ (.*)$", path.read_text(), re.MULTILINE)
    }


def test_every_table_has_an_address_in_its_page(types: dict[str, dict[str, str]]) -> None:
    docs = PROJECT / "docs"
    assert set(types) <= anchors(docs / "tables.md") | anchors(docs / "gold.md")


@pytest.mark.parametrize(
    "path",
    sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md"), *PROJECT.glob("examples/**/*.md")]),
    ids=lambda path: str(path.relative_to(PROJECT)),
)
def test_every_link_leads_somewhere(path: Path) -> None:
    links = LINK.findall(re.sub("`[^`\n]*`", "", path.read_text()))
    assert not [target for target, _ in links if not (path.parent / target).exists()]
    assert not [
        (target, anchor)
        for target, anchor in links
        if anchor and target.endswith(".md") and anchor[1:] not in anchors(path.parent / target)
    ]


def test_every_path_of_the_readme_exists() -> None:
    named = re.findall(
        r"`((?:sql|transforms|docs|examples)/[\w./]*)`", (PROJECT / "README.md").read_text()
    )
    assert named
    assert not [path for path in named if not (PROJECT / path).exists()]
