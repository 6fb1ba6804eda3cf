"""Products and lists as they were from day to day, told from the items that showed them."""

from datetime import date
from typing import Any

from tests.oracle.money import converted, currency_or_default, rate_of
from transforms.config import Config

Row = dict[str, Any]


def dim_products(facts: list[Row], config: Config) -> list[Row]:
    """Give each product's versions in each currency: what was last known at the end of a day."""
    diaries: dict[str, dict[date, Row]] = {}
    for fact in facts:
        for item in fact["items"]:
            if item["product_id"] is not None:
                days = diaries.setdefault(item["product_id"], {})
                _note(days, fact["event_date"], item, fact, config)
    return [
        version
        for product_id, days in diaries.items()
        for currency, known in _histories(days, config)
        for version in _versions(product_id, currency, known, config)
    ]


def dim_item_lists(facts: list[Row]) -> list[Row]:
    """Give each list its last name, valid from the first day it was seen."""
    lists: dict[str, Row] = {}
    for fact in facts:
        for item in fact["items"]:
            list_id = item.get("item_list_id")
            if list_id is None:
                continue
            row = lists.setdefault(
                list_id,
                {
                    "item_list_id": list_id,
                    "item_list_name": None,
                    "valid_from": fact["event_date"],
                    "valid_to": None,
                    "is_current": True,
                },
            )
            row["item_list_name"] = item.get("item_list_name") or row["item_list_name"]
    return list(lists.values())


def silver_list_names(facts: list[Row]) -> list[Row]:
    """Give each list's names, those that made its id apart from those that came with it."""
    found = {
        (item["item_list_id"], item.get("item_list_name") or "", item["is_list_inferred"])
        for fact in facts
        for item in fact["items"]
        if item.get("item_list_id") is not None
    }
    names = ("item_list_id", "item_list_name", "is_list_inferred")
    return [dict(zip(names, row, strict=True)) for row in found]


def _note(days: dict[date, Row], day: date, item: Row, fact: Row, config: Config) -> None:
    """Carry what was known on to this day, then add what the item shows; days only grow."""
    if day not in days:
        days[day] = dict(days[max(days)]) if days else {"prices": {}}
        days[day]["prices"] = dict(days[day]["prices"])
    if fact["event_name"] not in (
        config.products.price_events or {fact["event_name"]} - {"refund"}
    ):
        return
    for name in ("item_name", "item_brand", "item_category"):
        if item.get(name) is not None:
            days[day][name] = item[name]
    price = item.get("price")
    if price is not None and (price or fact["event_name"] != "view_item_list"):
        currency = currency_or_default(item["currency"], config)
        days[day]["prices"][currency] = price


def _histories(days: dict[date, Row], config: Config) -> list[tuple[str, dict[date, Row]]]:
    """Give the days of each currency, from its first price on; the first one has them all."""
    first: dict[str, date] = {}
    for day, known in days.items():
        for currency in sorted(known["prices"]):
            first.setdefault(currency, day)
    if not first:
        return [(currency_or_default(None, config), days)]
    earliest = next(iter(first))
    return [
        (currency, {day: days[day] for day in days if currency == earliest or day >= start})
        for currency, start in first.items()
    ]


def _versions(product_id: str, currency: str, days: dict[date, Row], config: Config) -> list[Row]:
    versions: list[Row] = []
    for day, known in days.items():
        price = known["prices"].get(currency)
        state = {"product_name": known.get("item_name"), "price": price}
        described = {"brand": known.get("item_brand"), "category": known.get("item_category")}
        if versions and all(versions[-1][name] == value for name, value in state.items()):
            versions[-1] |= described
            continue
        if versions:
            versions[-1] |= {"valid_to": day, "is_current": False}
        key = {"product_id": product_id, "currency": currency, "valid_from": day}
        worth = {"price_reporting": converted(price, rate_of(currency, config))}
        versions.append(key | state | worth | described | {"valid_to": None, "is_current": True})
    return versions
