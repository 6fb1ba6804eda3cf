"""vw_batches_daily: what came in on a day, how long it took, and how old its newest event was."""

from decimal import Decimal
from typing import Any

from tests.events import DAY, at
from tests.gold.days import day
from tests.models.under_test import ModelUnderTest


def batch(minute: float, **more: Any) -> dict[str, Any]:
    row = {"state": "loaded", "received_at": at(minute), "finished_at": at(minute + 2)}
    numbers = dict.fromkeys(("lines", "new_events", "duplicates", "dead_lettered", "blank"), 0)
    return row | numbers | more


def test_a_day_counts_what_came_in_on_it(model: ModelUnderTest) -> None:
    numbers = {"lines": 10, "new_events": 6, "duplicates": 1, "dead_lettered": 2, "blank": 1}
    model.given(
        "batches",
        batch(0, last_event_at=at(-90), **numbers),
        batch(60, last_event_at=at(55), finished_at=at(61), lines=10, new_events=10),
        batch(90, state="failed", last_event_at=at(90), lines=5, dead_lettered=5),
        batch(DAY, lines=0),
        {"state": "failed", "lines": 3},
    )
    model.expect(
        {
            "received_date": day(0),
            "batches": 3,
            "unloaded_batches": 1,
            "lines": 20,
            "new_events": 16,
            "duplicates": 1,
            "refused_lines": 2,
            "blank_lines": 1,
            "refused_rate": Decimal("0.1"),
            "load_seconds": 120,
            "lag_seconds": 360,
        },
        {
            "received_date": day(1),
            "batches": 1,
            "unloaded_batches": 0,
            "lines": 0,
            "new_events": 0,
            "duplicates": 0,
            "refused_lines": 0,
            "blank_lines": 0,
            "refused_rate": None,
            "load_seconds": 120,
            "lag_seconds": None,
        },
    )


def test_a_day_is_the_shops(model: ModelUnderTest) -> None:
    model.config(calendar={"timezone": "Asia/Tokyo"})
    model.given("batches", batch(2 * 60), batch(3 * 60))  # 23:00 and midnight in Tokyo
    model.expect({"received_date": day(0), "batches": 1}, {"received_date": day(1), "batches": 1})
