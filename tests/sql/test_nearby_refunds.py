"""nearby_refunds: refunds that follow a changed moment within the gap."""

from typing import Any

import pytest

from tests.events import MINUTE_US, at
from tests.models.under_test import ModelUnderTest

TICK = 1 / MINUTE_US


def row(event_id: str, minute: float, **more: Any) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "visitor_id": "v",
        "platform_id": "WEB",
        "event_at": at(minute),
    } | more


@pytest.mark.parametrize(
    ("minute", "is_near"), [(-TICK, False), (0, True), (30, True), (30 + TICK, False)]
)
def test_a_refund_follows_within_the_gap(
    minute: float, is_near: bool, model: ModelUnderTest
) -> None:
    model.given("changed_moments", row("m", 0))
    model.given("silver_purchase_events", row("r", minute, event_name="refund"))
    model.expect(*([{"event_id": "r"}] if is_near else []))


def test_others_are_not_near(model: ModelUnderTest) -> None:
    model.given("changed_moments", row("m", 0), row("n", 1))
    model.given(
        "silver_purchase_events",
        row("r", 2, event_name="refund"),
        row("p", 2, event_name="purchase"),
        row("q", 2, event_name="refund", visitor_id="w"),
        row("s", 2, event_name="refund", platform_id="IOS"),
    )
    model.expect({"event_id": "r"})
