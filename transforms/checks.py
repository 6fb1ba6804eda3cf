"""Checks: queries that return the rows that break a promise, run before anyone can see them."""

import re
from dataclasses import dataclass
from functools import cache

from transforms.errors import PromiseBroken
from transforms.models import SQL, Model, ModelError
from transforms.runner import Runner


@dataclass(frozen=True, eq=False)
class Check:
    """A promise as a query: no rows are good news.

    `when` is `batch` (inside every transaction, over the touched scope) or `verify` (over
    everything); a broken `fail` rolls the batch back, a broken `warn` is recorded.
    """

    name: str
    summary: str
    when: str
    severity: str
    body: str


@dataclass(frozen=True)
class Checked:
    """What one check found."""

    check_name: str
    severity: str
    failed_rows: int


@cache
def read_checks() -> tuple[Check, ...]:
    """Read sql/checks/, in the order of names."""
    return tuple(
        _read_check(path.stem, path.read_text()) for path in sorted((SQL / "checks").glob("*.sql"))
    )


def run_checks(runner: Runner, *, whole: bool = False) -> list[Checked]:
    """Run every check over what the batch touched, or over the whole database.

    Raises:
        PromiseBroken: names the check, counts its rows and shows up to three of them.
    """
    checks = [*(_key_check(model) for model in runner.models if model.is_table), *read_checks()]
    return [_run(runner, check, whole=whole) for check in checks if whole or check.when == "batch"]


def _run(runner: Runner, check: Check, *, whole: bool) -> Checked:
    tables = {model.name: model for model in runner.models}

    def touched(name: str) -> str:
        return "true" if whole else runner.touched(tables[name])

    query = runner.renderer.render(check.body, touched=touched)
    found = runner.connection.execute(f"select * from ({query}) limit 1000")
    rows = found.fetchall()
    if rows and check.severity == "fail":
        names = [column[0] for column in found.description or []]
        shown = "; ".join(
            ", ".join(f"{name}={value}" for name, value in zip(names, row, strict=True))
            for row in rows[:3]
        )
        raise PromiseBroken(
            f"{check.name}: {check.summary}; {len(rows)} rows break it, for instance {shown}"
        )
    return Checked(check.name, check.severity, len(rows))


def _key_check(model: Model) -> Check:
    """Every table's key is unique, and its columns are there unless the header says otherwise."""
    columns = ", ".join(model.key)
    empty = " or ".join(f"{key} is null" for key in model.key if key not in model.nullable)
    return Check(
        name=f"{model.name}_key",
        summary=f"one row in {model.name} per ({columns})",
        when="batch",
        severity="fail",
        body=(
            f"select {columns}, count(*) as rows from {model.name} "
            f"where {{{{ touched('{model.name}') }}}} group by {columns} "
            f"having count(*) > 1{f' or {empty}' if empty else ''}"
        ),
    )


def _read_check(name: str, text: str) -> Check:
    lines = text.splitlines()
    fields = dict(re.findall(r"^-- (when|severity): (\w+)$", text, re.MULTILINE))
    if not lines[0].startswith(f"-- {name}: ") or fields.keys() != {"when", "severity"}:
        raise ModelError(f"sql/checks/{name}.sql: name, when and severity must head the file")
    return Check(name, lines[0].partition(": ")[2], fields["when"], fields["severity"], text)
