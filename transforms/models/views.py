"""Gold: each team's views over Silver, made anew in the lake where their text has changed."""

import hashlib

import duckdb

from transforms.config import SHAPING, Config
from transforms.lake.connection import atomic
from transforms.lake.sql import text_literal
from transforms.models.model import SQL, Model, address, read_models
from transforms.models.standalone import standalone


def create_views(
    connection: duckdb.DuckDBPyConnection, config: Config, database: str = "lake"
) -> int:
    """Bring a database's Gold views up to date with sql/gold/ and the settings.

    Returns the number of views that were made or dropped; all of them change at once, so that a
    reader never sees half a release.
    """
    wanted = {view.name: view for view in read_models("gold")}
    rows = connection.execute(f"select view_name, schema_name, sha256 from {database}.ops.views")
    known = {name: (schema, sha256) for name, schema, sha256 in rows.fetchall()}
    hashes = {name: _sha256(view, config) for name, view in wanted.items()}
    changed = [name for name in wanted if known.get(name, ("", ""))[1] != hashes[name]]
    gone = [name for name in known if name not in wanted]
    if not changed and not gone:
        return 0
    with atomic(connection):
        for name in gone:
            connection.execute(f"drop view if exists {database}.{known[name][0]}.{name}")
        for name in changed:
            view = wanted[name]
            query, target = standalone(view, config, database), address(view, database)
            connection.execute(f"create or replace view {target} as {query}")
            connection.execute(f"comment on view {target} is {text_literal(comment(view))}")
        connection.execute(f"delete from {database}.ops.views")
        for name, view in wanted.items():
            connection.execute(
                f"insert into {database}.ops.views values (?, ?, ?)",
                [name, view.schema, hashes[name]],
            )
    return len(changed) + len(gone)


def comment(model: Model) -> str:
    """Describe a table or view for readers of the catalog: what it is, its grain, its columns."""
    columns = [f"{name}: {sentence}" for name, sentence in model.columns.items()]
    return "\n".join([headline(model), *columns])


def headline(model: Model) -> str:
    """Say what a table or view is, and what a row of it."""
    return f"{model.summary}\nGrain: {model.grain}."


def _sha256(view: Model, config: Config) -> str:
    """Hash what a view's text and comment follow from; rendering every view would be slow."""
    macros = "".join(
        path.read_text(encoding="utf-8") for path in sorted((SQL / "macros").glob("*.jinja"))
    )
    text = "".join((comment(view), view.body, macros, config.model_dump_json(include=set(SHAPING))))
    return hashlib.sha256(text.encode()).hexdigest()
