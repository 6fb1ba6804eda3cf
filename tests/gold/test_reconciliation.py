"""Every view of all revenue adds up to the orders, and the check names the one that does not."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.chosen_checks import asking_only
from tests.events import DAY, event, item, lines
from tests.gold.days import LIMIT
from tests.lakes import Lake, build_lake
from transforms.errors import PromiseBroken
from transforms.models.checks import run_checks
from transforms.models.model import SQL, Model, address, read_models
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
    event("purchase", "d", 4 * DAY, transaction_id="back", value=10, items=[LISTED, item("q")]),
    event("refund", "d", 5 * DAY, transaction_id="back", value=3, items=[item("q", price=3)]),
    event("refund", "d", 40 * DAY, transaction_id="back", value=9),
    event("refund", "d", 41 * DAY, transaction_id="back", value=9),
)
CHECK = (SQL / "checks" / "revenue_reconciles.sql").read_text()
REVENUE = dict(re.findall(r"'(vw_\w+)',\s*'(\w+)'", CHECK))
"""The views that the check compares, and their columns of revenue."""
SESSIONS = ["vw_platform_daily_performance_sessions", "vw_sessions_daily", "vw_hourly_weekday"]
SESSIONS += ["vw_channel_daily", "vw_device_daily"]
REFUNDS = ["vw_revenue_daily", "vw_orders", "vw_refunds_daily"]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    home = tmp_path_factory.mktemp("reconciled")
    lake = build_lake(home, [EVENTS], engine="duckdb")
    yield lake
    lake.close()


def run(lake: Lake, models: Sequence[Model] = ()) -> None:
    """Run every check, and the promises of the models that are given."""
    run_checks(Runner(lake.connection, models, lake.config), whole=True)


def said_of(lake: Lake, view: str, query: str, *checks: str) -> str:
    """Let a view say something else, ask the checks, and undo it."""
    place = next(address(each) for each in read_models("gold") if each.name == view)
    lake.connection.execute("begin")
    try:
        lake.connection.execute(f"create temp table said as select * from {place}")
        lake.connection.execute(f"create or replace view {place} as {query}")
        with asking_only(*checks), pytest.raises(PromiseBroken) as broken:
            run(lake)
    finally:
        lake.connection.execute("rollback")
    return str(broken.value)


def test_every_view_adds_up(lake: Lake) -> None:
    run(lake, read_models("silver", "ops"))
    found = {
        view: lake.query(f"select sum({column}) as revenue from {view}")[0]["revenue"]
        for view, column in REVENUE.items()
    }
    orders = lake.query("select sum(revenue) as revenue from fct_orders")[0]["revenue"]
    assert found == dict.fromkeys(REVENUE, orders)


def test_every_view_with_revenue_is_compared_or_shows_a_part() -> None:
    parts = {
        "gold_segment_abandon_then_bought_different_v",
        *(
            "vw_attribution",
            "vw_attribution_daily",
        ),  # all of it in each model: attribution_reconciles
        "vw_active_users_by_period",  # all of it, three times: periods_reconcile
        "vw_campaign_discounts_daily",
        "vw_experiment_performance",
        "vw_gold_product_campaign_current_status",
        *("vw_growth_levers", "vw_growth_projection"),  # of months ahead: growth_levers_add_up
    }
    shown = {
        view.name
        for view in read_models("gold")
        if {"revenue", "total_revenue", "attributed_revenue"} & view.columns.keys()
    }
    assert shown == REVENUE.keys() | parts


@pytest.mark.slow
@pytest.mark.parametrize("view", REVENUE)
def test_a_view_that_loses_revenue_is_named(lake: Lake, view: str) -> None:
    column = REVENUE[view]
    said = said_of(
        lake,
        view,
        f"select * replace (cast({column} - 0.0001 as decimal(18, 4)) as {column}) from said",
        "revenue_reconciles",
    )
    assert said.startswith("revenue_reconciles: ")
    assert f"gold_view={view}, " in said


@pytest.mark.deep
@pytest.mark.parametrize("view", REVENUE)
def test_a_view_that_shows_nothing_is_named(lake: Lake, view: str) -> None:
    said = said_of(
        lake, view, "select * from said where false", "revenue_reconciles", "refunds_reconcile"
    )
    assert re.match("(revenue|refunds)_reconciles?: ", said)
    assert f"gold_view={view}, " in said


@pytest.mark.parametrize("view", SESSIONS)
def test_a_view_with_a_session_too_many_is_named(lake: Lake, view: str) -> None:
    query = "select * replace (sessions + 1 as sessions) from said"
    said = said_of(lake, view, query, "sessions_reconcile")
    assert said.startswith("sessions_reconcile: ")
    assert f"gold_view={view}, " in said


def test_every_view_of_refunds_adds_up(lake: Lake) -> None:
    found = {
        view: lake.query(f"select sum(refunded_value) as value from {view}")[0]["value"]
        for view in REFUNDS
    }
    assert found == dict.fromkeys(REFUNDS, 10)


@pytest.mark.parametrize("view", REFUNDS)
def test_a_view_that_loses_a_refund_is_named(lake: Lake, view: str) -> None:
    said = said_of(
        lake,
        view,
        "select * replace (cast(refunded_value + 0.0001 as decimal(18, 4)) as refunded_value) "
        "from said",
        "refunds_reconcile",
    )
    assert said.startswith("refunds_reconcile: ")
    assert f"gold_view={view}, " in said


@pytest.mark.parametrize(
    ("period", "figure"), [("day", "sessions"), ("week", "orders"), ("month", "revenue")]
)
def test_periods_that_do_not_add_up_are_named(lake: Lake, period: str, figure: str) -> None:
    said = said_of(
        lake,
        "vw_active_users_by_period",
        f"select * replace (cast(case when period = '{period}' then {figure} + 1 else {figure} end"
        f" as {'decimal(18, 4)' if figure == 'revenue' else 'bigint'}) as {figure}) from said",
        "periods_reconcile",
    )
    assert said.startswith("periods_reconcile: ")
    assert f"period={period}, " in said


def test_a_kind_of_period_that_is_gone_is_named(lake: Lake) -> None:
    query = "select * from said where period <> 'week'"
    said = said_of(lake, "vw_active_users_by_period", query, "periods_reconcile")
    assert said.startswith("periods_reconcile: ")
    assert "period=week, " in said


@pytest.mark.deep
def test_sums_at_the_limit_break_nothing(tmp_path: Path) -> None:
    rich = [
        event("purchase", visitor, minute, value=LIMIT, items=[item("p", "A|B", price=LIMIT)])
        for visitor, minute in (("a", 0), ("a", 1), ("b", 2), (None, 3))
    ]
    for number, bought in enumerate(rich):
        bought["transaction_id"] = f"t{number}"
    rich += [event("refund", "a", 9, transaction_id=f"t{number}") for number in range(4)]
    lake = build_lake(tmp_path, [lines(*rich)], engine="duckdb")
    run(lake, read_models("silver", "ops"))
    for view in read_models("gold"):
        lake.query(f"select * from {view.name}")
    lake.close()
