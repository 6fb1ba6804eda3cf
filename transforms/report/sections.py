"""Sections: what a report says in words, each a function from figures and facts to lines."""

from collections.abc import Sequence

from transforms.query.metrics import said
from transforms.report.changes import clear_changes, named_period, sentence_of
from transforms.report.facts import Facts, Row
from transforms.report.figures import Figure
from transforms.report.growth_sections import best_lever, largest_loss, stage_in_words
from transforms.report.layout import bullets
from transforms.system.units import counted

#: What is told of in the summary, beside the north star, where its team is in the report.
_TOLD = ("wau", "conversion_rate", "revenue", "mrr", "marketing_cost", "units_sold")
_MOST_NAMED = 4


def write_summary(figures: Sequence[Figure], facts: Facts, currency: str) -> list[str]:
    """Say in a few sentences where things stand."""
    items = [f"{_north_star(each, currency)}." for each in figures if each.standing.is_north_star]
    compared, clear = clear_changes(figures)
    if compared:
        better, worse = (
            [each.metric.name for each in clear if each.verdict == verdict]
            for verdict in ("better", "worse")
        )
        items.append(
            f"{counted(compared, 'change')} with an interval. Clearly for the better:"
            f" {len(better)}{_named(better)}; clearly for the worse: {len(worse)}{_named(worse)}."
        )
    by_name = {each.metric.name: each for each in figures if each.standing.value is not None}
    items += [
        f"`{name}`: {sentence_of(by_name[name], currency)}."
        for name in _TOLD
        if name in by_name and not by_name[name].standing.is_north_star
    ]
    if loss := largest_loss(facts.funnel):
        items.append(
            f"Most persons are lost between {loss['before']} and {stage_in_words(loss)}:"
            f" {loss['drop_off']:,} of {loss['drop_off'] + loss['users']:,}"
            f" ({float(loss['drop_off_rate']):.1%})."
        )
    if best := best_lever(facts.levers):
        items.append(f"{_lever_in_words(best, currency)}.")
    if facts.broken:
        items.append(f"Rules of quality broken in the last seven days: {_rules(facts.broken)}.")
    return bullets(items or ["There is nothing to tell yet: no period is over."])


def write_next(figures: Sequence[Figure], facts: Facts, failed: int) -> list[str]:
    """Write what to look at next, what is broken first."""
    items = []
    if failed:
        items.append(f"Mend what failed ({counted(failed, 'part')}, at the end of this text).")
    items += [
        f"`{row['rule']}` ({row['severity']}) was broken on {counted(row['days'], 'day')} of the"
        f" last seven: `etl.py quality --day {row['last_day']}`. Figures of such days may be wrong."
        for row in facts.broken
    ]
    if facts.restated:
        changed = sum(row["figures"] for row in facts.restated)
        items.append(
            f"{counted(changed, 'published figure')} changed in the last seven days"
            f" ({', '.join(_cause(row) for row in facts.restated)}): `etl.py restatements`."
        )
    worse = [each for each in clear_changes(figures)[1] if each.verdict == "worse"]
    items += [
        f"`{each.metric.name}` is clearly worse than in the {each.metric.period} before:"
        f" `etl.py metrics {each.metric.name}`."
        for each in worse
    ]
    for each in figures:
        if each.standing.is_met is False:
            unit = each.metric.unit
            items.append(
                f"`{each.metric.name}` misses its goal: {said(unit, each.standing.value)}, to be"
                f" {said(unit, each.standing.goal)} or {_towards(each)}."
            )
    if loss := largest_loss(facts.funnel):
        items.append(
            f"The way from {loss['before']} to {stage_in_words(loss)}, where most persons are lost:"
            " the page `funnel` has it by segment."
        )
    if best := best_lever(facts.levers):
        items.append(
            f"The lever {best['lever'].replace('_', ' ')}: try it on some, as an experiment"
            " (vw_experiment_performance), before it is trusted."
        )
    return bullets(items, numbered=True)


def write_unknown(figures: Sequence[Figure], facts: Facts, teams: Sequence[str]) -> list[str]:
    """Write what the report does not know, so that nobody takes it for known."""
    items = [_open_periods(figures)] if any(each.running for each in figures) else []
    empty = [each.metric.name for each in figures if each.standing.value is None]
    late = [each.metric.name for each in figures if each.is_late]
    if empty:
        items.append(f"No whole period has a value of {', '.join(empty)}.")
    if late:
        items.append(
            "Not known yet of their last whole period, or nothing to divide by in it:"
            f" {', '.join(late)}."
        )
    plain = [
        each.metric.name
        for each in figures
        if each.standing.change is not None and each.interval is None
    ]
    if plain:
        items.append(f"How far chance goes in the changes of {', '.join(plain)}.")
    items.append(
        "Why anything changed. Two periods differ in more than one thing: season, campaigns,"
        " prices, who came. No figure here tells a cause."
    )
    if facts.refused:
        items.append(
            f"{counted(facts.refused, 'line')} {'was' if facts.refused == 1 else 'were'} refused"
            " (`etl.py dead-letters`), and what they would have said is in no figure."
        )
    if absent := [
        team for team in ("finance", "growth", "marketing", "product") if team not in teams
    ]:
        items.append(f"What the teams {', '.join(absent)} see: they are not in this report.")
    items.append(
        "Who was active before the lake's first day: persons of its first period may not be new."
    )
    return bullets(items)


def _north_star(figure: Figure, currency: str) -> str:
    name = f"North star, `{figure.metric.name}` ({figure.metric.summary.rstrip('.')})"
    if figure.standing.value is None:
        return f"{name}: no whole period has a value yet"
    text = f"{name}: {sentence_of(figure, currency)}"
    if figure.standing.goal is None:
        return text
    goal = said(figure.metric.unit, figure.standing.goal)
    return f"{text}. The goal of {goal} is {'met' if figure.standing.is_met else 'not met'}"


def _lever_in_words(row: Row, currency: str) -> str:
    paid = "" if row["roi"] is None else f", an ROI of {float(row['roi']):.0%}"
    return (
        f"The lever that would pay best is {row['lever'].replace('_', ' ')}: pulled by"
        f" {float(row['uplift']):.0%} it would add {row['impact']:,.0f} {currency} in"
        f" {counted(row['months_ahead'], 'month')}{paid}, if nothing else changes"
    )


def _open_periods(figures: Sequence[Figure]) -> str:
    running = {each.metric.period: each.running for each in figures if each.running}
    names = [named_period(period, start) for period, start in sorted(running.items()) if start]
    return (
        f"How these periods will end: {', '.join(names)}. They are not over, and no figure above is"
        " of them."
    )


def _named(names: Sequence[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f" ({', '.join(names[:_MOST_NAMED])}{more})"


def _rules(broken: Sequence[Row]) -> str:
    return ", ".join(
        f"{row['rule']} ({row['severity']}, {counted(row['days'], 'day')})" for row in broken
    )


def _cause(row: Row) -> str:
    return f"{row['figures']:,} by {row['cause']}"


def _towards(figure: Figure) -> str:
    return "more" if figure.metric.good == "up" else "less"
