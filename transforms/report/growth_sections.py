"""Sections of growth: where people are lost, and what each lever would bring."""

from collections.abc import Sequence
from itertools import pairwise

from transforms.pages.formats import format_of, written
from transforms.report.facts import Facts, Row
from transforms.report.layout import paragraph, table
from transforms.system.units import counted


def write_funnel(facts: Facts) -> list[str]:
    """Write where people are lost on the way to an order."""
    if not facts.funnel:
        return paragraph("Nobody has begun the way yet.")
    share, count = format_of("pct1"), format_of("num0")
    rows = [
        [
            f"{row['stage_number']}. {row['stage'].replace('_', ' ')}",
            written(row["users"], count),
            written(row["rate_from_previous"], share),
            written(row["rate_from_first"], share),
            written(row["drop_off"], count),
            written(row["drop_off_rate"], share),
        ]
        for row in facts.funnel
    ]
    heads = ["stage", "persons", "of the one before", "of the first", "lost", "share lost"]
    return [
        *paragraph(
            "A person counts once, from the first interaction ever, within the days of the setting"
            " growth.funnel. Who came lately may still go on, so that all shares are at least"
            " these."
        ),
        *table(heads, rows),
    ]


def write_levers(facts: Facts, currency: str) -> list[str]:
    """Write what each lever of growth would bring, those that pay best first."""
    if not facts.levers:
        return paragraph(
            "No lever can be told yet: it takes three whole months, and one before them, in which"
            " persons were active."
        )
    share, money, plain = format_of("pct0"), format_of("num0"), format_of("num3")
    rows = [
        [
            row["lever"].replace("_", " "),
            written(row["value"], plain),
            written(row["pulled_value"], plain),
            written(row["uplift"], share),
            written(row["impact"], money),
            written(row["cost"], money),
            written(row["roi"], share),
        ]
        for row in facts.levers
    ]
    first = facts.levers[0]
    lines = paragraph(
        f"Net revenue of the coming {counted(first['months_ahead'], 'month')} beyond the"
        f" {first['baseline_revenue']:,.0f} {currency} that come anyway, with each lever pulled by"
        " its uplift. ROI is (impact x margin - cost) / cost; a lever without a cost in the"
        " settings (growth.levers) has none, and follows by its impact. Compound is all at once."
    )
    lines += table(["lever", "as it is", "pulled", "uplift", "impact", "cost", "ROI"], rows)
    return lines + paragraph(
        "This is arithmetic on what was observed. It does not say that a lever can be pulled, nor"
        " that pulling it makes what it is worth here: that takes an experiment."
    )


def largest_loss(funnel: Sequence[Row]) -> Row | None:
    """Find the stage before which most persons are lost; `before` names the one before it."""
    lost = [
        {**row, "before": stage_in_words(before)}
        for before, row in pairwise(funnel)
        if row["drop_off"]
    ]
    return max(lost, key=lambda row: row["drop_off"], default=None)


def best_lever(levers: Sequence[Row]) -> Row | None:
    """Find the lever that pays best, where any adds something."""
    return next((row for row in levers if row["lever"] != "compound" and row["impact"] > 0), None)


def stage_in_words(row: Row) -> str:
    """Name the stage of a row."""
    return str(row["stage"]).replace("_", " ")
