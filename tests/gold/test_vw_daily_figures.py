"""Every figure is that of the view which has it."""

from decimal import Decimal

from tests.gold.days import day
from tests.models.under_test import ModelUnderTest


def test_a_figure_is_the_sum_of_its_view(model: ModelUnderTest) -> None:
    model.given(
        "vw_revenue_daily",
        {"order_date": day(0), "platform_id": "WEB", "orders": 2, "revenue": Decimal("10.5")},
        {"order_date": day(0), "platform_id": "APP", "orders": 1, "revenue": Decimal("0.25")},
    )
    model.given(
        "vw_sessions_daily",
        {"session_date": day(0), "sessions": 5, "sessions_with_purchase": 1},
        {"session_date": day(0), "sessions": 2, "sessions_with_purchase": 1},
        {"session_date": day(1), "sessions": 0, "sessions_with_purchase": 0},
    )
    model.given(
        "vw_attribution_daily",
        {"order_date": day(0), "model": "linear", "channel": "Direct", "revenue": Decimal(4)},
        {"order_date": day(0), "model": "linear", "channel": "Direct", "revenue": Decimal(3)},
        {"order_date": day(0), "model": "linear", "channel": "Email", "revenue": Decimal(0)},
    )
    page = {"event_date": day(0), "event_name": "page_view", "fill_rate": Decimal("0.25")}
    model.given(
        "vw_field_fill_daily",
        page | {"field": "country", "filled": 1},
        page | {"field": "coupon", "filled": 0, "fill_rate": Decimal(0)},
    )
    found = {"day": day(0), "slice": ""}
    model.expect(
        found | {"figure": "revenue", "value": Decimal("10.75")},
        found | {"figure": "orders", "value": Decimal(3)},
        found | {"figure": "sessions", "value": Decimal(7)},
        found | {"figure": "conversion_rate", "value": Decimal("0.285714")},
        found | {"figure": "attributed_revenue", "slice": "linear / Direct", "value": Decimal(7)},
        found | {"figure": "fill_rate", "slice": "page_view.country", "value": Decimal("0.25")},
    )


def test_without_rows_there_is_no_figure(model: ModelUnderTest) -> None:
    model.expect()
