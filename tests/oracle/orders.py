"""Orders: what purchase events say was bought, each order once, and what was paid back."""

import hashlib
from typing import Any

from tests.oracle.columns import ORDER_COLUMNS
from tests.oracle.money import ZERO, converted, total
from tests.oracle.sessions import session_ids

Row = dict[str, Any]


def orders(facts: list[Row], sessions: list[Row]) -> list[Row]:
    """Gather the purchase events into orders; each order carries its `events` and `counted`."""
    purchases = [fact for fact in facts if fact["event_name"] == "purchase"]
    buyers = _buyers(purchases)
    gathered: dict[str, list[Row]] = {}
    for purchase in purchases:
        gathered.setdefault(_order_id(purchase, buyers), []).append(purchase)
    session_of = session_ids(sessions)
    found = {
        order_id: _order(order_id, events, session_of, buyers)
        for order_id, events in gathered.items()
    }
    for fact in facts:
        if fact["event_name"] == "refund" and fact.get("transaction_id"):
            order = found.get(_order_id(fact, buyers))
            if order is not None and order["transaction_id"] == fact["transaction_id"]:
                _pay_back(order, fact)
    return list(found.values())


def fct_orders(orders: list[Row]) -> list[Row]:
    """List the orders."""
    return [{column: order[column] for column in ORDER_COLUMNS} for order in orders]


def _buyers(purchases: list[Row]) -> dict[str, set[str]]:
    """Give the visitors who used each transaction id in a purchase."""
    buyers: dict[str, set[str]] = {}
    for purchase in purchases:
        if purchase.get("transaction_id"):
            visitors = buyers.setdefault(purchase["transaction_id"], set())
            visitors.update({purchase["visitor_id"]} - {None})
    return buyers


def _order_id(fact: Row, buyers: dict[str, set[str]]) -> str:
    transaction_id: str | None = fact.get("transaction_id")
    if not transaction_id:
        return str(fact["event_id"])
    if len(buyers.get(transaction_id, ())) < 2:
        return transaction_id
    mark = hashlib.md5((fact["visitor_id"] or "").encode(), usedforsecurity=False).hexdigest()
    order_id = f"{transaction_id}#{mark[:8]}"
    alike = [other for other in buyers if other.rstrip("#") == order_id]
    return order_id + "#" * max((len(other) - len(order_id) + 1 for other in alike), default=0)


def _order(
    order_id: str, events: list[Row], session_of: dict[str, str], buyers: dict[str, set[str]]
) -> Row:
    first = events[0]
    counted = next((event for event in events if event.get("value") is not None), first)
    revenue = _revenue(counted)
    visitors = [event["visitor_id"] for event in events if event["visitor_id"]]
    in_sessions = [session_of[event["event_id"]] for event in events if event["visitor_id"]]
    transaction_id = first.get("transaction_id")
    return {
        "order_id": order_id,
        "transaction_id": transaction_id,
        "visitor_id": next(iter(visitors), None),
        "platform_id": first["platform_id"],
        "ordered_at": first["event_at"],
        "order_date": first["event_date"],
        "session_id": next(iter(in_sessions), None),
        "revenue": converted(revenue, counted["rate"]),
        "revenue_original": revenue,
        "currency": counted.get("currency"),
        "tax": converted(counted.get("tax"), counted["rate"]),
        "shipping": converted(counted.get("shipping"), counted["rate"]),
        "discount_value": total(
            converted(item.get("discount_value"), counted["rate"]) for item in counted["items"]
        ),
        "item_count": len(counted["items"]),
        "coupon": counted.get("coupon"),
        "has_installments": counted["has_installments"],
        "installments": counted["installments"],
        "purchase_event_count": len(events),
        "is_inferred": not transaction_id,
        "is_id_collision": len(buyers.get(transaction_id or "", ())) > 1,
        "is_refunded": False,
        "refunded_value": ZERO,
        "events": events,
        "counted": counted,
    }


def _revenue(purchase: Row) -> Any:
    """Give `value`, else the sum of item revenues, else the sum of price times quantity."""
    if purchase.get("value") is not None:
        return total([purchase["value"]])
    revenues = [item.get("item_revenue") for item in purchase["items"]]
    if any(revenue is not None for revenue in revenues):
        return total(revenues)
    return total(item["gross_value"] for item in purchase["items"])


def _pay_back(order: Row, refund: Row) -> None:
    if refund.get("value") is not None:
        amount = converted(refund["value"], refund["rate"])
    elif refund["items"]:
        amount = converted(refund["items_value"], refund["rate"])
    else:
        amount = order["revenue"]
    order["is_refunded"] = True
    order["refunded_value"] = total([order["refunded_value"], amount])
