"""The models: every SELECT below sql/, with the header that says what a row is and how it lands."""

import re
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from transforms.errors import LakehouseError

SQL = Path(__file__).resolve().parent.parent / "sql"
KINDS = ("append", "replace", "scope", "view")
#: Temporary relations that the processor makes before the models run.
GIVEN = ("loaded_lines", "new_events", "source_categories")
_FIELDS = ("kind", "grain", "key", "scope", "inputs", "before", "dates", "partition", "owner")


class ModelError(LakehouseError):
    """A file below sql/ does not say what it must; caught by nobody, it is a bug of ours."""


@dataclass(frozen=True, eq=False)
class Model:
    """One SELECT: its address (`schema.name`), what a row is, and how its rows land.

    `key` names the columns that tell rows apart, `nullable` those among them that may be empty.
    `before` gives tables that are read as they stood before the batch, with the columns that are
    read; `dates` is the column by which reads of the table are bounded, `partition` the one by
    whose months its files are split. `columns` gives a sentence for each column.
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
    before: dict[str, str]
    dates: str | None
    partition: str | None
    owner: str
    columns: dict[str, str]
    body: str

    @property
    def is_table(self) -> bool:
        """Whether the model's rows stay in the lake."""
        return self.kind in ("append", "replace")


def read_model(path: Path) -> Model:
    """Read one model file.

    Raises:
        ModelError: a header line is missing or unknown.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    first = re.fullmatch(r"-- ([a-z][a-z0-9_]*): (.+)", lines[0])
    if not first or first[1] != path.stem:
        raise ModelError(f"{path}: the first line must be `-- {path.stem}: what it is`")
    header, columns = _read_header(lines[1:])
    unknown = set(header) - set(_FIELDS)
    missing = {"kind", "grain", "key", "inputs", "owner"} - set(header)
    if unknown or missing or header["kind"] not in KINDS:
        raise ModelError(f"{path}: header has unknown {unknown}, misses {missing}, or a wrong kind")
    keys = _names(header["key"])
    relative = path.relative_to(SQL).parts
    return Model(
        name=path.stem,
        schema="_".join(part for part in relative[:-1] if part != "scopes"),
        path=path,
        summary=first[2],
        kind=header["kind"],
        grain=header["grain"],
        key=tuple(key.rstrip("?") for key in keys),
        nullable=tuple(key.rstrip("?") for key in keys if key.endswith("?")),
        scope=header.get("scope") or None,
        inputs=_names(header["inputs"]),
        before=dict(re.findall(r"(\w+) \(([^)]*)\)", header.get("before", ""))),
        dates=header.get("dates") or None,
        partition=header.get("partition") or None,
        owner=header["owner"],
        columns=columns,
        body=text,
    )


@cache
def read_models(*folders: str) -> tuple[Model, ...]:
    """Read the models of `sql/<folder>/`, inputs first."""
    paths = [path for folder in folders for path in sorted((SQL / folder).rglob("*.sql"))]
    return in_order([read_model(path) for path in paths])


def in_order(models: list[Model]) -> tuple[Model, ...]:
    """Sort models so that each comes after its inputs and its scope.

    Raises:
        ModelError: models wait for each other.
    """
    by_name = {model.name: model for model in models}
    waits = {
        model.name: {name for name in (*model.inputs, model.scope) if name in by_name}
        for model in models
    }
    try:
        return tuple(by_name[name] for name in TopologicalSorter(waits).static_order())
    except CycleError as error:
        raise ModelError(f"models wait for each other: {' -> '.join(error.args[1])}") from error


def _read_header(lines: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Split a header into its fields and the sentences of `columns:`, which may run on."""
    fields: dict[str, str] = {}
    columns: dict[str, str] = {}
    for line in lines:
        if field := re.fullmatch(r"-- ([a-z]+):(.*)", line):
            fields[field[1]] = field[2].strip()
        elif column := re.fullmatch(r"--   ([a-z][a-z0-9_]*): (.+)", line):
            columns[column[1]] = column[2]
        elif (more := re.fullmatch(r"--     +(\S.*)", line)) and columns:
            columns[next(reversed(columns))] += f" {more[1]}"
        else:
            break
    fields.pop("columns", None)
    return fields, columns


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
