"""The models: every SELECT below sql/, with the header: what a row is, how it is materialized."""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from transforms.models.header import Header, ModelError, read_header
from transforms.models.metrics import TEAMS, views_of

SQL = Path(__file__).resolve().parents[2] / "sql"
KINDS = ("append", "replace", "scope", "view")
#: What a batch takes out of Silver, and what stands there on the same days without it.
TAKEN_BACK = (
    *("retracted_events", "retracted_items", "retracted_billing_events", "retracted_visits"),
    *("standing_events", "standing_items", "standing_visits", "retold_events"),
)
#: Temporary relations of the batch that the loader makes before the models run.
BATCH_INPUTS = (
    *("batch_parts", "line_messages", "loaded_lines", "new_events", "source_categories"),
    *("superseded_lines", *TAKEN_BACK),
)
_BEFORE = re.compile(r"(\w+) \(((?:[^()]|\([^()]*\))*)\)")
_IN_BRACKETS = re.compile(r"(\w+) \(([^()]+)\)")
_NEEDED = {"grain", "key", "inputs", "owner"}
_FIELDS = {*_NEEDED, "kind", "scope", "chooses", "events", "before", "dates", "partition"}
_FIELDS |= {"setting", "not null", "one of", "refers to"}


@dataclass(frozen=True, eq=False)
class Model:
    """One SELECT: its address (`schema.name`), what a row is, and how it is materialized.

    `key` names the columns that tell rows apart, `nullable` those among them that may be empty.
    A scope that `chooses_rows` says which rows of its readers change, not what is in them; one of
    some `events` is empty, and not even asked, where a batch brings none of these; one of a
    `setting` where that is empty. `before`
    gives tables that are read as they stood before the batch, with the columns that are
    read; `dates` is the column by which reads of the table are bounded, `partition` the one by
    whose months its files are split. What each row promises: `not_null` names columns that are
    always there, `one_of` the only values of a column, `refers_to` the table (and its column) that
    knows every value of a column. `columns` gives a sentence for each column, `notes` what else
    there is to know. `body` is the SELECT alone; of a table of the ledger, its CREATE TABLE.
    """

    name: str
    schema: str
    path: Path
    summary: str
    kind: str
    grain: str
    key: tuple[str, ...]
    nullable: tuple[str, ...]
    scope: str | None
    inputs: tuple[str, ...]
    chooses_rows: bool
    events: tuple[str, ...]
    setting: str
    before: dict[str, str]
    dates: str | None
    partition: str | None
    owner: str
    not_null: tuple[str, ...]
    one_of: dict[str, tuple[str, ...]]
    refers_to: dict[str, tuple[str, str]]
    columns: dict[str, str]
    notes: str
    body: str

    @property
    def is_table(self) -> bool:
        """Whether the model's rows stay in the lake."""
        return self.kind in ("append", "replace")

    @property
    def title(self) -> str:
        """Its name, with the schema where every team has a view of that name."""
        return f"{self.schema}.{self.name}" if _is_of_every_team(self.path) else self.name


def read_model(path: Path) -> Model:
    """Read one model file.

    Raises:
        ModelError: a header line is missing or unknown.
    """
    header = read_header(path.read_text(encoding="utf-8"), str(path))
    if header.name != path.stem or header.fields.get("kind", "") not in KINDS:
        raise ModelError(f"{path}: the header names another table, or a wrong kind")
    layer, *rooms = path.relative_to(SQL).parts[:-1]
    return _model(header, "_".join([layer, *rooms]) if layer == "gold" else layer, path)


@cache
def read_glossary(folder: Path) -> dict[str, str]:
    """Read its glossary.txt: what a column means wherever a header has no sentence for it."""
    lines = (folder / "glossary.txt").read_text(encoding="utf-8").partition("\n\n")[2].splitlines()
    return dict(line.split(": ", 1) for line in lines)


@cache
def read_ledger() -> tuple[Model, ...]:
    """Read the tables of sql/ledger.ddl, which the loader writes itself.

    Raises:
        ModelError: a header line is missing or wrong.
    """
    path = SQL / "ledger.ddl"
    blocks = re.split(r"(?<=;)\n+", path.read_text(encoding="utf-8").strip())
    headers = [read_header(block, str(path)) for block in blocks]
    return tuple(_model(header, "ops", path) for header in headers)


@cache
def read_models(*folders: str) -> tuple[Model, ...]:
    """Read the models of `sql/<folder>/`, inputs first."""
    paths = [path for folder in folders for path in sorted((SQL / folder).rglob("*.sql"))]
    return in_order([model for path in paths for model in _models_of(path)])


