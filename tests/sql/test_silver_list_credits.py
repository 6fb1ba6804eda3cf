"""List credit as it is kept: both models' lists in one row."""

from typing import Any

import pytest

from tests.events import MINUTE_US, at
from tests.models.under_test import ModelUnderTest

TICK = 1 / MINUTE_US


def touched(event_id: str, name: str, minute: float = 0, **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "item_position": 1, "event_name": name, "session_id": "s"}
    return row | {"product_id": "p", "event_at": at(minute), "event_date": at(0).date()} | more


@pytest.mark.parametrize(("minute", "listed"), [(5, "l"), (5 + TICK, None)])
def test_the_window_is_a_setting(minute: float, listed: str | None, model: ModelUnderTest) -> None:
    model.config(attribution={"list_window_minutes": 5})
    model.given(
        "touched_items",
        touched("a" * 32, "view_item_list", item_list_id="l"),
        touched("b" * 32, "view_item", minute),
    )
    model.expect(
        {"item_list_id": listed, "product_list_id": listed},
    )


@pytest.mark.parametrize("name", ["remove_from_cart", "view_promotion", "refund", "view_item_list"])
def test_other_events_earn_no_credit(name: str, model: ModelUnderTest) -> None:
    model.given("touched_items", touched("a", name, item_list_id="l"))
    model.expect()


def test_of_lists_at_one_moment_the_greater_event_then_list_wins(model: ModelUnderTest) -> None:
    model.given(
        "touched_items",
        touched("a" * 32, "view_item_list", item_list_id="z"),
        touched("b" * 32, "view_item_list", item_list_id="x"),
        touched("b" * 32, "view_item_list", item_list_id="y", item_position=2),
        touched("c" * 32, "view_item", 1),
    )
    model.expect(
        {
            "item_list_id": "y",
            "exposed_at": at(0),
            "product_list_id": "y",
            "product_exposed_at": at(0),
        },
    )


def test_another_session_earns_no_credit(model: ModelUnderTest) -> None:
    model.given(
        "touched_items",
        touched("a" * 32, "view_item_list", item_list_id="l", session_id="other"),
        touched("b", "view_item", 1),
    )
    model.expect(
        {"item_list_id": None, "product_list_id": None, "revenue": None},
    )


def test_the_list_of_the_product_may_be_another(model: ModelUnderTest) -> None:
    model.given(
        "touched_items",
        touched("a" * 32, "view_item_list", item_list_id="own"),
        touched("b" * 32, "view_item_list", 1, item_list_id="other", product_id="q"),
        touched("c" * 32, "view_item", 2),
    )
    model.expect({"item_list_id": "other", "product_list_id": "own", "exposed_at": at(1)})


def test_an_item_that_names_no_product_has_no_list_of_one(model: ModelUnderTest) -> None:
    model.given(
        "touched_items",
        touched("a" * 32, "view_item_list", item_list_id="l", product_id=None),
        touched("b" * 32, "view_item", 1, product_id=None),
    )
    model.expect({"item_list_id": "l", "product_list_id": None})
