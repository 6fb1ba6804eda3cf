"""A day's quality: each rule passed, warned or failed, the rows at fault, and drift by file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from transforms.errors import InputMissing
from transforms.lakehouse import Lakehouse
from transforms.models.model import read_ledger, read_models
from transforms.models.renderer import AllTime, Renderer
from transforms.models.rules import Rule
from transforms.models.standalone import in_full
from transforms.quality.source_columns import SourceColumn, batches_of_day, source_columns

_SHOWN = 3


@dataclass(frozen=True)
class RuleResult:
    """What a rule says of a day; `value` is None where there was nothing to judge."""

    rule: str
    summary: str
    result: str
    value: float | None
    threshold: float
    rows: int


@dataclass(frozen=True)
class Shown:
    """Some of the rows that break a rule."""

    rule: str
    names: list[str]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Report:
    """A day's results, rows at fault, and the columns of its batches that are not as known.

    `superseded` counts the day's events that do not count, as a fuller one of their identity came.
    """

    day: date
    results: list[RuleResult]
    shown: list[Shown]
    drift: list[SourceColumn]
    superseded: int = 0

    @property
    def has_failed(self) -> bool:
        """Whether a rule that fails was broken."""
        return any(each.result == "FAIL" for each in self.results)


def last_complete_day(connection: duckdb.DuckDBPyConnection) -> date | None:
    """Tell the last day with events before the watermark's, which may still get some.

    The watermark's own where there is no other, None while there are no events.
    """
    row = connection.execute(
        """
        select coalesce(max(event_date) filter (where event_date < (
            select event_date from lake.ops.watermark
        )), max(event_date))
        from lake.gold_growth.vw_quality_daily
        """
    ).fetchone()
    return row[0] if row else None


def judge_day(lakehouse: Lakehouse, connection: duckdb.DuckDBPyConnection, day: date) -> Report:
    """Judge a day by every rule; a rule without anything to judge is kept.

    Raises:
        InputMissing: no rule has anything to judge, as the day has no events.
    """
    renderer = Renderer(lakehouse.config, AllTime())
    rules = renderer.rules()
    rows = connection.execute(
        "select rule, value, threshold, rows, is_kept from lake.gold_growth.vw_quality_daily"
        " where event_date = ?",
        [day],
    )
    found = {rule: values for rule, *values in rows.fetchall()}
    if not found:
        raise InputMissing(f"the day must have an event to be judged, got none on {day}")
    results, shown = [], []
    for rule in rules:
        limit = float(getattr(lakehouse.config.quality, rule.threshold))
        value, threshold, count, is_kept = found.get(rule.name, (None, limit, 0, True))
        result = "PASS" if is_kept else rule.severity.upper()
        results.append(RuleResult(rule.name, rule.summary, result, value, threshold, count))
        if not is_kept:
            shown.append(_show(connection, rule, day))
    batch_ids = batches_of_day(
        connection, day, renderer.render("{{ date_of('coalesce(last_event_at, received_at)') }}")
    )
    columns = source_columns(connection, lakehouse, batch_ids)
    drift = [each for each in columns if each.state in ("new", "missing")]
    (superseded,) = connection.execute(
        "select count(*) from lake.silver.silver_superseded_events where event_date = ?", [day]
    ).fetchall()[0]
    return Report(day, results, shown, drift, superseded)


def _show(connection: duckdb.DuckDBPyConnection, rule: Rule, day: date) -> Shown:
    some = connection.execute(
        f"select * exclude (day, is_kept) from ({_read(rule)}) as found"
        f" where day = ? and not is_kept order by all limit {_SHOWN}",
        [day],
    )
    names = [column[0] for column in some.description or []]
    return Shown(rule.name, names, some.fetchall())


def judged_slices(
    connection: duckdb.DuckDBPyConnection, rule: Rule, days: Sequence[date]
) -> list[tuple[date, str, float, float | None]]:
    """Give what a rule says of each slice on some days: the value, and the least it may be."""
    return connection.execute(
        "select day, slice, cast(value as double), cast(least as double)"
        f" from ({_read(rule)}) as found where day in (select unnest(?)) order by all",
        [list(days)],
    ).fetchall()


def _read(rule: Rule) -> str:
    """Name in full what a rule reads."""
    names = {each.name for each in (*read_models("staging", "silver", "gold"), *read_ledger())}
    return in_full(rule.found, names, "lake")
