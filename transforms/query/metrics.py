"""Metrics of the lake: where each stands, and how it went, as `vw_metrics` of its team says."""

import difflib
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
    found: list[Standing] = []
    for team in TEAMS:
        rows = _last_whole(connection, team) if metrics_of(team) else {}
        own = [_standing(metric, rows.get(metric.name, {}), config) for metric in metrics_of(team)]
        found += sorted(own, key=lambda each: not each.is_north_star)
    return found


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


def _last_whole(connection: duckdb.DuckDBPyConnection, team: str) -> dict[str, dict[str, Any]]:
    """Give the last whole period with a value, by metric.

    A window that keeps its first row would be shorter; DuckDB 1.5.5 crashes on it over such a view.
    """
    rows = connection.execute(
        f"""
        select
            metric,
            max_by(
                {{
                    'period_start': period_start, 'value': value,
                    'previous_value': previous_value, 'change': change
                }},
                period_start
            )
        from lake.gold_{team}.vw_metrics
        where segment = ? and is_complete and value is not null
        group by metric
        """,
        [ALL],
    )
    return dict(rows.fetchall())
