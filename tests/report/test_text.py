"""The text of a report: 80 columns of plain letters that say what is known, and what is not."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from transforms.config import Config
from transforms.errors import StorageError
from transforms.models.metrics import metrics_of
from transforms.pages.html import Edition
from transforms.report.facts import Facts
from transforms.report.failures import Failure
from transforms.report.figures import Figure, read_figures
from transforms.report.text import Told, write_text

WEEKS = [date(2024, 1, 1), date(2024, 1, 8), date(2024, 1, 15)]
CONFIG = Config.model_validate({"growth": {"goals": {"weekly_buyers": 500}}})
STAGES = [("visit", 90, None), ("view_item", 60, 30), ("purchase", 20, 40)]
FUNNEL = [
    {
        "stage_number": number,
        "stage": stage,
        "users": users,
        "drop_off": lost,
        "rate_from_previous": None if lost is None else Decimal(users) / (users + lost),
        "rate_from_first": Decimal(users) / 90,
        "drop_off_rate": None if lost is None else Decimal(lost) / (users + lost),
    }
    for number, (stage, users, lost) in enumerate(STAGES, start=1)
]
LEVER = {"months_ahead": 12, "uplift": Decimal("0.1"), "value": Decimal("0.2"), "interaction": None}
LEVERS: list[dict[str, Any]] = [
    LEVER
    | {"lever": "order_value", "pulled_value": Decimal("0.22"), "impact": Decimal(900)}
    | {"cost": Decimal(100), "roi": Decimal(8), "baseline_revenue": Decimal(9000)},
    LEVER
    | {"lever": "compound", "pulled_value": None, "impact": Decimal(1000)}
    | {"cost": None, "roi": None, "baseline_revenue": Decimal(9000)},
]


def figures(*rows: tuple[Any, ...], team: str = "growth") -> list[Figure]:
    """Metrics of a team from rows: metric, period, value, of how many, whether it is over."""
    with duckdb.connect() as connection:
        connection.execute(
            "create table vw_metrics (metric text, period_start date, segment text,"
            " value decimal(24, 6), previous_value decimal(24, 6), change decimal(24, 6),"
            " out_of bigint, is_complete bool)"
        )
        before: dict[str, Any] = {}
        for metric, start, value, out_of, is_complete in rows:
            last = before.get(metric)
            change = None if None in (last, value) else value - last
            connection.execute(
                "insert into vw_metrics values (?, ?, 'all', ?, ?, ?, ?, ?)",
                [metric, start, value, last, change, out_of, is_complete],
            )
            before[metric] = value
        return read_figures(connection, team, CONFIG)


def weekly(metric: str, *values: float) -> list[tuple[Any, ...]]:
    return [(metric, week, value, 1000, True) for week, value in zip(WEEKS, values, strict=True)]


@pytest.fixture
def text() -> Callable[..., str]:
    def write(shown: list[Figure] | None = None, **known: Any) -> str:
        teams = known.pop("teams", ["growth"])
        failures = known.pop("failures", [])
        told = Told(teams, shown or [], Facts(**known), failures, ["pages/growth.html"])
        return write_text(told, CONFIG)

    return write


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_change_stands_beside_its_interval(text: Callable[..., str]) -> None:
    found = figures(
        *weekly("conversion_rate", 0.1, 0.2, 0.1),
        *weekly("sessions", 0, 100, 90),
        ("user_quick_ratio", WEEKS[1], 1.5, None, True),
        ("user_quick_ratio", WEEKS[2], 1.25, None, True),
        ("wau", date(2024, 1, 21), 7, None, True),
    )
    shown = text(found)
    (rate,) = [line for line in shown.splitlines() if line.startswith("conversion_rate")]
    assert " ".join(rate.split()) == "conversion_rate 10.00% -10.00 pp -13.10 to -6.89 pp worse"
    (count,) = [line for line in shown.splitlines() if line.startswith("sessions")]
    assert " ".join(count.split()) == "sessions 90 -10 -38 to +18"
    (ratio,) = [line for line in shown.splitlines() if line.startswith("user_quick_ratio")]
    assert " ".join(ratio.split()) == "user_quick_ratio 1.25 -0.25"
    assert "2 changes with an interval, 1 of them clear; about 0 would look so by chance" in flat(
        shown
    )
    assert "How far chance goes in the changes of user_quick_ratio." in flat(shown)
    assert "`wau`: 7 on the day 2024-01-21; nothing to compare it with." in flat(shown)
    assert "`conversion_rate` is clearly worse than in the week before: `etl.py metrics" in flat(
        shown
    )


def test_what_is_not_over_is_said_and_is_in_no_figure(text: Callable[..., str]) -> None:
    found = figures(
        ("weekly_buyers", WEEKS[0], 4, None, True),
        ("weekly_buyers", WEEKS[1], 9, None, True),
        ("weekly_buyers", WEEKS[2], 1, None, False),
        ("week_1_retention_rate", WEEKS[0], 0.5, 10, True),
        ("week_1_retention_rate", WEEKS[1], None, None, True),
    )
    shown = flat(text(found))
    assert "9 in the week from 2024-01-08, +5 to the week before (95 % interval" in shown
    assert "The goal of 500 is not met." in shown
    assert "`weekly_buyers` misses its goal: 9, to be 500 or more." in shown
    assert "How these periods will end: the week from 2024-01-15." in shown
    assert "or nothing to divide by in it: week_1_retention_rate." in shown
    assert "No whole period has a value of activation_rate, bounce_rate," in shown


def test_losses_and_levers_are_told_without_a_claim(text: Callable[..., str]) -> None:
    shown = text(funnel=FUNNEL, levers=LEVERS)
    assert "Most persons are lost between view item and purchase: 40 of 60 (66.7%)." in flat(shown)
    assert "3. purchase        20              33.3%         22.2%    40       66.7%" in shown
    assert "The lever that would pay best is order value: pulled by 10% it would add 900" in flat(
        shown
    )
    assert "order value     0.200   0.220     10%     900   100  800%" in shown
    assert "This is arithmetic on what was observed." in flat(shown)
    assert "No figure here tells a cause." in flat(shown)


def test_quality_and_restatements_are_to_be_looked_at(text: Callable[..., str]) -> None:
    broken = {"rule": "fill_drop", "severity": "fail", "days": 2, "last_day": date(2024, 1, 20)}
    restated = [{"cause": "late events", "figures": 3}, {"cause": "a rebuild", "figures": 1}]
    shown = flat(text(broken=[broken], refused=1, restated=restated))
    assert "Rules of quality broken in the last seven days: fill_drop (fail, 2 days)." in shown
    assert "`etl.py quality --day 2024-01-20`" in shown
    assert "4 published figures changed in the last seven days (3 by late events, 1 by" in shown
    assert "What the 1 line that were refused" not in shown
    assert "1 line was refused" in shown


def test_an_empty_lake_has_a_report_too(text: Callable[..., str]) -> None:
    shown = flat(text(teams=["finance"]))
    assert "There is nothing to tell yet: no period is over." in shown
    assert shown.count("It is the team growth's, which is not in this report.") == 2
    assert "What the teams growth, marketing, product see: they are not in this report." in shown


def test_every_line_is_plain_and_fits(text: Callable[..., str]) -> None:
    edition = Edition(7, datetime(2024, 1, 22, 8), date(2024, 1, 21), "UTC", "EUR", "")
    evil = StorageError("no room\x1b[31m\n" + "for it " * 90)
    large = {"rate": 0.5}
    rows = [
        (each.name, week, large.get(each.unit, 10_000_000.5), 10, True)
        for each in metrics_of("finance")
        for week in WEEKS
    ]
    shown = text(
        figures(*rows, team="finance"),
        funnel=FUNNEL,
        levers=LEVERS,
        about=edition,
        failures=[Failure("gold_growth.vw_user_funnel", evil)],
    )
    assert shown.isascii()
    assert max(map(len, shown.splitlines())) <= 80
    assert "\x1b" not in shown
    assert "- gold_growth.vw_user_funnel: no room" in shown
    assert "Whole up to  2024-01-21; a period that ends later is not over" in shown
    assert "Mend what failed (1 part, at the end of this text)." in flat(shown)
