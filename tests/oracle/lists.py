"""List exposures: which lists a session was shown, when, and with which products."""

from typing import Any

Row = dict[str, Any]


def exposures(session: Row) -> list[Row]:
    """Give every item of a session that was shown in a list, in the order of events."""
    return [
        item
        for event in session["events"]
        if event["event_name"] in ("view_item_list", "select_item")
        for item in event["items"]
        if item.get("item_list_id") is not None
    ]


def silver_list_impressions(sessions: list[Row]) -> list[Row]:
    """Give each session's lists."""
    rows = []
    for session in sessions:
        shown: dict[str, list[Row]] = {}
        for item in exposures(session):
            shown.setdefault(item["item_list_id"], []).append(item)
        rows.extend(
            _impressions(session["session_id"], list_id, items) for list_id, items in shown.items()
        )
    return rows


def _impressions(session_id: str, list_id: str, items: list[Row]) -> Row:
    views = {item["event_id"] for item in items if item["event_name"] == "view_item_list"}
    products = {item["product_id"] for item in items} - {None}
    return {
        "session_id": session_id,
        "item_list_id": list_id,
        "first_exposed_at": items[0]["event_at"],
        "last_exposed_at": items[-1]["event_at"],
        "impressions": len(views),
        "products_shown": len(products),
    }
