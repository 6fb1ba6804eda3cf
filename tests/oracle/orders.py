"""Orders: what purchase events say was bought, each order once, and what was paid back."""

import hashlib
from datetime import timedelta
from fractions import Fraction
from typing import Any

from tests.oracle.columns import ORDER_COLUMNS, REFUND_COLUMNS
from tests.oracle.money import converted, money, rate_of, total
from tests.oracle.people import persons
from tests.oracle.sessions import session_ids
from transforms.config import Config

Row = dict[str, Any]


def orders(facts: list[Row], sessions: list[Row], config: Config) -> list[Row]:
    """Gather the purchase events into orders, and give each its refunds.

    Each order carries its `events`, the event `at` which it counts, and the event `with_items`.
    """
    person_of = persons(facts)
    purchases = [fact for fact in facts if fact["event_name"] == "purchase"]
    taken = {each["transaction_id"] for each in purchases if each.get("transaction_id")}
    session_of = session_ids(sessions)
    found: list[Row] = []
    for key in dict.fromkeys(_key(purchase) for purchase in purchases):
        events = [purchase for purchase in purchases if _key(purchase) == key]
        buyers = dict.fromkeys(person_of(event) for event in events)
        is_collision = len(set(buyers) - {None}) > 1
        for buyer in buyers if is_collision else [None]:
            own = [event for event in events if not is_collision or person_of(event) == buyer]
            for use, told in enumerate(_uses(own, config)):
                order_id = _order_id(key, buyer, told[0], use, taken, is_collision=is_collision)
                order = _order(order_id, told, session_of, config)
                found.append(order | {"is_id_collision": is_collision, "key": key, "buyer": buyer})
    for refund in refunds(facts, found, config):
        if refund["order"] is not None:
            refund["order"]["is_refunded"] = True
            refund["order"]["claimed"].append(refund["refunded_value"])
    for order in found:
        order["refunded_value"] = min(total(order["claimed"]), order["revenue"])
        claimed = sum(map(Fraction, order["claimed"]), Fraction(0))
        order["refunded_beyond_value"] = money(max(claimed - Fraction(order["revenue"]), 0))
    return found


def fct_orders(orders: list[Row]) -> list[Row]:
    """List the orders."""
    return [{column: order[column] for column in ORDER_COLUMNS} for order in orders]


def fct_refunds(facts: list[Row], orders: list[Row], config: Config) -> list[Row]:
    """List the refunds."""
    rows = refunds(facts, orders, config)
    return [{column: row[column] for column in REFUND_COLUMNS} for row in rows]


def refunds(facts: list[Row], orders: list[Row], config: Config) -> list[Row]:
    """Find the order of each refund, and what it pays back; `order` is None where none is found."""
    person_of = persons(facts)
    found = []
    for fact in facts:
        if fact["event_name"] != "refund":
            continue
        of_key = [
            order for order in orders if order["transaction_id"] and order["key"] == _key(fact)
        ]
        fitting = [
            order
            for order in of_key
            if not order["is_id_collision"] or order["buyer"] == person_of(fact)
        ]
        before = [order for order in fitting if order["ordered_at"] <= fact["event_at"]]
        order = before[-1] if before else next(iter(fitting), None)
        reason = "several orders" if of_key else "no order"
        found.append(
            {
                "event_id": fact["event_id"],
                "order_id": order["order_id"] if order else None,
                "refunded_value": _paid_back(fact, order, config),
                "unmatched_reason": None if order else reason,
                "order": order,
            }
        )
    return found


def _key(fact: Row) -> str:
    return str(fact.get("transaction_id") or fact["event_id"])


def _uses(events: list[Row], config: Config) -> list[list[Row]]:
    """Cut a buyer's events of one transaction id where it rested for too long."""
    rest = timedelta(days=config.orders.reuse_days)
    uses: list[list[Row]] = []
    for event in events:
        if not uses or event["event_at"] - uses[-1][-1]["event_at"] > rest:
            uses.append([])
        uses[-1].append(event)
    return uses


