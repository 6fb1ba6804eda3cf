"""new_billing_events: what new events tell of subscriptions and payments."""

from typing import Any

from tests.models.under_test import ModelUnderTest


def told(event_id: str, event_name: str, **more: Any) -> dict[str, Any]:
    return {"event_id": event_id, "event_name": event_name, "items": []} | more


def test_subscriptions_and_payments_are_taken_and_nothing_else(model: ModelUnderTest) -> None:
    names = ["start", "change", "end", "cancel"]
    model.given(
        "new_events",
        *(told(name, f"subscription_{name}", subscription_id="s") for name in names),
        told("p", "payment", payment_id="x"),
        told("o", "purchase", subscription_id="s"),
        told("q", "profile", plan_id="basic"),
    )
    model.expect(
        *({"event_id": name, "subscription_id": "s", "payment_id": None} for name in names),
        {"event_id": "p", "subscription_id": None, "payment_id": "x"},
    )


def test_a_payment_without_an_id_is_one_of_its_own(model: ModelUnderTest) -> None:
    model.given("new_events", told("a", "payment"), told("b", "payment"))
    model.expect({"payment_id": "a"}, {"payment_id": "b"})


def test_an_event_names_its_currency_or_its_item_does(model: ModelUnderTest) -> None:
    model.given(
        "new_events",
        told("a", "payment", currency="EUR"),
        told("b", "payment"),
    )
    model.expect({"event_id": "a", "currency": "EUR"}, {"event_id": "b", "currency": None})
