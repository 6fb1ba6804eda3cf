"""The events of other people's shops: 20 a visitor, 1 to 3 items each, all fields plain.

    python -m benchmarks.peer_events 1000000 OUT.jsonl [FIRST]

Each line follows from its number alone, so that the next batch is made by going on. Visitors come
in shifts; each one's events lie two minutes apart, with an hour's rest after the seventh and the
fourteenth. Items have fields that only some shops send: `installments`, `in_stock`,
`discount_value`.
"""

import json
import sys
from pathlib import Path
from typing import Any

SHIFT = 1_500  # visitors who come at the same time
STEPS = (
    *("page_view", "view_item_list", "select_item", "view_item", "view_item", "add_to_cart"),
    *("view_item_list", "view_item_list", "select_item", "view_item", "add_to_cart", "view_item"),
    *("begin_checkout", "view_item_list", "page_view", "view_item_list", "view_item"),
    *("add_to_cart", "begin_checkout", "purchase"),
)
PRODUCTS = 2_000
_START = 1_735_689_600_000_000  # 2025 begins
_SECOND = 1_000_000
_SHIFT_LENGTH = 3 * 3_600 * _SECOND
_SOURCES = (
    {"source": "google", "medium": "cpc", "campaign": "spring"},
    {"source": "google", "medium": "organic", "campaign": None},
    {"source": "newsletter", "medium": "email", "campaign": "weekly"},
    {"source": "(direct)", "medium": "(none)", "campaign": None},
)
_LISTS = ("Home", "Search results", "Sale", "New in", "Related products")


def event(number: int) -> dict[str, Any]:
    """Make the event of a number, from 0."""
    shift, place = divmod(number, SHIFT * len(STEPS))
    step, seat = divmod(place, SHIFT)
    visitor, name = shift * SHIFT + seat, STEPS[step]
    rest = step // 7
    at = _START + shift * _SHIFT_LENGTH + (step * 120 + rest * 3_600) * _SECOND + seat * 80_000
    items = [] if name == "page_view" else _items(name, visitor, step, shift)
    made = {
        "event_name": name,
        "event_timestamp": at,
        "event_id": f"{number:012x}",
        "user_pseudo_id": f"{visitor * 7_919 % 1_000_003:07d}.{visitor:09d}",
        "user_id": f"u{visitor:08d}" if visitor % 5 == 0 else None,
        "ga_session_id": str(at // _SECOND - step * 120),
        "platform": ("WEB", "IOS", "ANDROID")[visitor % 3],
        "device_category": ("desktop", "mobile", "mobile")[visitor % 3],
        "country": ("Brazil", "Chile", "Peru", "Mexico")[visitor % 4],
        "traffic_source": _SOURCES[(visitor + rest) % 4],
        "page_location": f"https://shop.example/{name}/{(visitor + step) % PRODUCTS}",
        "page_title": f"{name.replace('_', ' ')} {(visitor + step) % 100}",
        "currency": "USD",
        "items": items,
    }
    if name == "purchase":
        made["transaction_id"] = f"T{visitor:09d}"
        made["value"] = round(sum(item["price"] * item["quantity"] for item in items), 2)
    return made


def write(path: Path, events: int, first: int = 0) -> None:
    """Write so many events as JSON lines, from a number on."""
    with path.open("w", encoding="utf-8") as lines:
        for number in range(first, first + events):
            lines.write(json.dumps(event(number), separators=(",", ":")) + "\n")


def _items(name: str, visitor: int, step: int, shift: int) -> list[dict[str, Any]]:
    return [
        _item(name, visitor, step // 4 + place, place, shift) for place in range(1 + visitor % 3)
    ]


def _item(name: str, visitor: int, look: int, place: int, shift: int) -> dict[str, Any]:
    number = (visitor * 31 + look) % PRODUCTS
    is_reduced = (number + shift) % 7 == 0
    price = number * 37 % 20_000 / 100 + 5
    made = {
        "item_id": f"SKU{number:05d}",
        "item_name": f"Product number {number}",
        "item_brand": f"Brand {number % 40}",
        "item_category": f"Category {number % 12}",
        "price": round(price * 0.9, 2) if is_reduced else round(price, 2),
        "quantity": 1 + number % 2,
        "discount_value": round(price * 0.1, 2) if is_reduced else 0,
        "installments": 1 + number % 6,
        "in_stock": number % 20 > 0,
    }
    if name in ("view_item_list", "select_item"):
        list_name = _LISTS[(visitor + look) % len(_LISTS)]
        slug = list_name.lower().replace(" ", "_")
        made |= {"item_list_id": slug, "item_list_name": list_name, "item_list_index": place + 1}
    return made


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]), *map(int, sys.argv[3:]))
