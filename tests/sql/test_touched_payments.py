"""touched_payments: each payment once, and no subscription."""

from tests.models.under_test import ModelUnderTest


def test_a_payment_is_touched_once(model: ModelUnderTest) -> None:
    payment = {"event_name": "payment", "payment_id": "x"}
    model.given("new_billing_events", payment, payment, {"event_name": "subscription_start"})
    model.expect({"payment_id": "x"})
