"""vw_metrics: periods without gaps, each beside the one before; a rate waits for its period."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.models.under_test import ModelUnderTest, alone

#: A Wednesday, so that the lake has but a part of its first week.
FIRST = date(2024, 1, 3)
MONDAYS = [date(2024, 1, day) for day in (1, 8, 15, 22)]


@pytest.fixture
def growth() -> Iterator[ModelUnderTest]:
    with alone("gold_growth.vw_metrics") as model:
        yield model


@pytest.fixture
def finance() -> Iterator[ModelUnderTest]:
    with alone("gold_finance.vw_metrics") as model:
        yield model


def lake_until(model: ModelUnderTest, last: date) -> None:
    days = [FIRST + timedelta(days=day) for day in range((last - FIRST).days + 1)]
    model.given("dim_dates", *({"date_day": day} for day in days))
    model.given("watermark", {"event_date": last})


def visits(day: date, sessions: int, bought: int, channel: str | None = "Direct") -> Any:
    row = {"session_date": day, "channel": channel, "sessions": sessions}
    return row | {"sessions_with_purchase": bought, "bounces": 0}


def told(model: ModelUnderTest, metric: str, segment: str = "all") -> list[tuple[Any, ...]]:
    return model.asked(
        "select period_start, value, previous_value, change, is_complete from {model}"
        f" where metric = '{metric}' and segment = '{segment}' order by period_start"
    )


def test_a_sum_is_0_without_anything_and_runs_until_its_period_is_over(
    growth: ModelUnderTest,
) -> None:
    lake_until(growth, date(2024, 1, 24))
    growth.given("vw_sessions_daily", visits(date(2024, 1, 9), 3, 0), visits(MONDAYS[3], 5, 0))
    assert told(growth, "sessions") == [
        (MONDAYS[0], 0, None, None, True),
        (MONDAYS[1], 3, None, None, True),  # the lake has but a part of the week before
        (MONDAYS[2], 0, 3, -3, True),
        (MONDAYS[3], 5, 0, 5, False),
    ]


def test_a_rate_is_empty_without_anything_and_until_its_period_is_over(
    growth: ModelUnderTest,
) -> None:
    lake_until(growth, date(2024, 1, 28))
    growth.given(
        "vw_sessions_daily",
        visits(MONDAYS[1], 3, 1),
        visits(date(2024, 1, 14), 1, 1),
        visits(MONDAYS[3], 2, 1),
    )
    half = Decimal("0.5")
    assert told(growth, "conversion_rate") == [
        (MONDAYS[0], None, None, None, True),
        (MONDAYS[1], half, None, None, True),
        (MONDAYS[2], None, half, None, True),
        (MONDAYS[3], None, None, None, False),
    ]


def test_a_share_says_of_how_many_things_it_is_one(growth: ModelUnderTest) -> None:
    lake_until(growth, date(2024, 1, 24))
    growth.given("vw_sessions_daily", visits(MONDAYS[1], 3, 1), visits(MONDAYS[3], 2, 1))
    growth.given(
        "vw_growth_accounting",
        {"period": "week", "period_start": MONDAYS[1], "segment": "all", "churn_rate": 0.25}
        | {"retained_users": 3, "churned_users": 1, "quick_ratio": 2},
    )
    found = growth.asked(
        "select metric, period_start, out_of from {model}"
        " where segment = 'all' and value is not null and metric in ('conversion_rate',"
        " 'user_churn_rate', 'user_quick_ratio', 'sessions') order by all"
    )
    assert found == [
        ("conversion_rate", MONDAYS[1], 3),
        *(("sessions", monday, None) for monday in MONDAYS),
        ("user_churn_rate", MONDAYS[1], 4),
        ("user_quick_ratio", MONDAYS[1], None),
    ]


@pytest.mark.parametrize(("last", "is_complete"), [(28, False), (29, True)])
def test_a_week_is_complete_when_a_day_after_it_has_begun(
    growth: ModelUnderTest, last: int, *, is_complete: bool
) -> None:
    lake_until(growth, date(2024, 1, last))
    growth.given("vw_sessions_daily", visits(MONDAYS[3], 2, 1))
    rate = Decimal("0.5") if is_complete else None
    assert told(growth, "conversion_rate")[3] == (MONDAYS[3], rate, None, None, is_complete)


def test_segments_are_parts_of_the_whole(growth: ModelUnderTest) -> None:
    lake_until(growth, date(2024, 1, 15))
    growth.given(
        "vw_sessions_daily",
        visits(MONDAYS[1], 3, 1),
        visits(MONDAYS[1], 1, 0, "Email"),
        visits(MONDAYS[1], 0, 0, None),
    )
    at = MONDAYS[1]
    found = {
        segment: next(row[1] for row in told(growth, "sessions", segment) if row[0] == at)
        for segment in ("all", "Direct", "Email", "(unattributed)")
    }
    assert found == {"all": 4, "Direct": 3, "Email": 1, "(unattributed)": 0}


def test_months_are_told_as_their_view_has_them(finance: ModelUnderTest) -> None:
    lake_until(finance, date(2024, 4, 1))
    february, march = date(2024, 2, 1), date(2024, 3, 1)
    finance.given(
        "vw_mrr_monthly",
        {"month_start": february, "mrr_end": 100, "nrr": Decimal("1.2"), "grr": 1},
        {"month_start": march, "mrr_end": 90, "nrr": Decimal("0.9"), "grr": Decimal("0.9")},
    )
    assert told(finance, "mrr") == [
        (date(2024, 1, 1), 0, None, None, True),
        (february, 100, None, None, True),
        (march, 90, 100, -10, True),
        (date(2024, 4, 1), 0, 90, -90, False),
    ]
    assert told(finance, "nrr")[2] == (march, Decimal("0.9"), Decimal("1.2"), Decimal("-0.3"), True)


def test_a_lake_without_events_has_no_metrics(growth: ModelUnderTest) -> None:
    assert told(growth, "sessions") == []
