"""Discount campaigns and experiments: when they ran, and what they did for each product."""

from datetime import date, datetime, timedelta
from typing import Any

from tests.oracle.money import ZERO, converted, total
from transforms.config import Config

Row = dict[str, Any]
Seen = dict[str, dict[date, set[str]]]


def fct_product_campaigns(facts: list[Row], lines: list[Row]) -> list[Row]:
    """Count what happened to each product under each campaign, price and discount."""
    rows: dict[tuple[Any, ...], Row] = {}
    for fact in facts:
        for item in fact["items"]:
            price = converted(item.get("price"), item["rate"])
            discount = converted(item.get("discount_value"), item["rate"])
            for key in _keys(item, price, discount):
                row = rows.setdefault(key, _new_row(key, fact["event_at"]))
                row["views"] += fact["event_name"] == "view_item"
                row["checkouts"] += fact["event_name"] == "begin_checkout"
                row["last_seen_at"] = fact["event_at"]
    for line in lines:
        for key in _keys(line, line.get("price"), line.get("discount_value")):
            at = line["order"]["ordered_at"]
            row = rows.setdefault(key, _new_row(key, at))
            row["purchases"] += 1
            row["revenue"] = total([row["revenue"], line["allocated_revenue"]])
            row["first_seen_at"] = min(row["first_seen_at"], at)
            row["last_seen_at"] = max(row["last_seen_at"], at)
    return list(rows.values())


def dim_campaigns(facts: list[Row], config: Config) -> list[Row]:
    """Give each campaign's active windows."""
    seen: Seen = {}
    for fact in facts:
        for item in fact["items"]:
            for campaign_id in item["campaign_ids"]:
                _sight(seen, campaign_id, fact)
    return _windows("campaign_id", seen, facts, config)


def dim_experiments(facts: list[Row], config: Config) -> list[Row]:
    """Give each experiment variant's active windows, seen on an event or on its items."""
    seen: Seen = {}
    for fact in facts:
        of_items = (code for item in fact["items"] for code in item["experiment_ids"])
        variants = {fact["experiment_id"], *of_items}
        for experiment_id in variants - {None}:
            _sight(seen, experiment_id, fact)
    return _windows("experiment_id", seen, facts, config)


def _keys(item: Row, price: Any, discount: Any) -> list[tuple[Any, ...]]:
    if item.get("product_id") is None:
        return []
    return [(item["product_id"], code, price, discount) for code in item["campaign_ids"]]


def _new_row(key: tuple[Any, ...], at: datetime) -> Row:
    product_id, campaign_id, price, discount = key
    return {
        "product_id": product_id,
        "campaign_id": campaign_id,
        "price": price,
        "discount_value": discount,
        "views": 0,
        "checkouts": 0,
        "purchases": 0,
        "revenue": ZERO,
        "first_seen_at": at,
        "last_seen_at": at,
    }


def _sight(seen: Seen, code: str, fact: Row) -> None:
    seen.setdefault(code, {}).setdefault(fact["event_date"], set()).add(fact["event_id"])


def _windows(key: str, seen: Seen, facts: list[Row], config: Config) -> list[Row]:
    if not facts:
        return []
    patience = timedelta(days=config.campaigns.inactive_days)
    watermark = facts[-1]["event_date"]
    rows = []
    for code, days in seen.items():
        for window in _runs(sorted(days), patience):
            is_current = watermark - window[-1] <= patience
            rows.append(
                {
                    key: code,
                    "valid_from": window[0],
                    "valid_to": None if is_current else window[-1] + timedelta(days=1),
                    "is_current": is_current,
                    "event_count": sum(len(days[day]) for day in window),
                }
            )
    return rows


def _runs(days: list[date], patience: timedelta) -> list[list[date]]:
    """Split sorted days where two neighbours are further apart than the patience."""
    runs = [[days[0]]]
    for day in days[1:]:
        if day - runs[-1][-1] > patience:
            runs.append([])
        runs[-1].append(day)
    return runs
