"""Entries: every table and view with its columns, its lineage and the checks that guard it."""

import re
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from transforms.config import Config
from transforms.dictionary.lineage import Lineage
from transforms.dictionary.words import type_of
from transforms.lake.connection import connect
from transforms.models.checks import read_checks
from transforms.models.comments import tables
from transforms.models.model import Model, read_models
from transforms.models.promises import Check, promises_of
from transforms.models.schema import prepare

#: Sections of Silver and below: title, what they hold, and their tables as `schema.name`.
SECTIONS = (
    ("Facts", "What happened.", r"silver\.fct_\w+"),
    (
        "Sessions",
        "A visitor is a device or browser; join `silver_identity_map` for the person.",
        r"silver\.silver_(?!purchase_)(?!\w+_days$)\w+",
    ),
    (
        "Dimensions",
        "Versions are half-open: a version holds from `valid_from` (inside) to `valid_to` "
        "(outside, empty while it is current). Versions of a key never overlap, and at most one "
        "is current.",
        r"silver\.dim_\w+",
    ),
    (
        "Helpers",
        "Compact tables that let a late event repair history without reading all of it: what was "
        "seen on a day (`silver_*_days`), and purchases as they were sent (`silver_purchase_*`). "
        "Build reports on the tables above.",
        r"silver\.silver_(purchase_\w+|\w+_days)",
    ),
    ("Staging", "", r"staging\.\w+"),
    ("Operations", "How the lake came to be what it is.", r"ops\.\w+"),
)


@dataclass(frozen=True)
class Column:
    """A column: its type in words and in SQL, and its sentence."""

    name: str
    type: str
    sql_type: str
    meaning: str


@dataclass(frozen=True)
class Entry:
    """A table or view: what its header says, who is beside it, and what it promises."""

    model: Model
    columns: tuple[Column, ...]
    sources: tuple[str, ...]
    readers: tuple[str, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Section:
    """Entries that belong together: views by name, tables inputs first."""

    title: str
    intro: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Dictionary:
    """Everything that the headers say: Gold by team, and the tables it is made from."""

    teams: tuple[Section, ...]
    layers: tuple[Section, ...]
    lineage: Lineage

    @property
    def entries(self) -> list[Entry]:
        """List every entry, in the order of the page."""
        return [entry for section in (*self.teams, *self.layers) for entry in section.entries]


def read_dictionary(config: Config) -> Dictionary:
    """Put together what the headers and checks say, with the types of an empty lake."""
    models = [*read_models("staging", "silver", "ops", "gold"), *tables()]
    lineage = Lineage({model.title: model for model in models})
    types = _types(config)
    by_schema: dict[str, list[Entry]] = defaultdict(list)
    for name in sorted(lineage.sources, key=lambda name: lineage.models[name].name):
        model = lineage.models[name]
        entry = _entry(model, types[model.name], lineage)
        by_schema[entry.model.schema].append(entry)
    teams = [name for name in by_schema if name.startswith("gold_")]
    below = [entry for name in by_schema if name not in teams for entry in by_schema[name]]
    below.sort(key=lambda entry: (lineage.depths[entry.model.title], -len(entry.readers)))
    return Dictionary(
        tuple(Section(name, "", tuple(by_schema[name])) for name in sorted(teams)),
        tuple(Section(title, intro, _among(below, names)) for title, intro, names in SECTIONS),
        lineage,
    )


def _among(entries: list[Entry], names: str) -> tuple[Entry, ...]:
    return tuple(
        entry
        for entry in entries
        if re.fullmatch(names, f"{entry.model.schema}.{entry.model.name}")
    )


def _entry(model: Model, types: dict[str, str], lineage: Lineage) -> Entry:
    columns = [
        Column(name, type_of(types[name], meaning), types[name], meaning)
        for name, meaning in model.columns.items()
    ]
    checks = [check for check in read_checks() if model.name in named_in(check)]
    is_held = model.kind == "view" or (model.is_table and model.schema != "staging")
    own = promises_of(model) if is_held else []
    return Entry(
        model,
        tuple(columns),
        lineage.sources[model.title],
        lineage.readers[model.title],
        (*own, *checks),
    )


def named_in(check: Check) -> set[str]:
    """Name the tables and views that a check reads; its SELECT names each in full."""
    sql = re.sub(r"--.*", "", check.body)
    return set(re.findall(r"\w+", sql))


def _types(config: Config) -> dict[str, dict[str, str]]:
    """Find the type of every column by making every table and view, empty, in memory."""
    with connect(config, Path(tempfile.gettempdir()) / "nowhere") as connection:
        connection.execute("attach ':memory:' as lake")
        prepare(connection, config)
        rows = connection.execute(
            "select table_name, column_name, data_type from duckdb_columns() "
            "where database_name = 'lake'"
        ).fetchall()
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for table, column, kind in rows:
        found[table][column] = kind
    return found
