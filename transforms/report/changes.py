"""Changes: each metric's last whole period beside the one before, in words and as a table."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from transforms.query.metrics import changed, said
from transforms.report.figures import Figure
from transforms.report.layout import paragraph, table
from transforms.system.units import counted

_HOW = (
    "A change is that of a metric's last whole period to the period before it. Beside it stands"
    " how far chance alone may move it, as a 95 % interval: of a share of things that were counted"
    " by the score intervals of both shares (Newcombe), of a count as if each came by itself"
    " (Poisson, Byar). Where the same persons stand in both periods, as active persons and"
    " customers do, it is wider than it need be; where one person brings many, as sessions and"
    " views, it is too narrow. Amounts, averages and shares of amounts have no interval: their"
    " spread is not in the views. A day is compared to the day before, whatever weekdays they are."
    " `better` and `worse` are changes whose interval leaves out 0."
    " That tells a change from chance, and not what made it."
)


def write_changes(figures: Sequence[Figure], currency: str) -> list[str]:
    """Write the section: a table for each team and period, those with a change alone."""
    shown = [each for each in figures if each.standing.value is not None]
    if not shown:
        return paragraph("No metric has a whole period yet.")
    lines = paragraph(_HOW)
    compared, clear = clear_changes(shown)
    lines += paragraph(
        f"{counted(compared, 'change')} with an interval, {len(clear):,} of them clear; about"
        f" {compared * 0.05:.0f} would look so by chance alone. Amounts are in {currency}."
    )
    ordered = sorted(shown, key=_place)
    for place, own in groupby(ordered, key=_place):
        team, _, _ = place
        rows = list(own)
        lines += [
            f"{team}: {period_of(rows[0])}, to the {rows[0].metric.period} before",
            "",
            *table(
                ["metric", "value", "change", "95 % interval", ""],
                [_row(each) for each in rows],
            ),
        ]
    if any(each.standing.is_north_star for each in shown):
        lines += ["* the north star", ""]
    return lines


def clear_changes(figures: Iterable[Figure]) -> tuple[int, list[Figure]]:
    """Count the changes that have an interval, and list those that it leaves no doubt of."""
    compared = [each for each in figures if each.interval is not None]
    return len(compared), [each for each in compared if each.verdict]


def period_of(figure: Figure) -> str:
    """Name the period of a figure: `the week from 2024-03-04`."""
    start = figure.standing.period_start
    return named_period(figure.metric.period, start) if start else ""


def named_period(period: str, start: date) -> str:
    """Name a period: `the day 2024-03-04`, `the week from 2024-03-04`, `the month 2024-03`."""
    if period == "month":
        return f"the month {start:%Y-%m}"
    return f"the {period} from {start}" if period == "week" else f"the day {start}"


def interval_of(figure: Figure) -> str:
    """Write the interval of a change, in its unit: `-3.1 to +8.0 pp`."""
    if figure.interval is None:
        return ""
    low, high = figure.interval.low, figure.interval.high
    if figure.metric.unit == "rate":
        return f"{low * 100:+.2f} to {high * 100:+.2f} pp"
    return f"{low:+,.0f} to {high:+,.0f}"


def sentence_of(figure: Figure, currency: str) -> str:
    """Say a figure in a sentence: its value, its period, its change and the interval of that."""
    standing, unit = figure.standing, figure.metric.unit
    money = f" {currency}" if unit in ("money", "average") else ""
    where = "on" if figure.metric.period == "day" else "in"
    text = f"{said(unit, standing.value)}{money} {where} {period_of(figure)}"
    if standing.change is None:
        return f"{text}; nothing to compare it with"
    text += f", {changed(unit, standing.change)} to the {figure.metric.period} before"
    if figure.interval is None:
        return text
    verdict = f"clearly {figure.verdict}" if figure.verdict else "within chance"
    return f"{text} (95 % interval {interval_of(figure)}: {verdict})"


def _place(figure: Figure) -> tuple[str, str, date]:
    start = figure.standing.period_start
    return figure.metric.team, figure.metric.period, start or date.min


def _row(figure: Figure) -> list[str]:
    standing, unit = figure.standing, figure.metric.unit
    star = " *" if standing.is_north_star else ""
    return [
        *(f"{figure.metric.name}{star}", said(unit, standing.value)),
        *(changed(unit, standing.change), interval_of(figure), figure.verdict),
    ]
