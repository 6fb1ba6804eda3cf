"""Session features: what happened in a session, what was left in its cart, where it came from."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.oracle.money import ZERO, converted, money, total
from transforms.config import Config

Row = dict[str, Any]

STEPS = {
    "has_list_view": "view_item_list",
    "has_click": "select_item",
    "has_view": "view_item",
    "has_cart": "add_to_cart",
    "has_checkout": "begin_checkout",
}
FUNNEL = {
    "list": "view_item_list",
    "view": "view_item",
    "cart": "add_to_cart",
    "checkout": "begin_checkout",
    "purchase": "purchase",
}


def silver_session_features(sessions: list[Row], orders: list[Row], config: Config) -> list[Row]:
    """Give each session's features, but for the channel, which has rules of its own."""
    return [_features(session, orders, config) for session in sessions]


def _features(session: Row, orders: list[Row], config: Config) -> Row:
    events = session["events"]
    names = {event["event_name"] for event in events}
    row = {feature: name in names for feature, name in STEPS.items()}
    placed = [order for order in orders if order["session_id"] == session["session_id"]]
    row["has_purchase"] = bool(placed)
    left = _cart(events)
    cart_value = total(left.values())
    is_cart_abandon = row["has_cart"] and not row["has_purchase"]
    is_checkout_abandon = row["has_checkout"] and not row["has_purchase"]
    origin: Row = next((event for event in events if event.get("source")), {})
    return (
        {"session_id": session["session_id"]}
        | row
        | _reached(events, placed)
        | {
            "last_checkout_at": _first(
                event["event_at"]
                for event in reversed(events)
                if event["event_name"] == "begin_checkout"
            ),
            "is_bounce": session["interaction_count"] <= 1 and not placed,
            "is_cart_abandon": is_cart_abandon,
            "is_checkout_abandon": is_checkout_abandon,
            "is_high_value_abandon": (is_cart_abandon or is_checkout_abandon)
            and cart_value >= config.segments.high_value_cart,
            "cart_value": cart_value,
            "cart_products": len(left),
            "order_count": len(placed),
            "revenue": total(order["revenue"] for order in placed),
            "source": origin.get("source"),
            "medium": origin.get("medium"),
            "campaign": origin.get("campaign"),
            "landing_page": _first(event.get("page_location") for event in events),
            "country": _first(event.get("country") for event in events),
            "device_category": _first(event.get("device_category") for event in events),
            "experiment_id": _first(event["experiment_id"] for event in reversed(events)),
            "coupon": _first(event.get("coupon") for event in reversed(events)),
        }
    )


def _reached(events: list[Row], placed: list[Row]) -> Row:
    """Walk the funnel: each step waits for the one before it, all of one moment may be taken."""
    bought = {order["at"]["event_id"] for order in placed}
    names = list(FUNNEL.values())
    steps = sorted(
        (event["event_us"], names.index(event["event_name"]), event["event_at"])
        for event in events
        if event["event_name"] in names
        and (event["event_name"] != "purchase" or event["event_id"] in bought)
    )
    moments: list[Any] = []
    for _, step, moment in steps:
        if step == len(moments):
            moments.append(moment)
    missing = [None] * (len(FUNNEL) - len(moments))
    return {f"{step}_reached_at": at for step, at in zip(FUNNEL, moments + missing, strict=True)}


def _cart(events: list[Row]) -> dict[str, Decimal]:
    """Give each product of the last checkout, else of the cart, with its value."""
    checkouts = [event for event in events if event["event_name"] == "begin_checkout"]
    if checkouts:
        values, _ = _products(checkouts[-1:], {"begin_checkout": 1})
        return {product_id: money(value) for product_id, value in values.items()}
    values, pieces = _products(events, {"add_to_cart": 1, "remove_from_cart": -1})
    return {
        product_id: max(money(value), ZERO)
        for product_id, value in values.items()
        if pieces[product_id] > 0
    }


def _products(
    events: list[Row], signs: dict[str, int]
) -> tuple[dict[str, Fraction], dict[str, Decimal]]:
    """Net the value (in the reporting currency) and the pieces of each product."""
    values: dict[str, Fraction] = {}
    pieces: dict[str, Decimal] = {}
    for event in events:
        sign = signs.get(event["event_name"], 0)
        for item in event["items"] if sign else []:
            product_id, quantity = item["product_id"], item.get("quantity")
            if product_id is None:
                continue
            value = Fraction(converted(item["gross_value"], item["rate"]) or 0)
            values[product_id] = values.get(product_id, Fraction(0)) + sign * value
            count = Decimal(1 if quantity is None else quantity)
            pieces[product_id] = pieces.get(product_id, Decimal(0)) + sign * count
    return values, pieces


def _first(values: Iterable[Any]) -> Any:
    return next((value for value in values if value is not None), None)
