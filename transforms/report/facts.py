"""Facts: what a report asks of the teams' files beside their metrics."""

from dataclasses import dataclass, field
from typing import Any

import duckdb

from transforms.pages.html import Edition

Row = dict[str, Any]


@dataclass
class Facts:
    """What is known of funnel, levers, quality and restatements; empty where nothing is.

    `funnel` has a row for each stage, `levers` one for each lever by its rank, `broken` one for
    each rule of quality that days of the last week broke, `restated` one for each cause of
    published figures that changed in the week before the report, `about` the state of all of it.
    """

    funnel: list[Row] = field(default_factory=list)
    levers: list[Row] = field(default_factory=list)
    broken: list[Row] = field(default_factory=list)
    refused: int = 0
    restated: list[Row] = field(default_factory=list)
    about: Edition | None = None


def read_funnel(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Read the stages of the funnel of all persons."""
    return _rows(
        connection,
        "select stage_number, stage, users, rate_from_previous, rate_from_first, drop_off,"
        " drop_off_rate from vw_user_funnel where segment = 'all' order by stage_number",
    )


def read_levers(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Read the levers, those that pay best first, and all of them at once last."""
    return _rows(
        connection,
        "select lever, months_ahead, uplift, value, pulled_value, baseline_revenue, impact, cost,"
        " roi, interaction from vw_growth_levers order by lever_rank nulls last",
    )


def read_broken_rules(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Read which rules of quality the last seven days with events broke, and on how many days."""
    return _rows(
        connection,
        "select rule, severity, count(*) as days, max(event_date) as last_day"
        " from vw_quality_daily where not is_kept and event_date >"
        " (select max(event_date) from vw_quality_daily) - interval 7 days"
        " group by rule, severity order by severity, rule",
    )


def count_refused(connection: duckdb.DuckDBPyConnection) -> int:
    """Count the lines that were refused, ever."""
    found = _rows(
        connection,
        "select coalesce(sum(rows), 0) as lines from vw_quality_daily where rule = 'refused_rate'",
    )
    return int(found[0]["lines"])


def read_restated(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Read how many published figures have changed in the week before the report, by cause."""
    return _rows(
        connection,
        "select cause, count(*) as figures, min(day) as first_day, max(day) as last_day"
        " from restatements, about where restated_at > published_at - interval 7 days"
        " group by cause order by figures desc, cause",
    )


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    found = connection.execute(sql)
    names = [each[0] for each in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
