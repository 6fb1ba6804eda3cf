"""Checks: queries that return the rows that break a promise, run before anyone can see them."""

import re
from dataclasses import dataclass
from functools import cache

from transforms.errors import PromiseBroken
from transforms.models.header import ModelError
from transforms.models.model import SQL, read_models
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
    promised = [check for model in (*models, *read_models("gold")) for check in promises_of(model)]
    of_rows = [check for check in promised if check.when == "batch"]
    of_tables = [check for check in promised if check.when == "verify"]
    renderer = Renderer(runner.config, AllTime()) if whole else runner.renderer
    return [
        _run(runner, renderer, check, whole=whole)
        for check in (*of_rows, *read_checks(), *of_tables)
        if whole or check.when == "batch"
    ]


def _run(runner: Runner, renderer: Renderer, check: Check, *, whole: bool) -> CheckResult:
    tables = {model.name: model for model in runner.models}

    kept: set[str] = set()

    def touched(name: str) -> str:
        if not whole and name in runner.new_rows:
            kept.add(name)
        return "true" if whole or name in kept else runner.touched(tables[name])

    query = renderer.render(check.body, touched=touched, **check.values)
    for name in kept:  # the new rows are what was touched
        query = re.sub(
            rf"\b(from|join)(\s+){name}\b", rf"\1\2{runner.new_rows[name]} as {name}", query
        )
    if check.severity == "warn":
        counted = runner.connection.execute(f"select count(*) from ({query})").fetchone()
        return CheckResult(check.name, check.severity, counted[0] if counted else 0)
    found = runner.connection.execute(f"select * from ({query}) limit 1000")
    rows = found.fetchall()
    if rows:
        names = [column[0] for column in found.description or []]
        shown = "; ".join(
            ", ".join(f"{name}={value}" for name, value in zip(names, row, strict=True))
            for row in rows[:3]
        )
        raise PromiseBroken(
            f"{check.name}: {check.summary}; {len(rows)} rows break it, for instance {shown}"
        )
    return CheckResult(check.name, check.severity, 0)


def _read_check(name: str, text: str) -> Check:
    lines = text.splitlines()
    fields = dict(re.findall(r"^-- (when|severity): (\w+)$", text, re.MULTILINE))
    if not lines[0].startswith(f"-- {name}: ") or fields.keys() != {"when", "severity"}:
        raise ModelError(f"sql/checks/{name}.sql: name, when and severity must head the file")
    return Check(name, lines[0].partition(": ")[2], fields["when"], fields["severity"], text)
