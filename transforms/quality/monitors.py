"""Monitors: which figures are watched, by which rule, and what they say of the last days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import duckdb

from transforms.config import Config
from transforms.ml.daily import REACH_DAYS, judge_days
from transforms.models.renderer import AllTime, Renderer
from transforms.models.rules import Rule
from transforms.quality.judging import Bounds, Robust, Series, std_bounds
from transforms.quality.report import judged_slices
from transforms.system.setting_judging import MonitorSettings

#: Monitors that every lake has; `monitoring.monitors` replaces them by name, or leaves them out.
BUILT_IN = {
    "revenue": MonitorSettings(figure="revenue", owner="finance"),
    "orders": MonitorSettings(figure="orders"),
    "sessions": MonitorSettings(figure="sessions"),
    "conversion_rate": MonitorSettings(figure="conversion_rate"),
}
_RULE_OWNER = "engineering"
#: A share is judged per thousand: the logarithm of 1 + x tells small numbers badly apart.
_RATES = ("conversion_rate", "fill_rate")
_PER = 1000.0
#: How many days are judged at once where nobody has monitored for long.
MOST_DAYS = 56
#: Figures of one series, without slices.
_WHOLE = ("revenue", "orders", "sessions", "conversion_rate")


@dataclass(frozen=True)
class Judged:
    """A day as a monitor sees it; without bounds it is learning."""

    day: date
    value: float
    bounds: Bounds | None

    @property
    def is_broken(self) -> bool:
        """Whether the day lies outside of its bounds."""
        return self.bounds is not None and not self.bounds.hold(self.value)


@dataclass(frozen=True)
class Verdict:
    """What a monitor says of a slice: the days that it could judge, in their order."""

    monitor: str
    slice: str
    owner: str
    days: Sequence[Judged] = field(default=())


def monitors_of(config: Config) -> dict[str, MonitorSettings]:
    """List the monitors by name: those of every lake, changed as the settings say."""
    chosen: dict[str, MonitorSettings | None] = {**BUILT_IN}
    if config.monitoring.min_daily_revenue is not None:
        least = config.monitoring.min_daily_revenue
        chosen["min_daily_revenue"] = MonitorSettings(
            figure="revenue", kind="min", threshold=least, owner="finance"
        )
    chosen |= config.monitoring.monitors
    return {name: monitor for name, monitor in chosen.items() if monitor is not None}


def judge(
    connection: duckdb.DuckDBPyConnection, config: Config, days: Sequence[date]
) -> list[Verdict]:
    """Judge these days, which are complete, by every monitor and every rule of data quality."""
    if not days:
        return []
    return [*_of_figures(connection, config, days), *_of_rules(connection, config, days)]


def due_days(connection: duckdb.DuckDBPyConnection, config: Config) -> list[date]:
    """List the complete days to judge: the last ones, and all since the last one that was judged.

    A day is complete before the watermark's; none is before the first day of all.
    """
    row = connection.execute(
        "select (select event_date from lake.ops.watermark),"
        " (select min(event_date) from lake.silver.fct_events),"
        " (select day from lake.ops.monitor_results order by day desc limit 1)"
    ).fetchone()
    end, first, judged = row or (None, None, None)
    if end is None or first is None:
        return []
    return days_between(first, end, judged, config.monitoring.judge_days)


def days_between(first: date, end: date, judged: date | None, least: int) -> list[date]:
    """List the last `least` days before `end`, or all behind the `judged` one, 56 at most."""
    missed = (end - judged).days - 1 if judged is not None else 0
    count = max(least, min(missed, MOST_DAYS))
    days = [end - timedelta(days=back) for back in range(count, 0, -1)]
    return [day for day in days if day >= first]


def _of_figures(
    connection: duckdb.DuckDBPyConnection, config: Config, days: Sequence[date]
) -> Iterator[Verdict]:
    monitors = monitors_of(config)
    series = _read_series(connection, {each.figure for each in monitors.values()}, days[-1])
    for name, monitor in monitors.items():
        for slice_name, values in _watched_series(monitor, series, days).items():
            found = judge_series(monitor, config, filled(values, days[-1]), days)
            yield Verdict(name, slice_name, monitor.owner, found)


def _watched_series(
    monitor: MonitorSettings,
    series: dict[tuple[str, str], dict[date, float]],
    days: Sequence[date],
) -> dict[str, dict[date, float]]:
    """Choose what a monitor watches by slice; what must reach a number and never was is 0."""
    found = {
        slice_name: values
        for (figure, slice_name), values in series.items()
        if figure == monitor.figure and monitor.slice in (None, slice_name)
    }
    is_named = monitor.slice is not None or monitor.figure in _WHOLE
    if not found and monitor.kind == "min" and is_named:
        return {monitor.slice or "": dict.fromkeys(days, 0.0)}
    return found


def judge_series(
    monitor: MonitorSettings, config: Config, series: Series, days: Sequence[date]
) -> list[Judged]:
    """Judge some days of a series, which are its own, by a monitor."""
    factor = _PER if monitor.figure in _RATES else 1.0
    scaled = [(day, value * factor) for day, value in series]
    robust = Robust(scaled)
    found = []
    for index, (day, value) in enumerate(series):
        if day in days:
            bounds = _bounds(monitor, config, series, index, robust, factor)
            found.append(Judged(day, value, bounds))
    return found


def _bounds(
    monitor: MonitorSettings,
    config: Config,
    series: Series,
    index: int,
    robust: Robust,
    factor: float,
) -> Bounds | None:
    limit = monitor.threshold
    if monitor.kind == "min":
        return Bounds(low=limit or 0.0)
    if monitor.kind == "max":
        return Bounds(high=limit or 0.0)
    if monitor.kind == "std":
        return std_bounds(series, index, limit or config.monitoring.revenue_std_threshold)
    if monitor.kind == "level":
        return _level_bounds(config, series, index, limit)
    found = robust.bounds(index, limit or config.monitoring.robust_threshold)
    if found is None or found.low is None or found.high is None:
        return None
    return Bounds(found.low / factor, found.high / factor)


def _level_bounds(config: Config, series: Series, index: int, limit: float | None) -> Bounds | None:
    """Judge a row as the anomalies of `ml` do: by its weekday, the level of late, and chance."""
    planned = frozenset(map(date.fromisoformat, config.ml.sale_days))
    near = series[max(0, index - REACH_DAYS) : index + 1]
    judged = judge_days(near, leave_out=planned)[-1]
    if judged is None:
        return None
    return Bounds(*judged.bounds(limit or config.monitoring.robust_threshold))


def filled(values: dict[date, float], last: date) -> Series:
    """Give every day from the first value to the last day; a missing one is 0."""
    first = min(values)
    count = (last - first).days + 1
    days = [first + timedelta(days=number) for number in range(count)]
    return [(day, values.get(day, 0.0)) for day in days]


def _read_series(
    connection: duckdb.DuckDBPyConnection, figures: set[str], last: date
) -> dict[tuple[str, str], dict[date, float]]:
    rows = connection.execute(
        "select figure, slice, day, cast(value as double) from lake.gold_growth.vw_daily_figures"
        " where figure in (select unnest($1)) and day <= $2 order by all",
        [sorted(figures), last],
    )
    found: dict[tuple[str, str], dict[date, float]] = {}
    for figure, slice_name, day, value in rows.fetchall():
        found.setdefault((figure, slice_name), {})[day] = value
    return found


def _of_rules(
    connection: duckdb.DuckDBPyConnection, config: Config, days: Sequence[date]
) -> Iterator[Verdict]:
    rows = connection.execute(
        "select rule, event_date, cast(value as double), cast(threshold as double)"
        " from lake.gold_growth.vw_quality_daily"
        " where event_date in (select unnest(?)) order by all",
        [list(days)],
    )
    found: dict[str, Verdict] = {}
    for rule, day, value, threshold in rows.fetchall():
        verdict = found.setdefault(rule, Verdict(rule, "", _RULE_OWNER))
        judged = Judged(day, value, Bounds(high=threshold))
        found[rule] = replace(verdict, days=[*verdict.days, judged])
    for each in Renderer(config, AllTime()).rules():
        if each.has_slices:
            found.pop(each.name, None)
            yield from _by_slice(connection, each, days)
    yield from found.values()


def _by_slice(
    connection: duckdb.DuckDBPyConnection, rule: Rule, days: Sequence[date]
) -> Iterator[Verdict]:
    found: dict[str, list[Judged]] = {}
    for day, slice_name, value, low in judged_slices(connection, rule, days):
        found.setdefault(slice_name, []).append(Judged(day, value, Bounds(low=low)))
    for slice_name, judged in found.items():
        yield Verdict(rule.name, slice_name, _RULE_OWNER, judged)
