"""Events for tests, as producers write them: a visitor on WEB, minutes from noon of 2024-03-01."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]

NOON = datetime(2024, 3, 1, 12)
NOON_US = 1_709_294_400_000_000
MINUTE_US = 60_000_000
DAY = 24 * 60


def at(minute: float) -> datetime:
    """The moment so many minutes after noon."""
    return NOON + timedelta(microseconds=round(minute * MINUTE_US))


def event(name: str, visitor: str | None, minute: float = 0, **fields: Any) -> Row:
    """An event; `items` may be left out."""
    own = {"event_name": name, "event_timestamp": NOON_US + round(minute * MINUTE_US)}
    who = {} if visitor is None else {"user_pseudo_id": visitor}
    return own | who | {"platform": "WEB"} | fields


def item(item_id: str, codes: str | None = None, **fields: Any) -> Row:
    """An item, with discount codes like `HOT|NELO_XP_1`."""
    params = [{"key": "discounts", "value": {"string_value": codes}}] if codes else []
    return {"item_id": item_id} | fields | ({"item_params": params} if params else {})


def lines(*events: Row) -> bytes:
    """Events as JSON lines."""
    return b"".join(json.dumps(each).encode() + b"\n" for each in events)


def session_id(visitor: str, minute: float = 0, platform: str = "WEB") -> str:
    """The id of the session that starts so many minutes after noon."""
    start = NOON_US + round(minute * MINUTE_US)
    text = f"{len(visitor)}:{visitor}|{platform}|{start}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
