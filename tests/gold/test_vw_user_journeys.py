"""How long each order took to win, and by which channels."""

from decimal import Decimal

from tests.events import DAY
from tests.gold.journeys import order, touches
from tests.models.under_test import ModelUnderTest


def test_a_journey_is_whole(model: ModelUnderTest) -> None:
    model.given("silver_identity_map", {"visitor_id": "v", "user_id": "u"})
    model.given("fct_orders", order("t", "v", 2.5 * DAY), order("first", "v", -9 * DAY))
    model.given("vw_order_touches", *touches("t", "Email", "Email", "Direct"))
    model.expect(
        {
            "order_id": "t",
            "user_id": "u",
            "order_number": 2,
            "sessions_to_convert": 3,
            "hours_to_convert": 60,
            "first_channel": "Email",
            "last_channel": "Direct",
            "channel_path": "Email > Email > Direct",
            "revenue": 10,
        },
        {
            "order_id": "first",
            "user_id": "u",
            "order_number": 1,
            "sessions_to_convert": 0,
            "hours_to_convert": None,
            "first_channel": "(unattributed)",
            "last_channel": "(unattributed)",
            "channel_path": "(unattributed)",
            "revenue": 10,
        },
    )


def test_the_path_is_in_the_order_of_the_touches(model: ModelUnderTest) -> None:
    channels = [f"c{number}" for number in range(12, 0, -1)]
    model.given("fct_orders", order("t", "v", 12 * DAY))
    model.given("vw_order_touches", *reversed(touches("t", *channels)))
    model.expect(
        {"first_channel": "c12", "last_channel": "c1", "channel_path": " > ".join(channels)}
    )


def test_hours_have_four_places(model: ModelUnderTest) -> None:
    model.given("fct_orders", order("t", "v", 1))
    model.given("vw_order_touches", *touches("t", "Email"))
    model.expect({"hours_to_convert": Decimal("0.0167")})
