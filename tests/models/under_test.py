"""One model alone: rows in, rows out, on tables that only the case fills."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest

from tests.differences import assert_same
from tests.lakes import Lake, build_lake
from transforms.config import Config
from transforms.models.bounds import ScopeBounds, Superseded
from transforms.models.creation import create_tables
from transforms.models.model import Model, read_models
from transforms.models.renderer import AllTime, Renderer
from transforms.models.runner import Runner

Row = dict[str, Any]
MODELS = {model.title: model for model in read_models("staging", "silver", "ops", "gold")}


#: What a batch takes back, and what stands without it, has the columns of these.
LIKE = {
    **dict.fromkeys(("retracted_events", "standing_events", "standing_visits"), "fct_events"),
    **dict.fromkeys(("retracted_items", "standing_items"), "fct_event_items"),
    "retracted_billing_events": "silver_billing_events",
    "retracted_visits": "(select visitor_id, user_id, event_date from fct_events)",
    "retold_events": "new_events",
}

#: So many days that the renderer makes one range of them.
CENTURY = [date(2000, 1, 1) + timedelta(days=day) for day in range(0, 36525, 83)]


@dataclass
class EveryDay(AllTime):
    """Bounds that leave nothing out, days neither: rows must not depend on what is left out."""

    retracted: frozenset[str] = frozenset()

    def takes_back(self) -> bool:
        return bool(self.retracted)

    def days(self, relation: str, first: str, last: str) -> list[date]:  # noqa: ARG002 - protocol
        return CENTURY


class ModelUnderTest:
    """A model whose inputs are empty but for what the case gives.

    `given` fills an input (or what is read as it stood before, or the scope), `there` the model's
    own table. `expect` compares the rows of the SELECT, `expect_landed` those of the table after
    the runner has landed them over what was there. Sets are compared, in the columns that the
    first expected row names. `rows` gives the SELECT's rows, `asked` what a query finds in them.
    """

    def __init__(self, model: Model, lake: Lake) -> None:
        self._model, self._connection = model, lake.connection
        self._config = Config()
        self._retracted: frozenset[str] = frozenset()
        self._target = f"lake.{model.schema}.{model.name}"
        self._types = {name: _types(lake.connection, name) for name in self._relations()}
        for name, types in self._types.items():
            columns = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
            self._connection.execute(f"create or replace temp table {name} ({columns})")

    def _relations(self) -> list[str]:
        scope = self._model.scope
        more = [scope] if scope and scope != "everything" else []
        return list(dict.fromkeys([*self._model.inputs, *self._model.before, *more]))

    @property
    def inputs(self) -> tuple[str, ...]:
        """The relations that the model reads."""
        return tuple(self._model.inputs)

    def config(self, **settings: Any) -> None:
        """Change settings, written as in config.json."""
        self._config = Config.model_validate(settings)

    def takes_back(self, *names: str) -> None:
        """Let the batch take back events of these names."""
        self._retracted = frozenset(names)

    def given(self, relation: str, *rows: Row) -> None:
        """Put rows into a relation that the model reads; what a row leaves out is NULL.

        Raises:
            LookupError: the model does not read the relation, or it has no such column.
        """
        if relation not in self._types:
            raise LookupError(
                f"{self._model.name} must be given what it reads"
                f" ({', '.join(self._types)}), got {relation}"
            )
        self._put(f"temp.{relation}", self._types[relation], rows)

    def there(self, *rows: Row) -> None:
        """Put rows into the model's own table, as an earlier batch left them."""
        self._put(self._target, _types(self._connection, self._target), rows)

    def expect(self, *rows: Row) -> None:
        """Run the SELECT, bounded by the given rows and without bounds: both give these rows."""
        __tracebackhide__ = True
        queries = {
            f"{self._model.name} ({words})": Renderer(self._config, bounds).render(self._model.body)
            for words, bounds in (
                ("without bounds", EveryDay(self._retracted)),
                ("within bounds", ScopeBounds(self._connection, retracted=self._retracted)),
            )
        }
        if len(set(queries.values())) == 1:
            queries = {self._model.name: next(iter(queries.values()))}
        self._compare(queries, rows)

    def asked(self, query: str) -> list[tuple[Any, ...]]:
        """Answer a query over the SELECT's rows, which it calls `{model}`."""
        rows = Renderer(self._config, EveryDay(self._retracted)).render(self._model.body)
        return self._connection.execute(query.replace("{model}", f"({rows})")).fetchall()

    def rows(self) -> list[Row]:
        """Give the SELECT's rows."""
        query = Renderer(self._config, EveryDay(self._retracted)).render(self._model.body)
        return _rows(self._connection, query)

    def expect_landed(self, *rows: Row) -> None:
        """Land the rows as a batch does, and read the whole table."""
        __tracebackhide__ = True
        scope = MODELS.get(str(self._model.scope))
        given = (
            [replace(scope, kind="scope", events=(), body=f"from {scope.name}")] if scope else []
        )
        superseded = Superseded(1, self._retracted) if self._retracted else None
        Runner(
            self._connection, [*given, self._model], self._config, superseded=superseded
        ).materialize()
        self._compare({self._model.name: f"from {self._target}"}, rows)

    def _put(self, table: str, types: dict[str, str], rows: tuple[Row, ...]) -> None:
        for row in rows:
            if unknown := row.keys() - types.keys():
                raise LookupError(f"{table} has no column {', '.join(sorted(unknown))}")
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" * len(row))
            self._connection.execute(
                f"insert into {table} ({names}) values ({marks})", list(row.values())
            )

    def _compare(self, queries: dict[str, str], rows: tuple[Row, ...]) -> None:
        __tracebackhide__ = True
        found = {name: _rows(self._connection, query) for name, query in queries.items()}
        for name, lines in found.items():
            if lines and rows and (unknown := rows[0].keys() - lines[0].keys()):
                raise LookupError(f"{name} has no column {', '.join(sorted(unknown))}")
        assert_same({name: list(rows) for name in queries}, found)


def _types(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    found = connection.execute(f"describe {relation}").fetchall()
    return {name: kind for name, kind, *_ in found}


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    found = connection.execute(query)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@cache
def _empty() -> tuple[TemporaryDirectory[str], Lake]:
    """Every relation of the models, empty: tables, scopes and views."""
    folder = TemporaryDirectory()
    lake = build_lake(Path(folder.name), [], engine="duckdb")
    create_tables(lake.connection, lake.config, "lake")  # it leaves the scopes, empty
    lake.connection.execute(  # a view of the batch's events, which a case cannot fill
        "create temp table given_events as from new_events; drop view new_events;"
        "alter table given_events rename to new_events"
    )
    for name, like in LIKE.items():
        lake.connection.execute(f"create temp table {name} as from {like} limit 0")
    return folder, lake


@contextmanager
def alone(name: str) -> Iterator[ModelUnderTest]:
    """Give a model on empty relations; what the case does is undone."""
    _, lake = _empty()
    lake.connection.begin()
    try:
        yield ModelUnderTest(MODELS[name], lake)
    finally:
        lake.connection.rollback()


@pytest.fixture
def model(request: pytest.FixtureRequest) -> Iterator[ModelUnderTest]:
    """The model whose name the test file bears."""
    with alone(request.module.__name__.rpartition("test_")[2]) as model:
        yield model