def _order_id(
    key: str, buyer: str | None, first: Row, use: int, taken: set[str], *, is_collision: bool
) -> str:
    if not use and not is_collision:
        return key
    marked = buyer or ""
    if use:
        marked += f"@{first['event_us']}"
    order_id = f"{key}#{hashlib.md5(marked.encode(), usedforsecurity=False).hexdigest()[:8]}"
    alike = [other for other in taken if other.rstrip("#") == order_id]
    return order_id + "#" * max((len(other) - len(order_id) + 1 for other in alike), default=0)


def _order(order_id: str, events: list[Row], session_of: dict[str, str], config: Config) -> Row:
    at = next((event for event in events if event["visitor_id"]), events[0])
    with_items = next((event for event in events if event["items"]), {"items": []})
    currency = _first(events, "currency")

    def rate(event: Row) -> Any:
        return rate_of(event.get("currency") or currency, config)

    def amount(name: str) -> Any:
        source = next((event for event in events if event.get(name) is not None), None)
        return None if source is None else converted(source[name], rate(source))

    valued = next((event for event in events if event.get("value") is not None), None)
    original = total([valued["value"]]) if valued else _items_revenue(with_items["items"])
    installments = _first(events, "installments")
    item_coupons = [item for event in events for item in event["items"]]
    return {
        "order_id": order_id,
        "transaction_id": events[0].get("transaction_id"),
        "visitor_id": at["visitor_id"],
        "user_id": _first(events, "user_id"),
        "platform_id": at["platform_id"],
        "ordered_at": events[0]["event_at"],
        "order_date": events[0]["event_date"],
        "session_id": session_of.get(at["event_id"]),
        "revenue": converted(original, rate(valued or with_items)),
        "revenue_original": original,
        "currency": currency,
        "tax": amount("tax"),
        "shipping": amount("shipping"),
        "discount_value": total(
            converted(item.get("discount_value"), rate(with_items)) for item in with_items["items"]
        ),
        "item_count": len(with_items["items"]),
        "coupon": _first(events, "coupon") or _first(item_coupons, "coupon"),
        "has_installments": (installments or 0) > 1,
        "installments": installments,
        "purchase_event_count": len(events),
        "is_inferred": not events[0].get("transaction_id"),
        "is_refunded": False,
        "claimed": [],
        "events": events,
        "at": at,
        "with_items": with_items,
        "items_rate": rate(with_items),
    }


def _first(rows: list[Row], name: str) -> Any:
    return next((row[name] for row in rows if row.get(name) is not None), None)


def _items_revenue(items: list[Row]) -> Any:
    """Give the sum of item revenues, else the sum of price times quantity."""
    revenues = [item.get("item_revenue") for item in items]
    if any(revenue is not None for revenue in revenues):
        return total(revenues)
    return total(item["gross_value"] for item in items)


def _paid_back(refund: Row, order: Row | None, config: Config) -> Any:
    currency = refund.get("currency") or (order["currency"] if order else None)
    rate = rate_of(currency, config)
    if refund.get("value") is not None:
        return converted(refund["value"], rate)
    if refund["items"]:
        return total(_item_paid_back(item, order, rate) for item in refund["items"])
    return order["revenue"] if order else None


def _item_paid_back(item: Row, order: Row | None, rate: Any) -> Any:
    if item.get("item_revenue") is not None or item.get("price") is not None:
        return converted(item["item_value"], rate)
    for line in order["with_items"]["items"] if order else []:
        if line["product_id"] == item["product_id"] is not None and line.get("price") is not None:
            pieces = item.get("quantity")
            worth = money(Fraction(line["price"]) * (1 if pieces is None else Fraction(pieces)))
            return converted(worth, order["items_rate"]) if order else None
    return None
