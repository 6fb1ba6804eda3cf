"""Products and lists as they were from day to day, told from the items that showed them."""

from datetime import date
from typing import Any

from tests.oracle.money import converted

Row = dict[str, Any]


def dim_products(facts: list[Row]) -> list[Row]:
    """Give each product's versions: the last state of each day, equal neighbours merged."""
    states: dict[str, dict[date, Row]] = {}
    for fact in facts:
        for item in fact["items"]:
            if item["product_id"] is None:
                continue
            days = states.setdefault(item["product_id"], {})
            _note(days, fact["event_date"], _attributes(item, fact))
    return [row for product_id, days in states.items() for row in _versions(product_id, days)]


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


def _attributes(item: Row, fact: Row) -> Row:
    return {
        "product_name": item.get("item_name"),
        "brand": item.get("item_brand"),
        "category": item.get("item_category"),
        "price": converted(item.get("price"), fact["rate"]),
    }


def _note(days: dict[date, Row], day: date, seen: Row) -> None:
    """Carry the state of the last day on to this one, then add what is seen; days only grow."""
    if day not in days:
        days[day] = dict(days[max(days)]) if days else dict.fromkeys(seen)
    days[day].update({name: value for name, value in seen.items() if value is not None})


def _versions(product_id: str, days: dict[date, Row]) -> list[Row]:
    versions: list[Row] = []
    for day, state in days.items():
        if versions and all(versions[-1][name] == value for name, value in state.items()):
            continue
        if versions:
            versions[-1] |= {"valid_to": day, "is_current": False}
        key = {"product_id": product_id, "valid_from": day, "valid_to": None, "is_current": True}
        versions.append(key | state)
    return versions
