"""A reader that polls: it opens what finance got again and again, and says what it saw as JSON.

Usage: polling.py PUBLISHED STOP; it ends when the file STOP is there.
"""

import csv
import json
import sys
import time
from pathlib import Path

import duckdb

STATE = """
    select
        (select snapshot_id from about), (select sum(orders) from vw_revenue_daily),
        (select sum(revenue) from vw_revenue_daily), (select count(*) from vw_order_discounts),
        (select sum(revenue) from vw_order_discounts)
"""


def of_file(published: Path) -> tuple[int, ...]:
    with duckdb.connect(str(published / "finance.duckdb"), read_only=True) as connection:
        return tuple(map(int, connection.execute(STATE).fetchone() or ()))


def of_folder(published: Path) -> tuple[int, ...]:
    inside = (published / "finance").resolve()  # once: all that is read belongs together

    def rows(table: str) -> list[dict[str, str]]:
        with (inside / f"{table}.csv").open(newline="") as file:
            return list(csv.DictReader(file))

    (about,), days, orders = (
        rows(table) for table in ("about", "vw_revenue_daily", "vw_order_discounts")
    )
    return (
        int(about["snapshot_id"]),
        sum(int(day["orders"]) for day in days),
        int(sum(float(day["revenue"]) for day in days)),
        len(orders),
        int(sum(float(order["revenue"]) for order in orders)),
    )


def poll(published: Path, stop: Path) -> dict[str, list[int]]:
    seen: dict[str, list[int]] = {"file": [], "folder": []}
    while not stop.exists():
        for name, look in (("file", of_file), ("folder", of_folder)):
            snapshot, orders, revenue, rows, total = look(published)
            assert (orders, revenue) == (rows, total), f"torn: {name} {snapshot}"
            assert snapshot >= max(seen[name], default=0), f"backwards: {name} {snapshot}"
            if snapshot not in seen[name]:
                seen[name].append(snapshot)
        time.sleep(0.05)
    return seen


if __name__ == "__main__":
    print(json.dumps(poll(Path(sys.argv[1]), Path(sys.argv[2]))))  # noqa: T201 - its answer
