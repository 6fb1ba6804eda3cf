"""Events and their items: each event with what follows from itself alone.

A fact is the typed event with its visitor, day, exchange rate and completed items. The other
modules of the oracle take the list of facts, which is in the order of (event_at, event_id).
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.columns import EVENT_COLUMNS, ITEM_COLUMNS
from tests.oracle.money import money, rate_of, total
from tests.oracle.traffic import traffic
from transforms.config import Config

Row = dict[str, Any]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def facts(typed_events: list[Row], config: Config) -> list[Row]:
    """Complete every event, and put them in the order that "first" and "last" mean."""
    return sorted((_fact(event, config) for event in typed_events), key=moment)


def moment(fact: Row) -> tuple[int, str]:
    """Give an event's place in time."""
    return fact["event_us"], fact["event_id"]


def fct_events(facts: list[Row]) -> list[Row]:
    """List the events."""
    return [{column: fact.get(column) for column in EVENT_COLUMNS} for fact in facts]


def fct_event_items(facts: list[Row]) -> list[Row]:
    """List the items of all events."""
    return [
        {column: item.get(column) for column in ITEM_COLUMNS}
        for fact in facts
        for item in fact["items"]
    ]


def day_of(moment: datetime, config: Config) -> date:
    """Give the shop's day of a moment, which is UTC."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(config.calendar.timezone)).date()


def _fact(event: Row, config: Config) -> Row:
    event_at = EPOCH + timedelta(microseconds=event["event_us"])
    is_cost = event["event_name"] == "marketing_cost"
    shared = {
        "event_id": event["event_id"],
        "event_name": event["event_name"],
        "event_at": event_at,
        "event_date": day_of(event_at, config),
        "visitor_id": None if is_cost else event.get("user_pseudo_id") or event.get("user_id"),
        "platform_id": event.get("platform") or "UNKNOWN",
    }
    named = [event.get("currency"), *(item.get("currency") for item in event.get("items") or [])]
    currency = next((code for code in named if code), None)
    items = [
        _item(item, event, currency, config) | shared | {"item_position": position}
        for position, item in enumerate(event.get("items") or [], start=1)
    ]
    variants = [item["experiment_id"] for item in items if item["experiment_id"]]
    numbers = [event.get("installments"), *(item["installments"] for item in items)]
    installments = max((number for number in numbers if number is not None), default=None)
    return (
        event
        | shared
        | traffic(event, config)
        | {
            "items": items,
            "item_count": len(items),
            "items_value": total(item["item_value"] for item in items),
            "experiment_id": event.get("experiment_id") or next(iter(variants), None),
            "installments": installments,
            "has_installments": (installments or 0) > 1,
            "coupon": event["coupon"].upper() if event.get("coupon") else None,
            "currency": currency,
            "rate": rate_of(currency, config),
        }
        | ({"user_id": None} if is_cost else {})
    )


def _item(item: Row, event: Row, currency: str | None, config: Config) -> Row:
    codes = set(item.get("discount_codes") or [])
    variants = {code for code in codes if config.experiments.code_marker in code}
    own = item.get("installments")
    return item | {
        "currency": currency,
        "rate": rate_of(currency, config),
        "discount_value": _line_discount(item, config),
        "product_id": item.get("item_id") or item.get("item_name"),
        "is_list_inferred": bool(item.get("is_list_inferred")),
        "experiment_id": min(variants, default=None),
        "experiment_ids": sorted(variants),
        "campaign_ids": sorted(codes - variants),
        "installments": event.get("installments") if own is None else own,
        "item_value": _item_value(item),
        "gross_value": price_times_quantity(item),
    }


def _item_value(item: Row) -> Decimal:
    revenue = item.get("item_revenue")
    return price_times_quantity(item) if revenue is None else money(revenue)


def price_times_quantity(item: Row) -> Decimal:
    """Give an item's value at its price: one piece where no quantity is given."""
    return money(Fraction(item.get("price") or 0) * _quantity(item))


def _line_discount(item: Row, config: Config) -> Decimal | None:
    """Give what a line was reduced by: for the line, or else for each of its units."""
    of_line, of_unit = item.get("discount_value"), item.get("discount")
    if of_line is not None or of_unit is None:
        return of_line
    units = _quantity(item) if config.items.discount_per == "unit" else 1
    return money(Fraction(of_unit) * units)


def _quantity(item: Row) -> Fraction:
    quantity = item.get("quantity")
    return Fraction(1 if quantity is None else quantity)
