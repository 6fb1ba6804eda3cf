"""Metrics: each file of sql/metrics/, a figure of a team, period by period, from its own views."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from transforms.config import Team
from transforms.models.header import Header, ModelError, read_header

FOLDER = Path(__file__).resolve().parents[2] / "sql" / "metrics"
TEAMS: tuple[str, ...] = get_args(Team)
#: What a value may be, in words. Sums are 0 where there is nothing to add up; the others are empty
#: there, and in a period that is not over.
UNITS = {
    "count": "a number of things",
    "money": "an amount, in the reporting currency",
    "average": "an amount for each thing, in the reporting currency",
    "rate": "a share, 0 to 1",
    "ratio": "how many times one is the other",
}
_SUMS = ("count", "money")
_KNOWN = {
    "team": TEAMS,
    "unit": tuple(UNITS),
    "good": ("up", "down"),
    "period": ("day", "week", "month"),
}


@dataclass(frozen=True)
class Metric:
    """A metric: whose it is, what its values are, where they should go, and the SELECT of them.

    `sql` gives `period_start, segment, value` out of `views`, which are the team's own; a share of
    things that were counted also `out_of`, their number.
    """

    name: str
    summary: str
    team: str
    unit: str
    good: str
    period: str
    views: tuple[str, ...]
    notes: str
    sql: str

    @property
    def is_sum(self) -> bool:
        """Whether a period without anything is worth 0."""
        return self.unit in _SUMS

    @property
    def counts_things(self) -> bool:
        """Whether `sql` also gives `out_of`: of how many things each value is a share."""
        return re.search(r"\bas out_of\b", self.sql) is not None

    @property
    def path(self) -> Path:
        """The file."""
        return FOLDER / f"{self.name}.sql"


@cache
def read_metrics() -> tuple[Metric, ...]:
    """Read sql/metrics/, in the order of names.

    Raises:
        ModelError: a file does not say what it must.
    """
    return tuple(read_metric(path) for path in sorted(FOLDER.glob("*.sql")))


@cache
def metrics_of(team: str) -> tuple[Metric, ...]:
    """List the metrics of a team, in the order of names."""
    return tuple(metric for metric in read_metrics() if metric.team == team)


def views_of(team: str) -> tuple[str, ...]:
    """Name the views that a team's metrics read, each once, in order of names."""
    return tuple(sorted({view for metric in metrics_of(team) for view in metric.views}))


def read_metric(path: Path) -> Metric:
    """Read one metric: its header, and the SELECT below it.

    Raises:
        ModelError: the file does not say what it must.
    """
    header = read_header(path.read_text(encoding="utf-8"), str(path))
    if header.name != path.stem:
        raise ModelError(f"{path}: the metric must be named like its file, got {header.name!r}")
    _check_fields(header, path)
    fields = header.fields
    views = tuple(name.strip() for name in fields["views"].split(","))
    for view in views:
        _check_view(view, fields["team"], path)
    _check_read(header.sql, views, path)
    return Metric(
        name=header.name,
        summary=header.summary,
        team=fields["team"],
        unit=fields["unit"],
        good=fields["good"],
        period=fields["period"],
        views=views,
        notes=header.notes,
        sql=header.sql,
    )


def _check_fields(header: Header, path: Path) -> None:
    fields, wanted = header.fields, [*_KNOWN, "views"]
    if set(fields) != {*wanted}:
        raise ModelError(
            f"{path}: the header must say {', '.join(wanted)}, got {', '.join(fields) or 'none'}"
        )
    for name, known in _KNOWN.items():
        if fields[name] not in known:
            raise ModelError(f"{path}: {name} must be one of {_listed(known)}, got {fields[name]}")


def _check_view(view: str, team: str, path: Path) -> None:
    owner = _owners().get(view)
    if owner != team:
        found = f"{view} of {owner}" if owner else f"{view}, which is none"
        raise ModelError(f"{path}: views must be Gold views of {team}, got {found}")


def _check_read(sql: str, views: tuple[str, ...], path: Path) -> None:
    """See to it that the SELECT reads no view but those of the header."""
    gold = _owners()
    for name in re.findall(r"\b(?:from|join)\s+(?:\w+\.)*(\w+)", sql):
        if name in gold and name not in views:
            raise ModelError(f"{path}: the SELECT must read {', '.join(views)}, got {name}")


@cache
def _owners() -> dict[str, str]:
    """Say whose each view of Gold is."""
    return {path.stem: path.parent.name for path in (FOLDER.parent / "gold").glob("*/*.sql")}


def _listed(values: tuple[str, ...]) -> str:
    return f"{', '.join(values[:-1])} and {values[-1]}"
