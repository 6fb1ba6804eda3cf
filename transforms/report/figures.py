"""Figures: where each metric stands, what it has changed by, and how far chance alone goes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

import duckdb

from transforms.config import Config
from transforms.models.metrics import Metric, metrics_of
from transforms.query.metrics import ALL, Standing
from transforms.report.intervals import Interval, of_counts, of_shares


@dataclass(frozen=True)
class Figure:
    """A metric's last whole period with a value, and of how many things both values are shares.

    `latest` is the last whole period of its kind; `running` the one that is not over, if there is
    one.
    """

    standing: Standing
    out_of: int | None
    out_of_before: int | None
    latest: date | None
    running: date | None

    @property
    def metric(self) -> Metric:
        """The metric."""
        return self.standing.metric

    @property
    def is_late(self) -> bool:
        """Whether its last value is of an earlier period than the last whole one."""
        start = self.standing.period_start
        return start is not None and self.latest is not None and start < self.latest

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of the change; None of what the views have no spread of."""
        now, before = self.standing.value, self.standing.previous_value
        if now is None or before is None:
            return None
        if self.metric.unit == "count":
            return of_counts(float(now), float(before))
        if self.metric.unit != "rate" or self.out_of is None or self.out_of_before is None:
            return None
        return of_shares(float(now), self.out_of, float(before), self.out_of_before)

    @property
    def verdict(self) -> str:
        """Tell a change that chance alone hardly makes: `better` or `worse`; else nothing."""
        if self.interval is None or not self.interval.is_clear:
            return ""
        return "better" if (self.interval.low > 0) == (self.metric.good == "up") else "worse"


def read_figures(connection: duckdb.DuckDBPyConnection, team: str, config: Config) -> list[Figure]:
    """Read where a team's metrics stand out of its file, the north star first; some have none."""
    if not metrics_of(team):
        return []
    rows = connection.execute(
        "select metric, period_start, value, previous_value, change, out_of, is_complete"
        " from vw_metrics where segment = ? order by metric, period_start",
        [ALL],
    ).fetchall()
    series = {name: list(own) for name, own in groupby(rows, key=lambda row: row[0])}
    latest = _last_periods(metrics_of(team), series, is_complete=True)
    running = _last_periods(metrics_of(team), series, is_complete=False)
    found = [
        _figure(
            *(metric, series.get(metric.name, []), config),
            *(latest.get(metric.period), running.get(metric.period)),
        )
        for metric in metrics_of(team)
    ]
    return sorted(found, key=lambda each: not each.standing.is_north_star)


def _figure(
    metric: Metric,
    rows: Sequence[tuple[Any, ...]],
    config: Config,
    latest: date | None,
    running: date | None,
) -> Figure:
    whole = [index for index, row in enumerate(rows) if row[6] and row[2] is not None]
    _, start, value, before, change, out_of, _ = rows[whole[-1]] if whole else (None,) * 7
    has_before = before is not None and bool(whole) and whole[-1] > 0
    standing = Standing(
        metric=metric,
        period_start=start,
        value=_decimal(value),
        previous_value=_decimal(before),
        change=_decimal(change),
        goal=config.growth.goals.get(metric.name),
        is_north_star=metric.name == config.growth.north_star,
    )
    out_of_before = rows[whole[-1] - 1][5] if has_before else None
    return Figure(standing, out_of, out_of_before, latest, running)


def _last_periods(
    metrics: Iterable[Metric], series: dict[str, list[tuple[Any, ...]]], *, is_complete: bool
) -> dict[str, date]:
    """Give the last period of each kind that is over, or that is not."""
    found: dict[str, date] = {}
    for metric in metrics:
        for row in series.get(metric.name, []):
            if row[6] is is_complete:
                found[metric.period] = max(row[1], found.get(metric.period, row[1]))
    return found


def _decimal(value: Any) -> Decimal | None:
    return value if isinstance(value, Decimal | None) else Decimal(str(value))
