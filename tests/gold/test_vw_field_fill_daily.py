"""How many events of a name brought each field, by day."""

from decimal import Decimal
from typing import Any

from tests.events import at
from tests.gold.days import day
from tests.models.under_test import ModelUnderTest

PAGE = {"event_name": "page_view", "is_duplicate": False, "event_at": at(0)}


def fill(field: str, events: int, filled: int, rate: str, **more: Any) -> dict[str, Any]:
    row = {"event_date": day(0), "event_name": "page_view", "field": field}
    return row | {"events": events, "filled": filled, "fill_rate": Decimal(rate)} | more


def test_a_field_is_filled_by_the_events_that_bring_it(model: ModelUnderTest) -> None:
    model.given(
        "stg_events",
        PAGE | {"country": "DE"},
        PAGE | {"country": "DE", "value": 0},
        PAGE,
        PAGE | {"is_duplicate": True, "country": "DE"},
    )
    rows = {"country": (2, "0.666667"), "value": (1, "0.333333")}
    names = (
        *("user_pseudo_id", "user_id", "producer_event_id", "ga_session_id", "page_location"),
        *("page_title", "page_referrer", "source", "medium", "campaign", "device_category"),
        *("country", "experiment_id", "coupon", "currency", "payment_type", "transaction_id"),
        *("value", "tax", "shipping", "checkout_step", "installments", "items"),
    )
    model.expect(*(fill(name, 3, *rows.get(name, (0, "0"))) for name in names))


def test_without_events_there_is_no_day(model: ModelUnderTest) -> None:
    model.expect()


def test_a_superseded_event_is_not_asked(model: ModelUnderTest) -> None:
    model.given("stg_events", PAGE | {"event_id": "a"}, PAGE | {"event_id": "b", "country": "DE"})
    model.given("silver_superseded_events", {"event_id": "a"})
    asked = "select events, filled from {model} where field = 'country'"
    assert model.asked(asked) == [(1, 1)]
