"""Measure how fast lines of each kind are read: `python benchmarks/reading.py [lines]`.

The lines are made here. Times are CPU time of one core per line, by all paths and by those in
Python alone; `ratio` compares the former with `json.loads` of the line alone. The last rows read
whole files, on one core and on all.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from transforms.config import LimitSettings
from transforms.parse import read_batch
from transforms.parse.compiled_path import compiled_reader
from transforms.parse.exact_path import ExactReader
from transforms.parse.fast_path import FastReader
from transforms.parse.java_text import KEYS
from transforms.parse.lines import with_id

NOW_US = 1_800_000_000_000_000
SLOTS = ("string_value", "int_value", "float_value", "double_value")


def event(number: int) -> dict[str, Any]:
    """Make an event of about 700 bytes with two items."""
    items = [
        {
            "item_id": f"SKU-{(number * 7 + place) % 5000:05d}",
            "item_name": f"Running shoe model {(number * 7 + place) % 5000}",
            "item_category": "Shoes",
            "price": (number * 31 + place * 1999) % 20000 / 100,
            "quantity": 1,
            "item_list_name": "Home top",
            "item_list_index": place,
        }
        for place in (1, 2)
    ]
    return {
        "event_name": ("view_item", "add_to_cart", "purchase")[number % 3],
        "event_timestamp": 1_700_000_000_000_000 + number * 1_000_003,
        "user_pseudo_id": f"85201150293873{number % 9999:04d}",
        "ga_session_id": str(1_470_046_245 + number // 9),
        "platform": "WEB",
        "device_category": "desktop",
        "traffic_source": {"source": "google", "medium": "organic", "campaign": None},
        "page_location": f"https://shop.example.com/item/{number % 5000}",
        "page_title": "Shoes",
        "items": items,
    }


def params() -> list[dict[str, Any]]:
    """Make the parameters that the mobile apps send."""
    filled = (("discounts", 0, "HOT10|NELO_XP_02"), ("discountt", 3, 2.48), ("in_stock", 0, "true"))
    return [
        {"key": key, "value": {**dict.fromkeys(SLOTS), SLOTS[slot]: value}}
        for key, slot, value in filled
    ]


def java(items: list[dict[str, Any]]) -> str:
    """Write items as Java's toString does."""

    def text(value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}={text(member)}" for key, member in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(text, value)) + "]"
        return "null" if value is None else str(value)

    return text([{key: item.get(key) for key in KEYS} for item in items])


def with_items(change: Callable[[list[dict[str, Any]]], Any]) -> Callable[[int], dict[str, Any]]:
    """Make events whose items are spelled in another way."""
    return lambda number: (one := event(number)) | {"items": change(one["items"])}


def peer(number: int) -> dict[str, Any]:
    """Make an event of a visitor's 20, with 1 to 3 items that have plain fields of their own."""
    one = event(number)
    more = {"discount_value": 2.48, "installments": 1 + number % 12, "in_stock": number % 9 > 0}
    items = [{**item, **more} for item in (*one["items"], *one["items"])][: 1 + number % 3]
    visitor = {"user_pseudo_id": str(8520115029387302 + number // 20), "country": "CL"}
    return {**one, **visitor, "items": json.dumps(items)}


def with_five(number: int) -> dict[str, Any]:
    """Make an event with five fields that no rule knows."""
    flags = {"is_logged_in": number % 2 == 0, "theme": ("dark", "light", None)[number % 3]}
    build = {"app_version": f"5.{number % 10}.1", "build": number, "score": number / 7_654_321}
    return {**with_items(json.dumps)(number), **flags, **build}


KINDS: dict[str, Callable[[int], dict[str, Any]]] = {
    "items as JSON text": with_items(json.dumps),
    "items as an array": event,
    "Java text": with_items(lambda items: java([{**item, "item_params": []} for item in items])),
    "Java text, 3 parameters": with_items(
        lambda items: java([{**item, "item_params": params()} for item in items])
    ),
    "JSON text, 3 parameters": with_items(
        lambda items: json.dumps([{**item, "item_params": params()} for item in items])
    ),
    "the peers' shape": peer,
    "five unknown fields": with_five,
    "two unknown fields, one nested": lambda number: {
        **with_items(json.dumps)(number),
        "app": "shop",
        "consent": {"ads": True},
    },
    "a number as text": lambda number: {**with_items(json.dumps)(number), "value": "19.90"},
    "Python text": with_items(str),
}


def cpu_of(work: Callable[[], object]) -> float:
    """Give the least CPU seconds of three runs."""
    least = float("inf")
    for _ in range(3):
        started = time.process_time()
        work()
        least = min(least, time.process_time() - started)
    return least


def read_all(lines: list[bytes], *, is_compiled: bool) -> None:
    """Read lines as a worker does, with the compiled path if it was built, or without."""
    compiled = compiled_reader(LimitSettings(), NOW_US) if is_compiled else None
    fast = FastReader(LimitSettings(), NOW_US)
    exact = ExactReader(LimitSettings(), NOW_US)
    for line in lines:
        if compiled is None or compiled(line, 1) is None:
            with_id((fast.read(line, 1) or exact.read(line, 1))[0])


def main(count: int) -> None:
    """Print the table."""
    out = sys.stdout.write
    heads = f"{'kind of line':<31}{'bytes':>7}{'us/line':>9}{'ratio':>7}{'in Python':>11}"
    out(f"{heads}{'lines/s/core':>14}\n")
    for kind, make in KINDS.items():
        lines = [json.dumps(make(number)).encode() for number in range(count)]
        ours, python = (
            cpu_of(lambda lines=lines, built=built: read_all(lines, is_compiled=built)) / count  # type: ignore[misc]
            for built in (True, False)
        )
        plain = cpu_of(lambda lines=lines: list(map(json.loads, lines))) / count  # type: ignore[misc]
        size = sum(map(len, lines)) // count
        out(f"{kind:<31}{size:>7}{ours * 1e6:>9.1f}{ours / plain:>7.1f}{python * 1e6:>11.1f}")
        out(f"{1 / ours:>14,.0f}\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "batch.jsonl"
        lines = [
            json.dumps(KINDS["items as JSON text"](number)).encode() for number in range(count)
        ]
        path.write_bytes(b"\n".join(lines * 10))
        for workers in (1, os.cpu_count() or 1):
            started = time.perf_counter()
            reading = read_batch(
                path, Path(folder), limits=LimitSettings(), now_us=NOW_US, workers=workers
            )
            rate = reading.lines / (time.perf_counter() - started)
            out(f"file of {reading.lines:,} lines, {workers} worker(s): {rate:,.0f} lines/s\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
