"""touched_subscriptions: each once, and not by a wish to leave."""

from tests.models.under_test import ModelUnderTest


def test_a_subscription_is_touched_once_and_by_no_wish_or_payment(model: ModelUnderTest) -> None:
    events = {"start": "a", "change": "a", "end": "b", "cancel": "c"}
    model.given(
        "new_billing_events",
        *(
            {"event_name": f"subscription_{name}", "subscription_id": subscription_id}
            for name, subscription_id in events.items()
        ),
        {"event_name": "payment", "subscription_id": "d"},
    )
    model.expect({"subscription_id": "a"}, {"subscription_id": "b"})
