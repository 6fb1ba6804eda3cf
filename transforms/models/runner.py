"""The model runner: renders each model, materializes it by kind, and counts rows and seconds."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import duckdb

from transforms.config import Config
from transforms.models.bounds import ScopeBounds, Superseded, Wish, Wishes
from transforms.models.empty_tables import EmptyTables
from transforms.models.model import BATCH_INPUTS, Model
from transforms.models.renderer import AllTime, Renderer, days_in

#: Columns of one relation, and nothing else.
_PICKED = re.compile(r"select\s+\w+(?:,\s+\w+)*\s+from\s+(\w+)")


@dataclass(frozen=True)
class ModelRun:
    """What one model did in one batch."""

    model: str
    rows: int
    seconds: float


class Runner:
    """Materializes models of one batch (or of everything) in a database, inputs first.

    Call `materialize` inside `atomic()`: a failure then undoes the whole batch. With `keep_rows`,
    the new rows of each model stay in a temporary table, so that checks need not read them back.
    `superseded` says what the batch supersedes; without, `superseded_lines` is asked. Nothing is
    deleted from `empty` tables. `bounds` are asked by another class where the database is another.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        models: Sequence[Model],
        config: Config,
        *,
        database: str = "lake",
        keep_rows: bool = False,
        superseded: Superseded | None = None,
        empty: EmptyTables | None = None,
        bounds: type[ScopeBounds] = ScopeBounds,
    ) -> None:
        self.connection = connection
        self.models = models
        self.config = config
        self.database = database
        retracted = superseded.retracted if superseded else frozenset()
        self.bounds = bounds(connection, _wanted(models, config), retracted)
        if superseded is not None:
            self.bounds.note("superseded_lines", superseded.events)
        if not retracted:
            self.bounds.note("retracted_events", 0)
        self.renderer = Renderer(config, self.bounds)
        #: The temporary tables with the rows that the batch brings, by model.
        self.new_rows: dict[str, str] = {}
        self.keeps_rows = keep_rows
        self.empty = empty
        self._idle: set[str] = set()
        self._by_name = {model.name: model for model in models}

    def materialize(self, on_model: Callable[[ModelRun], None] | None = None) -> list[ModelRun]:
        """Materialize every model; one with an empty scope and first input has nothing to do."""
        runs = []
        for model in self.models:
            started = time.perf_counter()
            rows = self._materialize_one(model) if self._has_work(model) else 0
            runs.append(ModelRun(model.name, rows, time.perf_counter() - started))
            if on_model:
                on_model(runs[-1])
        return runs

    def create_tables(self) -> None:
        """Create missing tables, empty, with the columns and types of their SELECTs."""
        stubs = {name: columns for model in self.models for name, columns in model.before.items()}
        renderer = Renderer(self.config, AllTime())
        for name, columns in stubs.items():
            self.connection.execute(f"create or replace temp table {name} ({columns})")
        for model in self.models:
            query = f"{renderer.render(model.body)}\nlimit 0"
            if model.kind == "scope":
                self.connection.execute(f"create or replace temp table {model.name} as {query}")
                continue
            self.connection.execute(f"create table if not exists {self.target(model)} as {query}")
            self.connection.execute(f"drop table if exists temp.{model.name}")
        for name in stubs:
            self.connection.execute(f"drop table if exists temp.{name}")

    def target(self, model: Model) -> str:
        """Name a model's table in full."""
        return f"{self.database}.{model.schema}.{model.name}"

    def touched(self, model: Model) -> str:
        """Say which rows of a table the batch may have changed: those with a key of its scope."""
        if model.name in self._idle:
            return "false"
        if model.scope == "everything":
            return "true"
        scope = str(model.scope)
        keys = ("event_id",) if scope in BATCH_INPUTS else self._by_name[scope].key
        columns = ", ".join(f"{model.name}.{key}" for key in keys)
        row = f"({columns})" if len(keys) > 1 else columns
        condition = f"{row} in (select {', '.join(keys)} from {scope})"
        if model.dates:
            days = days_in(
                f"{model.name}.{model.dates}", self.bounds.days(scope, model.dates, model.dates)
            )
            condition = f"{days} and {condition}"
        return condition

    def is_idle(self, name: str) -> bool:
        """Tell whether a model had nothing to do, as the batch brings nothing that it reads."""
        return name in self._idle

    def _has_work(self, model: Model) -> bool:
        if model.kind == "scope":
            return self._is_wanted(model) and (not model.events or self._brings(model))
        if self._is_touched(model) or self.bounds.has_rows(model.inputs[0]):
            return True
        self._idle.add(model.name)
        return False

    def _is_wanted(self, scope: Model) -> bool:
        """Tell whether a scope's setting is on; one of a setting that is off is empty."""
        if self.renderer.wants(scope):
            return True
        self.bounds.note(scope.name, 0)
        self._idle.add(scope.name)
        return False

    def _brings(self, scope: Model) -> bool:
        """Tell whether the batch brings a scope's events; one without them is known to be empty."""
        if not self.bounds.has_events(scope.events):
            self.bounds.note(scope.name, 0)
            self._idle.add(scope.name)
            return False
        return True

    def _is_touched(self, model: Model) -> bool:
        scope = "new_events" if model.scope == "everything" else str(model.scope)
        return self.bounds.has_rows(scope)

    def _materialize_one(self, model: Model) -> int:
        query = self.renderer.render(model.body)
        if model.kind == "scope":
            rows = self._count(f"create or replace temp table {model.name} as {query}")
            self.bounds.note(model.name, rows)
            return rows
        target, kept = self.target(model), self._picked_from(query)
        if not kept and (model.name in model.before or self.keeps_rows):
            kept = f"temp.new_rows_of_{model.name}"
            made = f"create or replace temp table new_rows_of_{model.name} as {query}"
            self.bounds.note(kept, self._count(made))
            query = f"select * from {kept}"
        if kept:
            self.new_rows[model.name] = kept
        is_empty = self.empty is not None and model.name in self.empty
        if model.kind == "replace" and not is_empty and self._is_touched(model):
            self.connection.execute(f"delete from {target} where {self.touched(model)}")
        if kept and not self.bounds.has_rows(kept):
            return 0
        rows = self._count(f"insert into {target} by name {query}")
        if self.empty is not None and rows:
            self.empty.leave(model.name)
        return rows

    def _picked_from(self, query: str) -> str:
        """Name the scope whose rows a query takes as they are: they need not be kept twice."""
        picked = _PICKED.fullmatch(query)
        scope = self._by_name.get(picked[1]) if picked else None
        return scope.name if scope is not None and scope.kind == "scope" else ""

    def _count(self, statement: str) -> int:
        row = self.connection.execute(statement).fetchone()
        return int(row[0]) if row else 0


#: What was found before, by models and settings: it takes every model to be rendered.
_found: dict[tuple[tuple[Model, ...], str], tuple[Wish, ...]] = {}


def _wanted(models: Sequence[Model], config: Config) -> tuple[Wish, ...]:
    """List which bounds of scopes models ask for, by themselves or where they are replaced."""
    asked = (tuple(models), config.model_dump_json())
    if asked not in _found:
        _found[asked] = _find_wanted(models, config)
    return _found[asked]


def _find_wanted(models: Sequence[Model], config: Config) -> tuple[Wish, ...]:
    wishes = Wishes()
    renderer = Renderer(config, wishes)
    for model in models:
        renderer.render(model.body)
        if model.kind == "replace" and model.dates and model.scope != "everything":
            wishes.days(str(model.scope), model.dates, model.dates)
    return tuple(wishes.asked)
