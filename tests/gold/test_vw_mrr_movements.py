"""vw_mrr_movements: net of the day, over all subscriptions of a customer."""

from typing import Any

from tests.gold.days import day
from tests.models.under_test import ModelUnderTest


def version(subscription_id: str, mrr: float, first: int, end: int | None, **more: Any) -> Any:
    row = {"subscription_id": subscription_id, "mrr": mrr, "valid_from": day(first)}
    return row | {"valid_to": None if end is None else day(end), "user_id": "u"} | more


def moved(number: int, movement: str, before: float, change: float) -> Any:
    row = {"user_id": "u", "moved_on": day(number), "movement": movement, "mrr_before": before}
    return row | {"mrr_change": change, "mrr_after": before + change}


def test_a_life_with_every_movement(model: ModelUnderTest) -> None:
    model.given(
        "dim_subscriptions",
        version("s", 10, 0, 1),
        version("s", 15, 1, 2),
        version("s", 5, 2, 3),
        version("s", 7, 9, None),
    )
    model.expect(
        moved(0, "new", 0, 10),
        moved(1, "expansion", 10, 5),
        moved(2, "contraction", 15, -10),
        moved(3, "churn", 5, -5),
        moved(9, "reactivation", 0, 7),
    )


def test_an_end_and_a_start_on_one_day_are_one_movement_or_none(model: ModelUnderTest) -> None:
    model.given(
        "dim_subscriptions",
        version("s", 10, 0, 5),
        version("t", 15, 5, 8),
        version("w", 15, 8, None),
    )
    model.expect(moved(0, "new", 0, 10), moved(5, "expansion", 10, 5))


def test_of_two_subscriptions_the_end_of_one_is_a_contraction(model: ModelUnderTest) -> None:
    model.given("dim_subscriptions", version("s", 10, 0, None), version("t", 5, 0, 3))
    model.expect(moved(0, "new", 0, 15), moved(3, "contraction", 15, -5))


def test_a_trial_is_no_customer_until_it_pays(model: ModelUnderTest) -> None:
    model.given("dim_subscriptions", version("s", 0, 0, 3), version("s", 5, 3, None))
    model.expect(moved(3, "new", 0, 5))


def test_a_subscription_is_the_persons_then_the_visitors_then_its_own(
    model: ModelUnderTest,
) -> None:
    model.given("silver_identity_map", {"visitor_id": "v", "user_id": "u"})
    model.given(
        "dim_subscriptions",
        version("s", 1, 0, None, visitor_id="w"),
        version("t", 1, 0, None, user_id=None, visitor_id="v"),
        version("x", 1, 0, None, user_id=None, visitor_id="device"),
        version("y", 1, 0, None, user_id=None),
    )
    model.expect(
        {"user_id": "u", "mrr_change": 2},
        {"user_id": "device", "mrr_change": 1},
        {"user_id": "y", "mrr_change": 1},
    )
