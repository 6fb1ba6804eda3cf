"""Touched items: the items of touched events, with their session and their worth."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.models.under_test import ModelUnderTest

FIRST, NEXT = {"event_date": date(2024, 3, 1)}, {"event_date": date(2024, 3, 2)}


def test_items_take_the_session_of_their_event(model: ModelUnderTest) -> None:
    model.given(
        "sessionized_events", {"event_id": "a", "session_id": "s"} | NEXT, {"event_id": "b"} | FIRST
    )
    model.given(
        "fct_event_items",
        {"event_id": "a", "item_position": 1} | NEXT,
        {"event_id": "a", "item_position": 2} | NEXT,
        {"event_id": "b", "item_position": 1} | FIRST,
        {"event_id": "other", "item_position": 1} | FIRST,
    )
    model.expect(
        {"event_id": "a", "item_position": 1, "session_id": "s"},
        {"event_id": "a", "item_position": 2, "session_id": "s"},
        {"event_id": "b", "item_position": 1, "session_id": None},
    )


def test_a_line_is_worth_price_times_quantity(model: ModelUnderTest) -> None:
    model.given("sessionized_events", {"event_id": "a"} | FIRST)
    model.given(
        "fct_event_items",
        {"event_id": "a", "item_position": 1, "price": 5, "quantity": 3} | FIRST,
        {"event_id": "a", "item_position": 2, "price": 5} | FIRST,
        {"event_id": "a", "item_position": 3, "quantity": 3} | FIRST,
        {"event_id": "a", "item_position": 4, "price": 5, "item_revenue": 99} | FIRST,
    )
    model.expect(
        {"item_position": 1, "line_value": 15},
        {"item_position": 2, "line_value": 5},
        {"item_position": 3, "line_value": 0},
        {"item_position": 4, "line_value": 5},
    )


def test_its_worth_is_in_the_reporting_currency(model: ModelUnderTest) -> None:
    model.config(currency={"reporting": "EUR", "rates": {"MXN": 0.05}})
    model.given("sessionized_events", {"event_id": "a"} | FIRST)
    line = {"event_id": "a", "price": 10, "quantity": 2} | FIRST
    model.given(
        "fct_event_items",
        line | {"item_position": 1, "currency": "MXN"},
        line | {"item_position": 2, "currency": "EUR"},
        line | {"item_position": 3, "currency": "XXX"},
        line | {"item_position": 4},
    )
    model.expect(
        {"item_position": 1, "line_value": 1},
        *({"item_position": position, "line_value": 20} for position in (2, 3, 4)),
    )


def test_without_touched_events_there_is_none(model: ModelUnderTest) -> None:
    model.given("fct_event_items", {"event_id": "a", "item_position": 1} | FIRST)
    model.expect()


@pytest.mark.parametrize(
    ("price", "quantity"),
    [
        pytest.param("99999", "9999", id="the most that narrow decimals take"),
        pytest.param("99999.0001", "2", id="a price above"),
        pytest.param("5", "9999.0001", id="a quantity above"),
        pytest.param("0.0001", "0.5", id="half of the least, rounded up"),
        pytest.param("0.0003", "0.4999", id="less than half of it, cut"),
        pytest.param("12345678.9", "1000", id="far above"),
        pytest.param("0", "3", id="nothing"),
    ],
)
def test_small_and_large_lines_are_multiplied_alike(
    price: str, quantity: str, model: ModelUnderTest
) -> None:
    line = {"event_id": "a", "item_position": 1, "price": Decimal(price)} | FIRST
    model.given("sessionized_events", {"event_id": "a"} | FIRST)
    model.given("fct_event_items", line | {"quantity": Decimal(quantity)})
    exact = Decimal(price) * Decimal(quantity)
    model.expect({"line_value": exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)})
