"""Online Retail: cohorts of its customers by month, who came back, and what they brought in.

`customer_months.parquet` has the months in which each customer has an invoice, and the revenue of
those of them that sell something; the expected cells were reckoned from the invoices themselves.
"""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.differences import assert_same
from tests.lakes import Lake, build_lake
from tests.paths import DATA

Row = dict[str, Any]
MONTHS = DATA / "online_retail/customer_months.parquet"
READINGS = {"every_invoice": "true", "purchases_only": "revenue is not null"}


@pytest.fixture(scope="module", params=list(READINGS))
def shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Lake]]:
    """A lake whose people are the customers, each active once in their months."""
    lake = build_lake(tmp_path_factory.mktemp("shop"), [], engine="duckdb")
    months = f"from read_parquet('{MONTHS}') where {READINGS[request.param]}"
    for table, rows in {
        "silver_identity_map": "select distinct customer::varchar as visitor_id,"
        f" customer::varchar as user_id {months}",
        "silver_session_days": "select customer::varchar as visitor_id, month_start as event_date,"
        f" 1 as interaction_count {months}",
        "fct_orders": "select customer || '-' || month_start as order_id, customer::varchar as"
        f" visitor_id, month_start as order_date, revenue {months} and revenue is not null",
        "silver_sighting_days": "select 'platform' as kind, unnest([date '2010-12-01',"
        " date '2011-12-09']) as event_date",
    }.items():
        lake.connection.execute(f"insert into {table} by name {rows}")
    yield request.param, lake
    lake.close()


def read(name: str) -> list[Row]:
    with (DATA / f"retention/{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_cell_of_the_matrix_is_as_told(shop: tuple[str, Lake]) -> None:
    reading, lake = shop
    found = lake.query(
        """
        select cohort_start, periods_later, is_complete, retention_rate is not null as has_rate,
            max(users) filter (mode = 'on') as users_on,
            max(users) filter (mode = 'on_or_after') as users_on_or_after
        from vw_retention
        where period = 'month' and segment = 'all' and mode <> 'bracket'
        group by all
        """
    )
    expected = [
        {
            "cohort_start": date.fromisoformat(row["cohort_start"]),
            "periods_later": int(row["periods_later"]),
            "users_on": int(row["users_on"]),
            "users_on_or_after": int(row["users_on_or_after"]),
            "is_complete": row["is_complete"] == "true",
            "has_rate": row["is_complete"] == "true",
        }
        for row in read("online_retail_monthly")
        if row["reading"] == reading
    ]
    assert len(expected) == 91
    assert_same({"vw_retention": expected}, {"vw_retention": found})


@pytest.mark.parametrize("shop", ["purchases_only"], indirect=True)
def test_the_value_of_each_cohort_is_as_told(shop: tuple[str, Lake]) -> None:
    _, lake = shop
    found = lake.query(
        """
        select cohort_month as cohort_start, months_later as periods_later,
            cohort_users as cohort_size, month_value as revenue, value as cumulative_revenue,
            is_complete, case when is_complete then ltv end as ltv
        from vw_cohort_value_monthly
        where segment = 'all' and value is not null
        """
    )
    expected = [
        {
            "cohort_start": date.fromisoformat(row["cohort_start"]),
            "periods_later": int(row["periods_later"]),
            "cohort_size": int(row["cohort_size"]),
            "revenue": Decimal(row["revenue"]),
            "cumulative_revenue": Decimal(row["cumulative_revenue"]),
            "is_complete": row["is_complete"] == "true",
            "ltv": Decimal(row["ltv"]) if row["is_complete"] == "true" else None,
        }
        for row in read("online_retail_ltv")
    ]
    assert len(expected) == 91
    assert_same({"vw_cohort_value_monthly": expected}, {"vw_cohort_value_monthly": found})
    assert sum(row["revenue"] for row in found) == Decimal("8911407.904")


def test_4338_customers_bought_and_885_of_the_first_month(shop: tuple[str, Lake]) -> None:
    reading, lake = shop
    found = lake.query(
        "select sum(new_users) as users, min(is_complete) filter (period_start >= '2011-12-01')"
        " as is_december_whole from vw_growth_accounting where period = 'month' and segment = 'all'"
    )
    users = {"every_invoice": 4372, "purchases_only": 4338}[reading]
    assert found == [{"users": users, "is_december_whole": False}]
    first = lake.query(
        "select users from vw_retention where period = 'month' and mode = 'on' and segment = 'all'"
        " and cohort_start = date '2010-12-01' and periods_later < 2 order by periods_later"
    )
    expected = {"every_invoice": [948, 362], "purchases_only": [885, 324]}[reading]
    assert [row["users"] for row in first] == expected
