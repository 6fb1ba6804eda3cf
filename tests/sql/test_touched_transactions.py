"""Touched transactions: those of new purchases and refunds, and those that they imitate."""

import pytest

from tests.models.under_test import ModelUnderTest


@pytest.mark.parametrize("name", ["purchase", "refund"])
def test_a_transaction_is_touched_once(name: str, model: ModelUnderTest) -> None:
    row = {"event_name": name, "transaction_id": "t"}
    model.given("new_events", row | {"event_id": "a"}, row | {"event_id": "b"})
    model.expect({"order_key": "t"})


def test_a_purchase_without_transaction_is_its_own(model: ModelUnderTest) -> None:
    model.given("new_events", {"event_id": "a", "event_name": "purchase"})
    model.expect({"order_key": "a"})


def test_other_events_touch_no_transaction(model: ModelUnderTest) -> None:
    row = {"event_id": "a", "event_name": "begin_checkout", "transaction_id": "t#0123abcd"}
    model.given("new_events", row)
    model.expect()


@pytest.mark.parametrize(
    ("transaction", "more"),
    [
        ("t#0123abcd", ["t"]),
        ("t#0123abcd##", ["t"]),
        ("t#01#0123abcd", ["t#01"]),
        ("t#0123abc", []),
        ("t#0123abcde", []),
        ("t#0123ABCD", []),
        ("#0123abcd", []),
    ],
)
def test_a_purchase_touches_what_it_imitates(
    transaction: str, more: list[str], model: ModelUnderTest
) -> None:
    row = {"event_id": "a", "event_name": "purchase", "transaction_id": transaction}
    model.given("new_events", row)
    model.expect(*({"order_key": key} for key in [transaction, *more]))


def test_a_refund_imitates_nothing(model: ModelUnderTest) -> None:
    row = {"event_id": "a", "event_name": "refund", "transaction_id": "t#0123abcd"}
    model.given("new_events", row)
    model.expect({"order_key": "t#0123abcd"})
