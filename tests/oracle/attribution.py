"""List attribution: the list that an item's click, view, cart, checkout or sale is owed to."""

from datetime import timedelta
from typing import Any

from tests.oracle.lists import exposures
from tests.oracle.money import ZERO
from tests.oracle.sessions import session_ids
from transforms.config import Config

Row = dict[str, Any]

CREDITED = ("select_item", "view_item", "add_to_cart", "begin_checkout")
MODELS = ("last_touch", "last_touch_product")


def silver_event_list_attribution(
    facts: list[Row], sessions: list[Row], lines: list[Row], config: Config
) -> list[Row]:
    """Credit every item of the credited events, once by each model."""
    session_of = session_ids(sessions)
    touched = [item for fact in facts if fact["event_name"] in CREDITED for item in fact["items"]]
    touched += [_sold(line) for line in lines]
    revenues = {
        (line["order"]["at"]["event_id"], line["item_position"]): line["allocated_revenue"]
        for line in lines
    }
    seen = {session["session_id"]: exposures(session) for session in sessions}
    return [
        _credit(item, model, session_of.get(item["event_id"]), seen, revenues, config)
        for item in touched
        for model in MODELS
    ]


def _sold(line: Row) -> Row:
    """Make the item of an order's line, at the event by which the order counts."""
    at = line["order"]["at"]
    return {
        "event_id": at["event_id"],
        "event_name": "purchase",
        "event_at": at["event_at"],
        "item_position": line["item_position"],
        "product_id": line.get("product_id"),
        "installments": line["installments"],
    }


def _credit(
    item: Row,
    model: str,
    session_id: str | None,
    seen: dict[str, list[Row]],
    revenues: dict[tuple[str, int], Any],
    config: Config,
) -> Row:
    exposure = _last_exposure(item, model, seen.get(session_id or "", []), config)
    place = item["event_id"], item["item_position"]
    return {
        "event_id": item["event_id"],
        "item_position": item["item_position"],
        "session_id": session_id,
        "event_name": item["event_name"],
        "product_id": item["product_id"],
        "item_list_id": exposure["item_list_id"] if exposure else None,
        "exposed_at": exposure["event_at"] if exposure else None,
        "model": model,
        "revenue": revenues.get(place, ZERO) if item["event_name"] == "purchase" else None,
        "has_installments": (item["installments"] or 0) > 1,
    }


def _last_exposure(item: Row, model: str, seen: list[Row], config: Config) -> Row | None:
    window = timedelta(minutes=config.attribution.list_window_minutes)
    candidates = [
        exposure
        for exposure in seen
        if timedelta(0) <= item["event_at"] - exposure["event_at"] <= window
        and (model == "last_touch" or _shows(exposure, item))
    ]
    return max(candidates, key=_rank, default=None)


def _shows(exposure: Row, item: Row) -> bool:
    return item["product_id"] is not None and exposure["product_id"] == item["product_id"]


def _rank(exposure: Row) -> tuple[Any, str, str]:
    return exposure["event_at"], exposure["event_id"], exposure["item_list_id"]
