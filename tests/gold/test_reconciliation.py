"""Every view of all revenue adds up to the orders, and the check names the one that does not."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.events import DAY, event, item, lines
from tests.gold.days import LIMIT
from tests.lakes import Lake, build_lake
from transforms.errors import PromiseBroken
from transforms.models.checks import run_checks
from transforms.models.model import SQL, address, read_models
from transforms.models.runner import Runner

LISTED = item("p", "A|B|NELO_XP_1", item_list_id="l", price=3)
EVENTS = lines(
    event("view_item_list", "a", 0, items=[LISTED]),
    event("purchase", "a", 1, transaction_id="t", value="0.01", items=[LISTED, item("q", "C")]),
    event("purchase", "a", DAY, transaction_id="t", value="0.01", items=[LISTED]),
    event("page_view", "b", 0.5 * DAY - 1, experiment_id="X"),
    event("purchase", "b", 0.5 * DAY, value=5, coupon="C", installments=2),
    event("purchase", None, 0, transaction_id="late", platform="APP"),
    event("purchase", "c", 2 * DAY, transaction_id="late", value=8, items=[item("r", price=1)]),
    event("purchase", None, 3 * DAY, value=7, currency="EUR"),
)
CHECK = (SQL / "checks" / "revenue_reconciles.sql").read_text()
REVENUE = dict(re.findall(r"'(vw_\w+)',\s*'(\w+)'", CHECK))
"""The views that the check compares, and their columns of revenue."""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    home = tmp_path_factory.mktemp("reconciled")
    lake = build_lake(home, [EVENTS], engine="duckdb", views=True)
    yield lake
    lake.close()


def run(lake: Lake) -> None:
    run_checks(Runner(lake.connection, read_models("silver", "ops"), lake.config), whole=True)


def said_of(lake: Lake, view: str, query: str) -> str:
    """Let a view say something else, check everything, and undo it."""
    place = next(address(each) for each in read_models("gold") if each.name == view)
    lake.connection.execute("begin")
    try:
        lake.connection.execute(f"create temp table said as select * from {place}")
        lake.connection.execute(f"create or replace view {place} as {query}")
        with pytest.raises(PromiseBroken) as broken:
            run(lake)
    finally:
        lake.connection.execute("rollback")
    return str(broken.value)


def test_every_view_adds_up(lake: Lake) -> None:
    run(lake)
    found = {
        view: lake.query(f"select sum({column}) as revenue from {view}")[0]["revenue"]
        for view, column in REVENUE.items()
    }
    orders = lake.query("select sum(revenue) as revenue from fct_orders")[0]["revenue"]
    assert found == dict.fromkeys(REVENUE, orders)


def test_every_view_with_revenue_is_compared_or_shows_a_part() -> None:
    parts = {
        "gold_segment_abandon_then_bought_different_v",
        "vw_campaign_discounts_daily",
        "vw_experiment_performance",
        "vw_gold_product_campaign_current_status",
    }
    shown = {
        view.name
        for view in read_models("gold")
        if {"revenue", "total_revenue", "attributed_revenue"} & view.columns.keys()
    }
    assert shown == REVENUE.keys() | parts


@pytest.mark.parametrize("view", REVENUE)
def test_a_view_that_loses_revenue_is_named(lake: Lake, view: str) -> None:
    column = REVENUE[view]
    said = said_of(
        lake,
        view,
        f"select * replace (cast({column} - 0.0001 as decimal(18, 4)) as {column}) from said",
    )
    assert said.startswith("revenue_reconciles: ")
    assert f"gold_view={view}, " in said


@pytest.mark.parametrize("view", REVENUE)
def test_a_view_that_shows_nothing_is_named(lake: Lake, view: str) -> None:
    said = said_of(lake, view, "select * from said where false")
    assert said.startswith("revenue_reconciles: ")
    assert f"gold_view={view}, " in said


def test_sessions_of_a_wrong_day_are_found(lake: Lake) -> None:
    said = said_of(
        lake,
        "vw_platform_daily_performance_sessions",
        "select * replace (sessions + 1 as sessions) from said",
    )
    assert said.startswith("sessions_reconcile: ")


def test_sums_at_the_limit_break_nothing(tmp_path: Path) -> None:
    rich = [
        event("purchase", visitor, minute, value=LIMIT, items=[item("p", "A|B", price=LIMIT)])
        for visitor, minute in (("a", 0), ("a", 1), ("b", 2), (None, 3))
    ]
    lake = build_lake(tmp_path, [lines(*rich)], engine="duckdb", views=True)
    run(lake)
    for view in read_models("gold"):
        lake.query(f"select * from {view.name}")
    lake.close()
