"""touched_costs: of all reports of a campaign's day, the last one counts."""

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.events import at
from tests.models.under_test import ModelUnderTest

DAY = date(2024, 3, 1)


def report(event_id: str, minute: float | None = 0, **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "event_name": "marketing_cost", "items": [], "event_date": DAY}
    reported_at = None if minute is None else at(minute)
    return row | {"event_at": at(0), "reported_at": reported_at, "value": 1} | more


def of(model: ModelUnderTest, source: str | None, *event_ids: str, **more: Any) -> None:
    names = {"source": source} | more
    model.given("event_sources", *({"event_id": each} | names for each in event_ids))


def test_the_greatest_time_of_report_counts_then_the_greatest_event(model: ModelUnderTest) -> None:
    of(model, "news", "a", "b", "c")
    model.given("new_events", report("b", 5), report("a", 5, value=9), report("c", 4, value=7))
    model.expect({"event_id": "b", "source": "news", "cost": 1, "reported_at": at(5)})


def test_a_report_that_does_not_say_when_was_made_at_its_event(model: ModelUnderTest) -> None:
    of(model, "news", "a", "b")
    model.given("new_events", report("b", None), report("a", 1))
    model.expect({"event_id": "a", "reported_at": at(1)})


@pytest.mark.parametrize(
    ("minute", "cost"),
    [
        pytest.param(5, 8, id="a later report revises it"),
        pytest.param(3, 2, id="an earlier one that comes late does not"),
    ],
)
def test_what_was_known_of_the_day_comes_along(
    model: ModelUnderTest, minute: float, cost: int
) -> None:
    cost_id = hashlib.md5(b"2024-03-01|4:news||", usedforsecurity=False).hexdigest()
    known = {"cost_date": DAY, "source": "news", "event_id": "k", "cost": 2, "reported_at": at(4)}
    other = known | {"cost_id": "other"}
    model.given("fct_marketing_costs", known | {"cost_id": cost_id}, other)
    of(model, "news", "a")
    model.given("new_events", report("a", minute, value=8))
    model.expect({"cost_id": cost_id, "source": "news", "cost": cost})


def test_each_day_source_medium_and_campaign_has_its_own(model: ModelUnderTest) -> None:
    of(model, "news", "a", "e")
    of(model, "news", "b", medium="email")
    of(model, "news", "c", campaign="email")
    model.given("new_events", *map(report, "abcd"), report("e", event_date=date(2024, 3, 2)))
    model.expect(
        {"event_id": "a", "source": "news", "medium": None, "campaign": None},
        {"event_id": "b", "source": "news", "medium": "email", "campaign": None},
        {"event_id": "c", "source": "news", "medium": None, "campaign": "email"},
        {"event_id": "d", "source": None, "medium": None, "campaign": None},
        {"event_id": "e", "source": "news", "medium": None, "campaign": None},
    )


def test_a_report_of_clicks_alone_revises_no_cost(model: ModelUnderTest) -> None:
    of(model, "news", "a", "b")
    model.given("new_events", report("a", 1, value=5), report("b", 2, value=None, clicks=7))
    model.expect({"event_id": "a", "cost": 5, "clicks": None})


def test_other_events_cost_nothing(model: ModelUnderTest) -> None:
    model.given("new_events", report("a", event_name="page_view"))
    model.expect()


def test_a_cost_has_the_channel_of_its_visits(model: ModelUnderTest) -> None:
    model.given("source_categories", {"source": "bing", "source_category": "search"})
    of(model, "Bing", "a", medium="cpc")
    of(model, None, "b")
    model.given("new_events", report("a"), report("b"))
    model.expect(
        {"event_id": "a", "channel": "Paid Search"}, {"event_id": "b", "channel": "Direct"}
    )


def test_costs_are_in_the_reporting_currency(model: ModelUnderTest) -> None:
    model.config(currency={"reporting": "USD", "rates": {"EUR": 1.1}})
    model.given(
        "new_events",
        report("a", currency="EUR", value=Decimal("10.0001"), clicks=3, impressions=40),
    )
    model.expect(
        {
            "cost": Decimal("11.0001"),
            "cost_original": Decimal("10.0001"),
            "currency": "EUR",
            "clicks": 3,
            "impressions": 40,
        }
    )


def test_a_report_without_a_value_tells_of_no_cost(model: ModelUnderTest) -> None:
    model.given("new_events", report("a", value=None, clicks=3))
    model.expect()
