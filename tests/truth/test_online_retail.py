"""UCI Online Retail: a shop's real invoices, told as events, add up to their own sums.

The mapping: an invoice is one event in pounds, at its first moment; its lines are the items, in
the order of the file, with StockCode, Description, Quantity and UnitPrice. An invoice whose
quantities or prices are negative (a cancellation, a write-off, a correction of a bad debt) is a
`refund` of the absolute amounts, every other one a `purchase`. A refund carries its own invoice
number, as published, and so belongs to no order. Customers without a number stay unknown. Full
duplicates within an invoice are lines like any other: the published sums hold them too.

`ONLINE_RETAIL_PARQUET` names the full data set for the deep test; the extract in `tests/data` is
13 whole days, one for each month.
"""

import json
import os
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.paths import DATA
from tests.truth.conftest import BuildLake

Row = dict[str, Any]

EXTRACT = DATA / "online_retail" / "extract.parquet"
FULL = os.environ.get("ONLINE_RETAIL_PARQUET")
CONFIG = {"currency": {"reporting": "GBP"}, "limits": {"items": 2000}}

INVOICE_LINES = """
    select
        InvoiceNo as invoice,
        StockCode as product,
        Description as description,
        cast(Quantity as bigint) as quantity,
        cast(UnitPrice as decimal(18, 4)) as price,
        cast(InvoiceDate as timestamp) as invoiced_at,
        cast(cast(CustomerID as double) as bigint) as customer,
        Country as country,
        file_row_number as line
    from read_parquet(?, file_row_number = true)
"""

SUMS = """
    select
        strftime(invoiced_at, '%Y-%m') as month,
        sum(quantity * price) filter (quantity * price > 0) as sold,
        coalesce(-sum(quantity * price) filter (quantity * price < 0), 0) as refunded
    from ({lines})
    group by month
    order by month
"""


def batches(path: Path) -> list[bytes]:
    """Tell each day of the data as a batch, in the order of days."""
    invoices: dict[str, list[Row]] = {}
    found = duckdb.execute(f"{INVOICE_LINES} order by invoiced_at, line", [str(path)])
    names = [column[0] for column in found.description]
    for values in _rows(found):
        line = dict(zip(names, values, strict=True))
        invoices.setdefault(line["invoice"], []).append(line)
    days: dict[Any, list[bytes]] = {}
    for lines in invoices.values():
        days.setdefault(lines[0]["invoiced_at"].date(), []).append(_event(lines))
    return [b"".join(events) for events in days.values()]


def _rows(found: Any) -> Iterator[tuple[Any, ...]]:
    while rows := found.fetchmany(10_000):
        yield from rows


def _event(lines: list[Row]) -> bytes:
    first = lines[0]
    is_refund = any(line["quantity"] < 0 or line["price"] < 0 for line in lines)
    event = {
        "event_name": "refund" if is_refund else "purchase",
        "event_timestamp": first["invoiced_at"].isoformat() + "Z",
        "user_id": first["customer"] and str(first["customer"]),
        "country": first["country"],
        "currency": "GBP",
        "transaction_id": first["invoice"],
        "items": [
            {
                "item_id": line["product"],
                "item_name": line["description"],
                "quantity": abs(line["quantity"]),
                "price": str(abs(line["price"])),
            }
            for line in sorted(lines, key=lambda line: int(line["line"]))
        ],
    }
    return json.dumps(event).encode() + b"\n"


def own_sums(path: Path) -> list[tuple[str, Decimal, Decimal]]:
    """Add up the data itself, without a detour over events."""
    return duckdb.execute(SUMS.format(lines=INVOICE_LINES), [str(path)]).fetchall()


def own_count(path: Path) -> int:
    return duckdb.execute(
        "select count(distinct InvoiceNo) from read_parquet(?)", [str(path)]
    ).fetchall()[0][0]


def check(build: BuildLake, path: Path, days: list[bytes]) -> None:
    """Load the days and compare with the data's own sums."""
    lake = build(days, CONFIG)
    found = lake.query(
        """
        select month, sum(sold) as sold, sum(refunded) as refunded
        from (
            select strftime(order_date, '%Y-%m') as month, revenue as sold, 0 as refunded
            from fct_orders
            union all
            select strftime(event_date, '%Y-%m'), 0, items_value
            from fct_events where event_name = 'refund'
        )
        group by month
        order by month
        """
    )
    assert [tuple(row.values()) for row in found] == own_sums(path)
    [counts] = lake.query(
        """
        select
            (select count(*) from fct_orders) as orders,
            (select count(*) from fct_events where event_name = 'refund') as refunds,
            (select count(*) from fct_event_items) as item_lines,
            (select sum(revenue) from fct_orders) as revenue,
            (select sum(allocated_revenue) from fct_order_items) as allocated,
            (select count(*) from lake.ops.dead_letters) as refused
        """
    )
    assert counts["orders"] + counts["refunds"] == own_count(path)
    assert counts["item_lines"] == duckdb.read_parquet(str(path)).count("*").fetchall()[0][0]
    assert counts["allocated"] == counts["revenue"]
    assert counts["refused"] == 0


@pytest.mark.slow
def test_revenue_by_month_is_the_shops_own(build: BuildLake) -> None:
    days = batches(EXTRACT)
    assert len(days) == 13
    check(build, EXTRACT, [b"".join(days[:6]), days[6], b"".join(days[7:])])


@pytest.mark.deep
def test_days_out_of_order_add_up_the_same(build: BuildLake) -> None:
    days = batches(EXTRACT)
    check(build, EXTRACT, random.Random(1).sample(days, len(days)))


@pytest.mark.deep
@pytest.mark.skipif(not FULL, reason="ONLINE_RETAIL_PARQUET names no file")
def test_revenue_of_all_invoices_is_the_shops_own(build: BuildLake) -> None:
    check(build, Path(FULL or ""), batches(Path(FULL or "")))
