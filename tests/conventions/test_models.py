"""A model's header says what is so: inputs, keys, scope, owner; and its SELECT is plain."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.conventions.trees import ctes, nodes, relations, rendered
from tests.lakes import build_lake
from transforms.models.creation import create_tables
from transforms.models.model import BATCH_INPUTS, SQL, Model, address, read_glossary, read_models
from transforms.models.views import create_views

MODELS = read_models("staging", "silver", "ops", "gold")
NAMES = {model.name for model in MODELS}
OWNERS = {"engineering", "growth", "marketing", "finance", "product", "ml"}

each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    empty = build_lake(tmp_path_factory.mktemp("lake"), [], engine="duckdb")
    create_tables(empty.connection, empty.config, "lake")  # it leaves the scopes, empty
    create_views(empty.connection, empty.config)
    yield empty.connection
    empty.close()


def columns_of(lake: duckdb.DuckDBPyConnection, relation: str) -> set[str]:
    return {row[0] for row in lake.execute(f"describe {relation}").fetchall()}


@each_model
def test_a_header_is_complete(model: Model) -> None:
    assert model.summary.endswith(".")
    assert model.grain.startswith("one row")
    assert model.key
    assert model.inputs
    assert model.owner in OWNERS
    assert model.is_table == (model.scope is not None), "tables have a scope, scopes have none"
    assert model.scope in {None, "everything", *BATCH_INPUTS, *NAMES}


@each_model
def test_a_promise_names_columns_and_tables(model: Model, lake: duckdb.DuckDBPyConnection) -> None:
    named = {*model.not_null, *model.one_of, *model.refers_to}
    assert named <= set(model.columns)
    assert not set(model.not_null) & set(model.key), "a key is there without saying so"
    by_name = {each.name: each for each in MODELS}
    for table, column in model.refers_to.values():
        assert column in columns_of(lake, address(by_name[table]))


def test_a_word_of_the_glossary_is_used_more_than_once_and_not_repeated() -> None:
    paths = [*SQL.rglob("*.sql"), SQL / "ledger.ddl"]
    headers = "\n".join(path.read_text() for path in paths)
    listed = Counter(re.findall(r"^--   ([a-z][a-z0-9_, ]*)$", headers, re.MULTILINE))
    used = Counter(name for line in listed.elements() for name in re.split(r", ?", line) if name)
    glossary = read_glossary(SQL)
    assert list(glossary) == sorted(glossary)
    assert {name for name in glossary if used[name] < 2} == set()
    assert not [name for name in glossary if f"--   {name}: {glossary[name]}\n" in headers]


@each_model
def test_inputs_are_what_the_select_reads(model: Model) -> None:
    sql, bounded_by = rendered(model)
    read = relations(nodes(sql)) | bounded_by
    assert read - {model.scope} == {*model.inputs, *model.before} - {model.scope}


@pytest.mark.parametrize(
    "scope", [model for model in MODELS if model.events], ids=lambda model: model.name
)
def test_a_scope_of_some_events_is_all_that_its_tables_read(scope: Model) -> None:
    readers = [model for model in MODELS if scope.name in (*model.inputs, model.scope)]
    assert scope.kind == "scope"
    assert readers
    assert [reader.name for reader in readers if not _waits_for(reader, scope)] == []


def _waits_for(reader: Model, scope: Model) -> bool:
    """Tell whether a reader of a scope of some events is idle, or asks first, without them."""
    if "brings(" in reader.body:
        return True
    by_name = {model.name: model for model in MODELS}
    chooser = reader if reader.kind == "scope" else by_name[str(reader.scope)]
    first = by_name.get(reader.inputs[0])
    is_idle = reader.kind == "scope" or (first is not None and bool(first.events))
    return is_idle and bool(chooser.events) and {*chooser.events} <= {*scope.events}


@each_model
def test_no_step_hides_a_relation(model: Model) -> None:
    sql, _ = rendered(model)
    assert not ctes(nodes(sql)) & (NAMES | set(BATCH_INPUTS))


@each_model
def test_a_header_names_columns_of_the_table(model: Model, lake: duckdb.DuckDBPyConnection) -> None:
    named = {*model.key, *([model.dates] if model.dates else [])}
    assert named <= columns_of(lake, model.name if model.kind == "scope" else address(model))


@each_model
def test_a_rendered_model_pastes_into_duckdb(model: Model, lake: duckdb.DuckDBPyConnection) -> None:
    sql, _ = rendered(model)
    statements = lake.extract_statements(f"{sql};")
    assert [statement.type for statement in statements] == [duckdb.StatementType.SELECT]


@pytest.mark.parametrize(
    "model", read_models("silver", "ops", "gold"), ids=lambda model: model.name
)
def test_a_model_has_a_test_of_its_own(model: Model) -> None:
    room = "gold" if model.path.is_relative_to(SQL / "gold") else "sql"
    assert (SQL.parent / f"tests/{room}/test_{model.name}.py").is_file()


@pytest.mark.parametrize(
    "path", sorted(SQL.rglob("*.sql")), ids=lambda path: str(path.relative_to(SQL))
)
def test_a_file_ends_with_one_line_end(path: Path) -> None:
    text = path.read_text()
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
