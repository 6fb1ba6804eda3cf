"""Metrics of the lake: where each stands, and how it went, as `vw_metrics` of its team says."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from transforms.config import Config
from transforms.errors import ConfigError, UsageError
from transforms.models.metrics import TEAMS, Metric, metrics_of, read_metrics

ALL = "all"


@dataclass(frozen=True)
class Standing:
    """A metric's last whole period that has a value, beside the period before and its goal.

    All but the metric is None where there is no such period; `goal` and `is_met` also where the
    settings have no goal.
    """

    metric: Metric
    period_start: date | None
    value: Decimal | None
    previous_value: Decimal | None
    change: Decimal | None
    goal: Decimal | None
    is_north_star: bool

    @property
    def is_met(self) -> bool | None:
        """Tell whether the goal is reached: from below where up is good, else from above."""
        if self.goal is None or self.value is None:
            return None
        return self.value >= self.goal if self.metric.good == "up" else self.value <= self.goal


def metric_named(name: str) -> Metric:
    """Find a metric by its name.

    Raises:
        UsageError: none is called so; the message names those that are spelled like it.
    """
    metrics = {metric.name: metric for metric in read_metrics()}
    if name not in metrics:
        near = ", ".join(difflib.get_close_matches(name, metrics)) or "`etl.py metrics`"
        raise UsageError(f"NAME must be a metric, got {name!r}; see {near}")
    return metrics[name]


def check_aims(config: Config) -> None:
    """Tell settings that name a metric which is none.

    Raises:
        ConfigError: it names the setting, the metrics and the find.
    """
    known = [metric.name for metric in read_metrics()]
    named = {"growth.north_star": config.growth.north_star}
    named |= {f"growth.goals.{name}": name for name in config.growth.goals}
    for key, name in named.items():
        if name not in known:
            raise ConfigError(f"{key} must be a metric ({', '.join(known)}), got {name!r}")


def read_standings(connection: duckdb.DuckDBPyConnection, config: Config) -> list[Standing]:
    """Read where each metric stands, team by team, the north star first in its own."""
    return [
        standing
        for team in TEAMS
        if metrics_of(team)
        for standing in standings_of(team, _rows_of_all(connection, team), config)
    ]


def standings_of(team: str, rows: Iterable[dict[str, Any]], config: Config) -> list[Standing]:
    """Tell where a team's metrics stand, by the rows of its `vw_metrics`; the north star first."""
    last: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["segment"] == ALL and row["is_complete"] and row["value"] is not None:
            before = last.get(row["metric"])
            if before is None or row["period_start"] > before["period_start"]:
                last[row["metric"]] = row
    own = [_standing(metric, last.get(metric.name, {}), config) for metric in metrics_of(team)]
    return sorted(own, key=lambda each: not each.is_north_star)


def read_series(
    connection: duckdb.DuckDBPyConnection, metric: Metric, segment: str, since: date | None
) -> duckdb.DuckDBPyRelation:
    """Read a metric's periods (from a day on), in their order.

    Raises:
        UsageError: the metric has no such segment; the message names those that it has.
    """
    view = f"lake.gold_{metric.team}.vw_metrics"
    known = connection.execute(
        f"select distinct segment from {view} where metric = ? order by all", [metric.name]
    )
    segments = [each for (each,) in known.fetchall()]
    if segments and segment not in segments:
        raise UsageError(
            f"--segment must be one of {metric.name}'s ({', '.join(segments)}), got {segment!r}"
        )
    return connection.sql(
        "select period_start, value, previous_value, change, is_complete"
        f" from {view} where metric = ? and segment = ? and (?::date is null or period_start >= ?)"
        " order by period_start",
        params=[metric.name, segment, since, since],
    )


def said(unit: str, value: Decimal | None) -> str:
    """Write a value with its unit: a share in percent, amounts and multiples with two places."""
    if value is None:
        return ""
    if unit == "count":
        return f"{value.normalize():,f}"
    return f"{value:.2%}" if unit == "rate" else f"{value:,.2f}"


def changed(unit: str, change: Decimal | None) -> str:
    """Write a change with its sign; that of a share in percentage points."""
    if change is None:
        return ""
    told = f"{change * 100:,.2f} pp" if unit == "rate" else said(unit, change)
    return f"+{told}" if change > 0 else told


def _standing(metric: Metric, last: dict[str, Any], config: Config) -> Standing:
    return Standing(
        metric=metric,
        period_start=last.get("period_start"),
        value=last.get("value"),
        previous_value=last.get("previous_value"),
        change=last.get("change"),
        goal=config.growth.goals.get(metric.name),
        is_north_star=metric.name == config.growth.north_star,
    )


def _rows_of_all(connection: duckdb.DuckDBPyConnection, team: str) -> Iterator[dict[str, Any]]:
    found = connection.execute(f"from lake.gold_{team}.vw_metrics where segment = ?", [ALL])
    names = [column[0] for column in found.description or []]
    return (dict(zip(names, row, strict=True)) for row in found.fetchall())
