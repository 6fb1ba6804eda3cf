"""touched_purchases: which purchase events tell of one order."""

import hashlib
from typing import Any

import pytest

from tests.events import DAY, MINUTE_US, NOON_US, at
from tests.models.under_test import ModelUnderTest


def sent(event_id: str, minute: float = 0, **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "event_name": "purchase", "order_key": "t", "transaction_id": "t"}
    return row | {"person_id": "v", "event_at": at(minute), "is_touched": True} | more


def given(model: ModelUnderTest, *events: dict[str, Any]) -> None:
    model.given("order_events", *events)


def test_one_visitor_and_nobody_are_one_buyer(model: ModelUnderTest) -> None:
    given(model, sent("a"), sent("b", person_id=None))
    model.expect(
        {"event_id": "a", "order_id": "t", "is_id_collision": False},
        {"event_id": "b", "order_id": "t", "is_id_collision": False},
    )


def test_two_visitors_of_one_person_are_one_buyer(model: ModelUnderTest) -> None:
    given(model, *(sent(event_id, visitor_id=event_id) for event_id in "abc"))
    model.expect(*({"event_id": event_id, "order_id": "t"} for event_id in "abc"))


def test_two_persons_have_an_order_each(model: ModelUnderTest) -> None:
    given(model, sent("a", person_id="a"), sent("b", person_id="b"))
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
    given(
        model,
        sent("a", person_id="a"),
        sent("b", person_id="b"),
        sent("c", is_touched=False) | taken,
    )
    model.expect(
        {"event_id": "a", "order_id": "t#0cc175b9##"}, {"event_id": "b", "order_id": "t#92eb5ffe"}
    )


def test_refunds_and_other_orders_stay_out(model: ModelUnderTest) -> None:
    given(model, sent("a"), sent("r", event_name="refund"), sent("u", is_touched=False))
    model.expect({"event_id": "a"})
