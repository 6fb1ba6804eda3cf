"""A model as one statement: what a rebuild runs for it, to be pasted into any DuckDB."""

import difflib
import re
from collections.abc import Iterable

from transforms.config import Config
from transforms.errors import UsageError
from transforms.models.creation import SEEDS
from transforms.models.model import Model, address, read_ledger, read_models
from transforms.models.renderer import AllTime, Renderer
from transforms.models.silver import ALL_EVENTS, SUPERSEDED_LINES


def model_named(name: str) -> Model:
    """Find a model of Silver or Gold by its name.

    Raises:
        UsageError: no model is called so; the message names those that are spelled like it.
    """
    models = {model.title: model for model in read_models("silver", "ops", "gold")}
    if name not in models:
        near = ", ".join(difflib.get_close_matches(name, models)) or "its file below sql/"
        raise UsageError(f"MODEL must be one of Silver or Gold, got {name!r}; see {near}")
    return models[name]


def standalone(model: Model, config: Config, database: str = "lake") -> str:
    """Render a model with all that it reads: tables in full, scopes and seeds as steps before it.

    Every accepted event counts as new, and tables that are read as they stood before a batch are
    empty, as in a rebuild; so the rows of a Silver table are those that it should have.
    """
    renderer = Renderer(config, AllTime())
    steps = [
        f"{step} as (\n\n{text}\n\n)" for step, text in _steps(model, renderer, database).items()
    ]
    query = _in_full(model, renderer, database)
    return f"with {', '.join(steps)}\n\nselect * from (\n\n{query}\n\n)" if steps else query


def _steps(model: Model, renderer: Renderer, database: str) -> dict[str, str]:
    """Give the temporary relations that a model reads, and those that they read, inputs first."""
    lines = {"superseded_lines": renderer.render(SUPERSEDED_LINES.format(database=database))}
    events = {"new_events": renderer.render(ALL_EVENTS.format(database=database))}
    given = {"new_events": lines | events, "superseded_lines": lines}
    given |= {name: {name: seed} for name, seed in SEEDS.items()}
    scopes = {each.name: each for each in read_models("silver") if each.kind == "scope"}
    steps: dict[str, str] = {}
    for name in model.inputs:
        if name in given:
            steps |= given[name]
        elif name in scopes and renderer.wants(scopes[name]):
            steps |= _steps(scopes[name], renderer, database)
            steps[name] = _in_full(scopes[name], renderer, database)
    return steps


def _in_full(model: Model, renderer: Renderer, database: str) -> str:
    """Render a model's SELECT and name each table that it reads in full."""
    query = in_full(renderer.render(model.body), model.inputs, database)
    read = {name: f"(from {_tables(database)[name]} limit 0) as {name}" for name in model.before}
    return _replaced(query, read)


def in_full(query: str, names: Iterable[str], database: str) -> str:
    """Name some of the lake's tables and views in full, wherever a query reads them."""
    tables = _tables(database)
    return _replaced(query, {name: tables[name] for name in names if name in tables})


def _tables(database: str) -> dict[str, str]:
    tables = {
        each.name: address(each, database)
        for each in read_models("staging", "silver", "ops", "gold")
        if each.kind != "scope"
    }
    return tables | {each.name: address(each, database) for each in read_ledger()}


def _replaced(query: str, read: dict[str, str]) -> str:
    if not read:
        return query
    return re.sub(
        rf"\b(from|join)(\s+)({'|'.join(sorted(read))})\b(?!\.)",
        lambda found: f"{found[1]}{found[2]}{read[found[3]]}",
        query,
    )
