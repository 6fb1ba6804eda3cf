"""Checks: queries that return the rows that break a promise, run before anyone can see them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import duckdb

from transforms.errors import PromiseBroken
from transforms.models.header import ModelError
from transforms.models.model import SQL, views
from transforms.models.promises import Check, promises_of
from transforms.models.renderer import AllTime, Renderer
from transforms.models.runner import Runner


@dataclass(frozen=True)
class CheckResult:
    """What one check found."""

    check_name: str
    severity: str
    failed_rows: int


@cache
def read_checks() -> tuple[Check, ...]:
    """Read sql/checks/, in the order of names."""
    return tuple(
        _read_check(path.stem, path.read_text(encoding="utf-8"))
        for path in sorted((SQL / "checks").glob("*.sql"))
    )


def run_checks(runner: Runner, *, whole: bool = False) -> list[CheckResult]:
    """Run every check over what the batch touched, or over the whole database.

    Raises:
        PromiseBroken: names the check, counts its rows and shows up to three of them.
    """
    models = [model for model in runner.models if model.is_table]
    asking = (*models, *views()) if whole else models  # of views, all is asked by `verify`
    promised = [check for model in asking for check in promises_of(model)]
    of_rows = [check for check in promised if check.when == "batch"]
    of_tables = [check for check in promised if check.when == "verify"]
    renderer = Renderer(runner.config, AllTime()) if whole else runner.renderer
    asked = [
        (check, _query(runner, renderer, check, whole=whole))
        for check in (*of_rows, *read_checks(), *of_tables)
        if whole or (check.when == "batch" and not _is_vacuous(runner, check))
    ]
    if runner.keeps_rows and not whole:
        return _ask(runner.connection, asked) if asked else []
    results = []
    for table, group in groupby(asked, _view_of):
        results += _ask(runner.connection, [*group], table)
    return results


def _view_of(asked: tuple[Check, str]) -> str:
    """Name the view that a check looks at and nothing else, so that its rows are made once."""
    check, _ = asked
    return str(check.values["table"]) if check.when == "verify" and check.values else check.name


def _is_vacuous(runner: Runner, check: Check) -> bool:
    """Tell whether a check is of a table that the batch leaves alone, or of rows that it lacks."""
    if runner.is_idle(str(check.values.get("table"))):
        return True
    rows = runner.new_rows.get(check.of_rows)
    return rows is not None and not runner.bounds.has_rows(rows)


def _query(runner: Runner, renderer: Renderer, check: Check, *, whole: bool) -> str:
    """Render a check over the touched rows; of new rows, which are in memory, over these."""
    tables = {model.name: model for model in runner.models}
    kept: set[str] = set()

    def touched(name: str) -> str:
        if whole:
            return "true"
        looks_back = check.values.get("table") == name and not check.of_rows
        if name in runner.new_rows and not looks_back:
            kept.add(name)
            return "true"
        return runner.touched(tables[name])

    query = renderer.render(check.body, touched=touched, **check.values)
    for name in kept:  # the new rows are what was touched
        query = re.sub(
            rf"\b(from|join)(\s+){name}\b", rf"\1\2{runner.new_rows[name]} as {name}", query
        )
    return query


def _ask(
    connection: duckdb.DuckDBPyConnection, asked: Sequence[tuple[Check, str]], table: str = ""
) -> list[CheckResult]:
    """Count what checks find, in one statement; the first that has to fail shows some of it.

    Where all are of one `table`, its rows are made once.
    """
    counts = "\nunion all\n".join(
        f"select {number}, count(*) from ({query})" for number, (_, query) in enumerate(asked)
    )
    if len(asked) > 1 and table:
        held = re.sub(rf"\bfrom {re.escape(table)}\b", "from held_rows", counts)
        counts = f"with held_rows as materialized (select * from {table})\n{held}"
    found = dict(connection.execute(counts).fetchall())
    for number, (check, query) in enumerate(asked):
        if found[number] and check.severity == "fail":
            raise PromiseBroken(_told(connection, check, query, found[number]))
    return [
        CheckResult(check.name, check.severity, found[number])
        for number, (check, _) in enumerate(asked)
    ]


def _told(connection: duckdb.DuckDBPyConnection, check: Check, query: str, rows: int) -> str:
    some = connection.execute(f"select * from ({query}) limit 3")
    names = [column[0] for column in some.description or []]
    shown = "; ".join(
        ", ".join(f"{name}={value}" for name, value in zip(names, row, strict=True))
        for row in some.fetchall()
    )
    return f"{check.name}: {check.summary}; {rows} rows break it, for instance {shown}"


def _read_check(name: str, text: str) -> Check:
    lines = text.splitlines()
    fields = dict(re.findall(r"^-- (when|severity): (\w+)$", text, re.MULTILINE))
    if not lines[0].startswith(f"-- {name}: ") or fields.keys() != {"when", "severity"}:
        raise ModelError(f"sql/checks/{name}.sql: name, when and severity must head the file")
    return Check(name, lines[0].partition(": ")[2], fields["when"], fields["severity"], text)
