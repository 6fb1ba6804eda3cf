"""touched_purchases: which purchase events tell of one order."""

import hashlib
from typing import Any

import pytest

from tests.events import DAY, MINUTE_US, NOON_US, at
from tests.models.under_test import ModelUnderTest


def sent(event_id: str, minute: float = 0, **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "event_name": "purchase", "order_key": "t", "transaction_id": "t"}
    return row | {"visitor_id": "v", "event_at": at(minute)} | more


def given(model: ModelUnderTest, *events: dict[str, Any]) -> None:
    model.given("touched_orders", {"order_key": "t"})
    model.given("silver_purchase_events", *events)


def test_one_visitor_and_nobody_are_one_buyer(model: ModelUnderTest) -> None:
    given(model, sent("a"), sent("b", visitor_id=None))
    model.expect(
        {"event_id": "a", "order_id": "t", "is_id_collision": False},
        {"event_id": "b", "order_id": "t", "is_id_collision": False},
    )


def test_two_visitors_of_one_person_are_one_buyer(model: ModelUnderTest) -> None:
    given(model, sent("a"), sent("b", visitor_id="w"), sent("c", visitor_id="x", user_id="u"))
    people = [{"visitor_id": visitor, "user_id": "u"} for visitor in ("v", "w")]
    model.given("silver_identity_map", *people, {"visitor_id": "x", "user_id": "other"})
    model.expect(*({"event_id": event_id, "order_id": "t"} for event_id in "abc"))


def test_two_persons_have_an_order_each(model: ModelUnderTest) -> None:
    given(model, sent("a", user_id="a"), sent("b", user_id="b"))
    model.expect(
        {"event_id": "a", "order_id": "t#0cc175b9", "is_id_collision": True},
        {"event_id": "b", "order_id": "t#92eb5ffe", "is_id_collision": True},
    )


@pytest.mark.parametrize(("minute", "uses"), [(180 * DAY, 1), (180 * DAY + 1, 2)])
def test_an_id_rests_for_so_long(minute: int, uses: int, model: ModelUnderTest) -> None:
    given(model, sent("a"), sent("b", minute))
    microseconds = NOON_US + minute * MINUTE_US
    again = hashlib.md5(f"@{microseconds}".encode(), usedforsecurity=False).hexdigest()[:8]
    model.expect(
        {"event_id": "a", "mark": "", "ordered_at": at(0)},
        {
            "event_id": "b",
            "mark": "" if uses == 1 else again,
            "ordered_at": at(0 if uses == 1 else minute),
        },
    )


def test_a_transaction_that_has_such_an_id_makes_the_mark_longer(model: ModelUnderTest) -> None:
    taken = {"order_key": "t#0cc175b9#", "transaction_id": "t#0cc175b9#", "imitated_key": "t"}
    given(model, sent("a", user_id="a"), sent("b", user_id="b"), sent("c") | taken)
    model.expect(
        {"event_id": "a", "order_id": "t#0cc175b9##"}, {"event_id": "b", "order_id": "t#92eb5ffe"}
    )


def test_refunds_and_other_orders_stay_out(model: ModelUnderTest) -> None:
    given(model, sent("a"), sent("r", event_name="refund"), sent("u", order_key="u"))
    model.expect({"event_id": "a"})