@cache
def materialized() -> tuple[Model, ...]:
    """List what the batch's runner makes: the scopes and tables of Silver, inputs first."""
    return tuple(model for model in read_models("silver", "ops") if model.kind != "view")


@cache
def views() -> tuple[Model, ...]:
    """List the views of Silver and Gold, inputs first."""
    models = read_models("silver", "ops", "gold")
    return tuple(model for model in models if model.kind == "view")


def address(model: Model, database: str = "lake") -> str:
    """Name a table or view in full; without a database, by its schema."""
    return ".".join(filter(None, (database, model.schema, model.name)))


def in_order(models: list[Model]) -> tuple[Model, ...]:
    """Sort models so that each comes after its inputs and its scope, scopes as early as can be.

    Raises:
        ModelError: models wait for each other.
    """
    by_name = defaultdict(list)
    for model in models:
        by_name[model.name].append(model)
    waits: dict[str, list[str]] = {}
    for name, named in by_name.items():
        needs = {str(need) for each in named for need in (*each.inputs, each.scope)}
        waits[name] = sorted(needs & {*by_name})
    sorter = TopologicalSorter(waits)
    try:
        sorter.prepare()
    except CycleError as error:
        raise ModelError(f"models wait for each other: {' -> '.join(error.args[1])}") from error
    ordered: list[Model] = []
    waiting: list[Model] = []
    while sorter:
        waiting += [model for name in sorter.get_ready() for model in by_name[name]]
        scopes = [model for model in waiting if model.kind == "scope"]
        ordered += (ready := scopes or waiting)
        waiting = [model for model in waiting if model not in ready]
        sorter.done(*dict.fromkeys(model.name for model in ready))
    return tuple(ordered)


def _is_of_every_team(path: Path) -> bool:
    return path.parent == SQL / "gold"


def _models_of(path: Path) -> list[Model]:
    """Read a file: one model, or a view of each team that has metrics, which are what it shows."""
    model = read_model(path)
    if not _is_of_every_team(path):
        return [model]
    return [
        replace(
            model,
            schema=f"gold_{team}",
            owner=team,
            inputs=(*views_of(team), *model.inputs),
            body=f"{{%- set team = '{team}' %}}\n{model.body}",
        )
        for team in TEAMS
        if views_of(team)
    ]


def _model(header: Header, schema: str, path: Path) -> Model:
    fields = header.fields
    unknown, missing = set(fields) - _FIELDS, _NEEDED - set(fields)
    if unknown or missing:
        raise ModelError(f"{path}: the header has unknown {unknown}, or misses {missing}")
    keys = _names(fields["key"])
    return Model(
        name=header.name,
        schema=schema,
        path=path,
        summary=header.summary,
        kind=fields.get("kind", "ledger"),
        grain=fields["grain"],
        key=tuple(key.rstrip("?") for key in keys),
        nullable=tuple(key.rstrip("?") for key in keys if key.endswith("?")),
        scope=fields.get("scope") or None,
        inputs=_names(fields["inputs"]),
        chooses_rows=fields.get("chooses") == "rows",
        events=_names(fields.get("events", "")),
        setting=fields.get("setting", ""),
        before=dict(_BEFORE.findall(fields.get("before", ""))),
        dates=fields.get("dates") or None,
        partition=fields.get("partition") or None,
        owner=fields["owner"],
        not_null=_names(fields.get("not null", "")),
        one_of={
            name: tuple(value.strip() for value in values.split("|"))
            for name, values in _IN_BRACKETS.findall(fields.get("one of", ""))
        },
        refers_to={
            name: (table, column or name)
            for name, target in _IN_BRACKETS.findall(fields.get("refers to", ""))
            for table, _, column in [target.partition(".")]
        },
        columns=_columns(header, path),
        notes=header.notes,
        body=header.sql,
    )


def _columns(header: Header, path: Path) -> dict[str, str]:
    """Give every column a sentence: its own, the glossary's, or that of the table it shows."""
    glossary = read_glossary(SQL) if "" in header.columns.values() else {}
    if header.fields.get("kind") == "view" and "" in header.columns.values():
        glossary = glossary | _picked(header.fields["inputs"], path)
    unknown = [name for name, text in header.columns.items() if not text and name not in glossary]
    if unknown:
        raise ModelError(f"{path}: header or glossary must say what {unknown} means, got nothing")
    return {name: text or glossary[name] for name, text in header.columns.items()}


def _picked(table: str, view: Path) -> dict[str, str]:
    """Give the columns of the table beside a view that it is made from, if that is all it reads."""
    path = view.with_name(f"{table}.sql")
    return read_model(path).columns if path.is_file() else {}


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
