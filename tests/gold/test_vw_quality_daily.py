"""The rules of data quality: both sides of each threshold, and the days that are usual."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.events import DAY, at
from tests.gold.days import day
from tests.models.under_test import ModelUnderTest
from transforms.models.rules import read_rules

EVENT = {"event_name": "page_view", "event_at": at(0), "visitor_id": "v", "is_duplicate": False}
ORDER = {"order_id": "t", "order_key": "t", "order_date": day(0), "item_count": 1}
ORDER |= {"is_id_collision": False}
PURCHASE = {"order_key": "t", "event_name": "purchase", "value": 1}


def row(rule: str, value: Any, threshold: Any, rows: int, on: date | None = None) -> dict[str, Any]:
    return {
        "event_date": on or day(0),
        "rule": rule,
        "value": Decimal(str(value)),
        "threshold": Decimal(str(threshold)),
        "rows": rows,
        "is_kept": rule != "fill_drop" and Decimal(str(value)) <= Decimal(str(threshold)),
    }


@pytest.mark.parametrize("without", [1, 2])
def test_events_of_nobody_are_a_share_of_the_days(model: ModelUnderTest, without: int) -> None:
    nobody = EVENT | {"visitor_id": None}
    model.given("stg_events", *[EVENT] * (20 - without), *[nobody] * without)
    model.given("stg_events", *[nobody | {"event_name": "refund"}] * 9)
    model.expect(
        row("null_client_rate", without / 20, 0.05, without),
        row("duplicate_rate", 0, 0.05, 0),
        row("late_rate", 0, 0.05, 0),
    )


@pytest.mark.parametrize(("most", "rows"), [(1, 2), (2, 0)])
def test_events_of_bots_are_a_share_where_a_limit_is_set(
    model: ModelUnderTest, most: int, rows: int
) -> None:
    model.config(sessions={"max_daily_events": most})
    model.given("stg_events", EVENT, EVENT, EVENT | {"visitor_id": "w"})
    model.given("stg_events", EVENT | {"event_name": "refund"})
    if rows:
        model.given("silver_bot_days", {"visitor_id": "v", "event_date": day(0)})
    model.expect(
        row("bot_rate", 0.666667 if rows else 0, 0.05, rows),
        row("null_client_rate", 0, 0.05, 0),
        row("duplicate_rate", 0, 0.05, 0),
        row("late_rate", 0, 0.05, 0),
    )


def test_a_line_that_repeats_an_event_counts_on_the_events_day(model: ModelUnderTest) -> None:
    model.given("stg_events", EVENT, EVENT | {"is_duplicate": True, "visitor_id": None})
    model.expect(
        row("null_client_rate", 0, 0.05, 0),
        row("duplicate_rate", 0.5, 0.05, 1),
        row("late_rate", 0, 0.05, 0),
    )


def test_a_refused_line_counts_on_the_day_of_its_batchs_last_event(model: ModelUnderTest) -> None:
    batch = {"state": "loaded", "lines": 100, "received_at": at(9 * DAY)}
    model.given(
        "batches",
        batch | {"batch_id": "a", "dead_lettered": 1, "last_event_at": at(0)},
        batch | {"batch_id": "b", "dead_lettered": 2, "last_event_at": at(DAY)},
        batch | {"batch_id": "c", "dead_lettered": 100},
        batch | {"batch_id": "d", "state": "failed", "dead_lettered": 9, "last_event_at": at(0)},
    )
    model.expect(
        row("refused_rate", 0.01, 0.01, 1),
        row("refused_rate", 0.02, 0.01, 2, day(1)),
        row("refused_rate", 1, 0.01, 100, day(9)),
    )


@pytest.mark.parametrize(("minutes", "late"), [(DAY, 1), (DAY - 1, 0)])
def test_late_is_a_day_behind_what_came_before(
    model: ModelUnderTest, minutes: int, late: int
) -> None:
    model.given(
        "batches",
        {"batch_id": "a", "state": "loaded", "received_at": at(0), "last_event_at": at(minutes)},
        {"batch_id": "b", "state": "loaded", "received_at": at(1), "last_event_at": at(0)},
    )
    model.given("stg_events", EVENT | {"batch_id": "b"}, EVENT | {"batch_id": "a"})
    found = row("late_rate", late / 2, 0.05, late)
    model.expect(row("null_client_rate", 0, 0.05, 0), row("duplicate_rate", 0, 0.05, 0), found)


def test_orders_say_their_value_items_and_one_person(model: ModelUnderTest) -> None:
    model.given(
        "fct_orders",
        ORDER,
        ORDER | {"order_id": "u", "order_key": "u", "item_count": 0},
        ORDER | {"order_id": "w", "order_key": "w", "is_id_collision": True},
    )
    model.given(
        "silver_purchase_events",
        PURCHASE | {"value": None},
        PURCHASE | {"value": 0},
        PURCHASE | {"order_key": "u", "value": None},
        PURCHASE | {"order_key": "u", "event_name": "refund"},
        PURCHASE | {"order_key": "w"},
    )
    model.expect(
        row("orders_without_value", 1, 0, 1),
        row("orders_without_items", 1, 0, 1),
        row("id_collisions", 1, 0, 1),
    )


def rates(*found: str, events: int = 50) -> list[dict[str, Any]]:
    page = {"event_name": "page_view", "field": "country", "events": events}
    return [
        page | {"event_date": day(number), "fill_rate": Decimal(rate)}
        for number, rate in enumerate(found)
    ]


def drops(model: ModelUnderTest, *broken: int, days: int) -> None:
    """Expect fill_drop to be kept on all but some days."""
    model.expect(
        *(
            {
                "event_date": day(0) + timedelta(days=number),
                "rule": "fill_drop",
                "is_kept": number not in broken,
                "rows": int(number in broken),
            }
            for number in range(days)
        )
    )


def test_half_of_what_is_usual_is_enough(model: ModelUnderTest) -> None:
    model.given("vw_field_fill_daily", *rates("0.8", "0.8", "0.8", "0.4", "0.399999"))
    drops(model, 4, days=5)


def test_a_fault_of_weeks_does_not_become_usual(model: ModelUnderTest) -> None:
    model.given("vw_field_fill_daily", *rates(*["0.9"] * 4, *["0"] * 20, "0.9"))
    drops(model, *range(4, 24), days=25)


def test_three_days_must_tell_what_is_usual(model: ModelUnderTest) -> None:
    model.given("vw_field_fill_daily", *rates("0.9", "0.9", "0", "0.9", "0"))
    drops(model, 4, days=5)


def test_what_is_rare_is_not_judged(model: ModelUnderTest) -> None:
    model.given("vw_field_fill_daily", *rates("0.199999", "0.199999", "0.199999", "0"))
    drops(model, days=4)


def test_days_of_few_events_are_not_judged(model: ModelUnderTest) -> None:
    model.given("vw_field_fill_daily", *rates("0.9", "0.9", "0.9", "0", events=49))
    model.expect()


def test_a_rule_is_held_to_its_setting() -> None:
    for rule in read_rules():
        assert f"quality.{rule.threshold}" in rule.sql
        assert "select * from found" in rule.found
