"""The ways of channels that people went, and whether they ended in an order."""

from tests.events import DAY
from tests.gold.journeys import given_visits, order
from tests.models.under_test import ModelUnderTest


def test_orders_convert_by_their_touches_and_neighbours_are_one(model: ModelUnderTest) -> None:
    given_visits(
        model,
        *(("a", "v", 0, "Email"), ("b", "v", 1, "Email"), ("c", "v", 2, "Direct")),
        *(("d", "v", 3, "Email"), ("e", "w", 0, "Email")),
    )
    model.given("fct_orders", order("t", "v", 3), order("u", "w", 3), order("x", "w", 4, 5))
    model.expect(
        {"path": "Email > Direct > Email", "conversions": 1, "non_conversions": 0, "revenue": 10},
        {"path": "Email", "conversions": 2, "non_conversions": 0, "revenue": 15},
    )


def test_who_never_bought_is_one_non_conversion_of_the_last_visits(model: ModelUnderTest) -> None:
    given_visits(
        model,
        *(("a", "v", 0, "Email"), ("b", "v", DAY, "Email"), ("c", "v", 8 * DAY, "Direct")),
        ("d", "w", 0, "Direct"),
    )
    model.expect(
        {"path": "Email > Direct", "conversions": 0, "non_conversions": 1, "revenue": 0},
        {"path": "Direct", "conversions": 0, "non_conversions": 1, "revenue": 0},
    )


def test_a_buyer_is_no_non_conversion_however_often_they_come_back(model: ModelUnderTest) -> None:
    given_visits(model, ("a", "v", 0, "Email"), ("b", "v", 9 * DAY, "Direct"))
    model.given("fct_orders", order("t", "v", 0))
    model.expect({"path": "Email", "conversions": 1, "non_conversions": 0})


def test_an_order_and_a_person_of_one_name_are_two(model: ModelUnderTest) -> None:
    given_visits(model, ("a", "v", 0, "Email"), ("b", "t", 0, "Email"))
    model.given("fct_orders", order("t", "v", 0))
    model.expect({"path": "Email", "conversions": 1, "non_conversions": 1})


def test_nobodys_order_is_unattributed(model: ModelUnderTest) -> None:
    model.given("fct_orders", order("t", None, 0, 7))
    model.expect({"path": "(unattributed)", "conversions": 1, "non_conversions": 0, "revenue": 7})


def test_direct_is_dropped_where_the_setting_says_so(model: ModelUnderTest) -> None:
    given_visits(model, ("a", "v", 0, "Direct"), ("b", "v", 60, "Email"), ("c", "w", 0, "Direct"))
    model.config(attribution={"direct": "drop"})
    model.expect({"path": "Email", "non_conversions": 1}, {"path": "Direct", "non_conversions": 1})
