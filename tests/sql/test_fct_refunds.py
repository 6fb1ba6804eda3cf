"""fct_refunds: what is paid back, for which order."""

from typing import Any

from tests.events import DAY, at
from tests.models.under_test import ModelUnderTest


def refund(event_id: str, minute: float = 5, **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "event_name": "refund", "order_key": "t", "transaction_id": "t"}
    return row | {"person_id": "v", "item_count": 0, "event_at": at(minute)} | more


def order(order_id: str = "t", minute: float = 0, **more: Any) -> dict[str, Any]:
    row = {"order_id": order_id, "order_key": "t", "transaction_id": "t", "buyer_id": ""}
    return row | {"is_id_collision": False, "revenue": 10, "ordered_at": at(minute)} | more


def given(model: ModelUnderTest, *refunds: dict[str, Any]) -> None:
    model.given("order_events", *({"is_touched": True} | row for row in refunds))


def test_a_refund_pays_back_its_value_else_everything(model: ModelUnderTest) -> None:
    given(model, refund("a", value=3), refund("b"))
    model.given("gathered_orders", order())
    model.expect(
        {"event_id": "a", "order_id": "t", "refunded_value": 3, "unmatched_reason": None},
        {"event_id": "b", "order_id": "t", "refunded_value": 10, "unmatched_reason": None},
    )


def test_of_one_buyer_it_is_whoever_sends_it(model: ModelUnderTest) -> None:
    given(model, refund("a", person_id=None), refund("b", person_id="back office"))
    model.given("gathered_orders", order())
    model.expect({"event_id": "a", "order_id": "t"}, {"event_id": "b", "order_id": "t"})


def test_of_several_buyers_it_is_its_persons(model: ModelUnderTest) -> None:
    given(model, refund("a", person_id="u"), refund("b", person_id="x"))
    buyers = [order(f"t#{name}", buyer_id=name, is_id_collision=True) for name in ("u", "w")]
    model.given("gathered_orders", *buyers)
    model.expect(
        {"event_id": "a", "order_id": "t#u", "unmatched_reason": None},
        {"event_id": "b", "order_id": None, "unmatched_reason": "several orders"},
    )


def test_of_several_uses_it_is_the_last_before_it_else_the_first(model: ModelUnderTest) -> None:
    given(model, refund("a", -1), refund("b", DAY), refund("c", 200 * DAY), refund("d", 0))
    model.given("gathered_orders", order(), order("t#2", 200 * DAY))
    orders = {"a": "t", "b": "t", "c": "t#2", "d": "t"}
    model.expect(*({"event_id": each, "order_id": orders[each]} for each in orders))


def test_a_refund_of_nothing_is_kept(model: ModelUnderTest) -> None:
    given(model, refund("a", value=3), refund("b", transaction_id=None))
    model.expect(
        {"event_id": "a", "order_id": None, "refunded_value": 3, "unmatched_reason": "no order"},
        {"event_id": "b", "order_id": None, "refunded_value": None, "unmatched_reason": "no order"},
    )


def test_items_have_their_price_else_the_lines(model: ModelUnderTest) -> None:
    model.config(currency={"rates": {"EUR": 2}})
    given(model, refund("a", item_count=3))
    model.given("gathered_orders", order(items_event_id="o", currency="EUR", items_currency="EUR"))
    sold = [("p", 1, 5, None), ("q", 2, 7, None)]
    back = [("p", 1, 4, 2), ("q", 2, None, 3), ("x", 3, None, 1)]
    for event_id, lines in (("o", sold), ("a", back)):
        for product_id, position, price, quantity in lines:
            row = {"event_id": event_id, "item_position": position, "product_id": product_id}
            model.given("order_event_items", row | {"price": price, "quantity": quantity})
    model.expect({"event_id": "a", "refunded_value": 2 * (4 * 2 + 7 * 3)})


def test_without_a_currency_it_is_in_its_orders(model: ModelUnderTest) -> None:
    model.config(currency={"rates": {"EUR": 2, "GBP": 3}})
    given(model, refund("a", value=1), refund("b", value=1, currency="GBP"))
    model.given("gathered_orders", order(currency="EUR"))
    model.expect({"event_id": "a", "refunded_value": 2}, {"event_id": "b", "refunded_value": 3})
