"""Views of Silver and Gold, made anew in the lake where their text has changed."""

import hashlib
from dataclasses import dataclass

import duckdb

from transforms.config import JUDGING, SHAPING, Config
from transforms.errors import ConfigError
from transforms.lake.connection import atomic
from transforms.lake.sql import text_literal
from transforms.models.header import ModelError
from transforms.models.metrics import metrics_of
from transforms.models.model import Model, address, views
from transforms.models.renderer import AllTime, Renderer
from transforms.models.rules import read_rules
from transforms.models.standalone import in_full, standalone
from transforms.models.templates import macro_text


@dataclass(frozen=True)
class _Changes:
    """The views to be made, those to be dropped (by name and schema), and the hash of each one."""

    made: list[Model]
    gone: list[tuple[str, str]]
    hashes: dict[Model, str]

    @property
    def count(self) -> int:
        return len(self.made) + len(self.gone)


def create_views(
    connection: duckdb.DuckDBPyConnection, config: Config, database: str = "lake"
) -> int:
    """Bring a database's views up to date with sql/ and the settings.

    Returns the number of views that were made or dropped; all of them change at once, so that a
    reader never sees half a release.
    """
    if not _changes(connection, config, database).count:
        return 0
    with atomic(connection):
        return renew_views(connection, config, database)


def renew_views(
    connection: duckdb.DuckDBPyConnection, config: Config, database: str = "lake"
) -> int:
    """Do what `create_views` does, inside the caller's transaction."""
    changes = _changes(connection, config, database)
    for name, schema in changes.gone:
        connection.execute(f"drop view if exists {database}.{schema}.{name}")
    for view in changes.made:
        query, target = standalone(view, config, database), address(view, database)
        try:
            connection.execute(f"create or replace view {target} as {query}")
        except duckdb.Error:
            _check_metrics(connection, view, config, database)
            raise
        connection.execute(f"comment on view {target} is {text_literal(comment(view))}")
    if changes.count:
        rows = [(view.name, view.schema, sha256) for view, sha256 in changes.hashes.items()]
        marks = ", ".join(["(?, ?, ?)"] * len(rows))
        connection.execute(f"delete from {database}.ops.views")
        connection.execute(
            f"insert into {database}.ops.views (view_name, schema_name, sha256) values {marks}",
            [value for row in rows for value in row],
        )
    return changes.count


def check_views(connection: duckdb.DuckDBPyConnection, config: Config) -> None:
    """Tell a lake whose views are those of another release.

    Raises:
        ConfigError: the next run would make them anew.
    """
    if _changes(connection, config, "lake").count:
        raise ConfigError(
            "the views of the lake must be those of this release and these settings, got"
            " others: `etl.py run` makes them anew"
        )


def comment(model: Model) -> str:
    """Describe a table or view for readers of the catalog: what it is, its grain, its columns."""
    columns = [f"{name}: {sentence}" for name, sentence in model.columns.items()]
    return "\n".join([headline(model), *columns])


def headline(model: Model) -> str:
    """Say what a table or view is, and what a row of it."""
    return f"{model.summary}\nGrain: {model.grain}."


def _check_metrics(
    connection: duckdb.DuckDBPyConnection, view: Model, config: Config, database: str
) -> None:
    """Find the metric for which its team's view cannot be made.

    Raises:
        ModelError: it names the file, what it should be, and what DuckDB says.
    """
    renderer = Renderer(config, AllTime())
    for metric in metrics_of(view.owner) if _shows_metrics(view) else ():
        query = in_full(renderer.render(metric.sql), metric.views, database)
        try:
            connection.execute(
                "explain select period_start, segment, cast(value as decimal(24, 6))"
                f" from ({query})"
            )
        except duckdb.Error as error:
            found = str(error).splitlines()[0]
            raise ModelError(
                f"{metric.path}: must be a SELECT of period_start, segment and value from"
                f" {', '.join(metric.views)}, got {found}"
            ) from error


def _shows_metrics(view: Model) -> bool:
    return "metrics(" in view.body


def _changes(connection: duckdb.DuckDBPyConnection, config: Config, database: str) -> _Changes:
    rows = connection.execute(f"select view_name, schema_name, sha256 from {database}.ops.views")
    known = {(name, schema): sha256 for name, schema, sha256 in rows.fetchall()}
    settings = config.model_dump_json(include={*SHAPING, *JUDGING})
    hashes = {view: _sha256(view, settings) for view in views()}
    made = [view for view, sha256 in hashes.items() if known.get(_key(view)) != sha256]
    return _Changes(made, sorted(known.keys() - set(map(_key, hashes))), hashes)


def _key(view: Model) -> tuple[str, str]:
    return view.name, view.schema


def _sha256(view: Model, settings: str) -> str:
    """Hash what a view's text and comment follow from; rendering every view would be slow."""
    rules = "".join(rule.sql for rule in read_rules()) if "rules()" in view.body else ""
    if _shows_metrics(view):
        rules += "".join(map(repr, metrics_of(view.owner)))
    text = "".join((comment(view), view.body, rules, macro_text(), settings))
    return hashlib.sha256(text.encode()).hexdigest()
