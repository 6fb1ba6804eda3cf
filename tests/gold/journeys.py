"""Rows of Silver that attribution reads: visits of persons, and orders."""

from typing import Any

from tests.events import at
from tests.models.under_test import ModelUnderTest

Row = dict[str, Any]


def given_visits(model: ModelUnderTest, *visits: tuple[str, str, float, str]) -> None:
    """Give visits: session, visitor (a person of its own), minute, channel."""
    for visitor in sorted({visitor for _, visitor, _, _ in visits}):
        model.given("silver_identity_map", {"visitor_id": visitor, "user_id": visitor})
    for session_id, visitor, minute, channel in visits:
        key = {"session_id": session_id, "session_date": at(minute).date()}
        start = {"visitor_id": visitor, "session_start_at": at(minute)}
        model.given("silver_sessions", key | start | {"channel": channel})


def order(order_id: str, visitor: str | None, minute: float, revenue: Any = 10) -> Row:
    """Make an order of a visitor."""
    row = {"order_id": order_id, "visitor_id": visitor, "revenue": revenue}
    return row | {"ordered_at": at(minute), "order_date": at(minute).date()}


def touches(order_id: str, *channels: str, minutes: tuple[float, ...] = ()) -> list[Row]:
    """Make an order's touches, a day apart where no minutes are given."""
    starts = minutes or tuple(24 * 60 * number for number in range(len(channels)))
    return [
        {
            "order_id": order_id,
            "touch_number": number,
            "touch_count": len(channels),
            "channel": channel,
            "session_start_at": at(minute),
        }
        for number, (channel, minute) in enumerate(zip(channels, starts, strict=True), 1)
    ]
