"""The checks bite: what breaks a promise is found, and undone before anyone can see it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chosen_checks import asking_only
from tests.events import DAY, event, item, lines
from tests.lakes import Lake, build_lake
from transforms.errors import PromiseBroken
from transforms.lake.connection import atomic
from transforms.load import loader
from transforms.models import silver
from transforms.models.checks import read_checks, run_checks
from transforms.models.model import materialized, read_models
from transforms.models.runner import Runner

EVENTS = lines(
    event("view_item_list", "v", items=[item("p", "A|NELO_XP_1", item_list_id="l", price=1)]),
    event("purchase", "v", 1, transaction_id="t", value=9, items=[item("p", "A", price=2)]),
    event("view_item", "v", DAY, items=[item("p", "A|NELO_XP_1", item_list_id="l", price=3)]),
    event("view_item", "v", 20 * DAY, items=[item("p", "A|NELO_XP_1", item_list_id="m")]),
    event("purchase", "w", 1, installments=2),
    event("refund", "v", 2, transaction_id="t", value=1),
    event("marketing_cost", None, value=4, source="news", medium="email"),
    event("sign_up", "v", 2, segment="shops"),
    event("subscription_start", "v", subscription_id="s", value=30),
    event("payment", "v", payment_id="y", subscription_id="s", status="succeeded", value=30),
)
MONTH = (
    "create or replace view lake.gold_finance.vw_mrr_monthly as select date '2024-03-01' as "
    "month_start, 0.0 as mrr_start, 30.0 as new_mrr, 0 as reactivation_mrr, 0 as expansion_mrr, "
    "0 as contraction_mrr, 0 as churned_mrr, 0 as mrr_kept, 0 as mrr_kept_at_most, "
    "0 as customers_start, 1 as customers_new, 0 as customers_reactivated, "
    "0 as customers_churned, 1 as customers_end, 0 as customers_lost, 1 as nrr, "
)

BREAKS = {
    "attribution_adds_up": "create or replace view lake.gold_marketing.vw_attribution as "
    "select order_id, 'linear' as model, 0.999999 as credit, revenue, order_date, "
    "1 as touch_number, null as touch_count, null as channel, null as ordered_at from fct_orders",
    "attribution_reconciles": "create or replace view lake.gold_marketing.vw_attribution_daily as "
    "select order_date, 'linear' as model, 'Direct' as channel, null as source, null as medium, "
    "null as campaign, 1 as orders, 2 * revenue as revenue, null as cost from fct_orders",
    "batches_conserve_lines": "update lake.ops.batches set lines = lines + 1",
    "billing_events_kept": "delete from silver_billing_events where payment_id is null",
    "costs_reconcile": "create or replace view lake.gold_marketing.vw_channel_daily as "
    "select cost_date as session_date, channel, 2 * cost as cost, 0 as sessions, 0 as visitors, "
    "0 as new_visitors, 0 as bounces, 0 as carts, 0 as checkouts, 0 as buying_sessions, "
    "0 as orders, 0 as revenue, null as conversion_rate from fct_marketing_costs",
    "credit_adds_up": "update silver_list_credits set revenue = 1 where event_name = 'purchase'",
    "experiments_reconcile": "create or replace view lake.gold_growth.vw_experiment_performance as "
    "select null as experiment, null as variant, 7 as sessions, revenue "
    "from lake.gold_finance.vw_revenue_daily",
    "growth_accounting_closes": "create or replace view lake.gold_growth.vw_growth_accounting as "
    "select 'week' as period, date '2024-02-26' as period_start, 'all' as segment, "
    "3 as active_users, 1 as new_users, 1 as retained_users, 0 as resurrected_users, "
    "0 as churned_users, 1 as change",
    "growth_levers_add_up": "create or replace view lake.gold_growth.vw_growth_levers as select "
    "'retention' as lever, 1 as lever_rank, 12 as months_ahead, 0.5 as value, 0.5 as pulled_value, "
    "0.0 as uplift, 1.0 as baseline_revenue, 2.0 as revenue, 1.0 as impact, null as elasticity, "
    "null as cost, null as roi, null as interaction",
    "mrr_retention_is_bounded": f"{MONTH} 30.0 as mrr_end, 1.000001 as grr",
    "mrr_waterfall_closes": f"{MONTH} 30.0001 as mrr_end, 1 as grr",
    "one_first_line": "update fct_events set event_id = md5(event_id) "
    "where event_name = 'view_item'",
    "order_lines_add_up": "update fct_orders set revenue = revenue + 1",
    "orders_in_sessions": "update fct_orders set session_id = 'x'",
    "payments_reconcile": "update fct_payments set refunded_value = 30.0001",
    "periods_reconcile": "create or replace view lake.gold_growth.vw_active_users_by_period as "
    "select unnest(['day', 'week']) as period, order_date as period_start, 3 as sessions, orders, "
    "revenue, 7 as sessions_with_purchase from lake.gold_finance.vw_revenue_daily",
    "refunds_reconcile": "create or replace view lake.gold_finance.vw_refunds_daily as "
    "select order_date as refund_date, platform_id, null as product_id, 1 as refunds, "
    "1 as refunded_orders, 2 * refunded_value as refunded_value "
    "from lake.gold_finance.vw_revenue_daily",
    "retention_never_rises": "create or replace view lake.gold_growth.vw_retention as "
    "select 'week' as period, 'on_or_after' as mode, date '2024-02-26' as cohort_start, "
    "'all' as segment, unnest([0, 1, 2]) as periods_later, 3 as cohort_users, "
    "unnest([3, 1, 2]) as users",
    "revenue_reconciles": "create or replace view lake.gold_finance.vw_order_discounts as "
    "select order_date, platform_id, 0.0 as revenue from fct_orders",
    "sessions_reconcile": "create or replace view "
    "lake.gold_growth.vw_platform_daily_performance_sessions as "
    "select order_date as session_date, platform_id, 7 as sessions, revenue, "
    "orders as sessions_with_purchase from lake.gold_finance.vw_revenue_daily",
    "sessions_with_purchase_reconcile": "update silver_sessions set has_purchase = true",
    "sessions_disjoint": "update silver_sessions "
    "set session_end_at = session_start_at + interval 90 day",
    "stickiness_is_active_days": "create or replace view lake.gold_growth.vw_active_users_daily as "
    "select period_start as day, segment, active_users as dau, 2 as mau, 0.5 as stickiness "
    "from lake.gold_growth.vw_growth_accounting where period = 'day'",
    "user_funnel_narrows": "create or replace view lake.gold_growth.vw_user_funnel as "
    "select 'all' as segment, unnest([1, 2]) as stage_number, unnest([1, 2]) as users",
    "user_versions_disjoint": "insert into dim_users by name select 'u' as user_id, "
    "date '2024-03-02' as first_seen_date, false as has_used_installments, "
    "date '2024-03-02' as valid_from, date '2024-03-01' as valid_to, false as is_current",
    "versions_disjoint": "create or replace view lake.silver.dim_item_lists as select "
    "'l' as item_list_id, '' as item_list_name, date '2024-03-01' as valid_from, "
    "cast(null as date) as valid_to, false as is_current",
    "visit_days_reconcile": "delete from silver_session_days",
}
TABLES = [model for model in read_models("silver", "ops") if model.is_table]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    home = tmp_path_factory.mktemp("checks")
    lake = build_lake(home, [EVENTS], engine="duckdb")
    yield lake
    lake.close()


def broken(lake: Lake, sql: str) -> str:
    """Change rows and check everything; give what the check says, and undo the change."""

    def change() -> None:
        with atomic(lake.connection):
            lake.connection.execute(sql)
            runner = Runner(lake.connection, materialized(), lake.config)
            run_checks(runner, whole=True)

    with pytest.raises(PromiseBroken) as found:
        change()
    return str(found.value)


def test_a_sound_lake_breaks_nothing(lake: Lake) -> None:
    runner = Runner(lake.connection, materialized(), lake.config)
    found = run_checks(runner, whole=True)
    assert {each.failed_rows for each in found if each.severity == "fail"} == {0}


@pytest.mark.parametrize(
    "name", [check.name for check in read_checks() if check.severity == "fail"]
)
def test_a_broken_promise_is_named_and_shown(lake: Lake, name: str) -> None:
    with asking_only(name):
        said = broken(lake, BREAKS[name])
    assert said.startswith(f"{name}: ")
    assert "rows break it, for instance " in said


def test_what_broke_a_promise_is_undone(lake: Lake) -> None:
    before = lake.silver()
    for name in ("billing_events_kept", "user_versions_disjoint", "visit_days_reconcile"):
        assert broken(lake, BREAKS[name]).startswith(f"{name}: ")
    assert lake.silver() == before


@pytest.mark.slow
def test_a_check_of_everything_is_not_bounded_by_the_last_batch(tmp_path: Path) -> None:
    late = lines(event("purchase", "late", 90 * DAY, transaction_id="late"))
    lake = build_lake(tmp_path, [EVENTS, late], engine="duckdb")
    runner = Runner(lake.connection, materialized(), lake.config)
    found = run_checks(runner, whole=True)
    assert {each.failed_rows for each in found if each.severity == "fail"} == {0}
    lake.close()


@pytest.mark.parametrize("table", [model.name for model in TABLES])
def test_every_key_is_unique(lake: Lake, table: str) -> None:
    twice = "union all select 'e', 'page_view', current_date, current_date, 'b', 1 from range(2)"
    rows = twice if table == "silver_superseded_events" else ""  # nothing of the lake is
    said = broken(lake, f"insert into {table} select * from {table} {rows}")
    assert said.startswith(f"{table}_key: one row in {table} per (")


@pytest.mark.parametrize("table", ["fct_events", "fct_orders", "silver_sessions"])
def test_no_key_is_empty(lake: Lake, table: str) -> None:
    key = next(model.key[0] for model in TABLES if model.name == table)
    said = broken(lake, f"update {table} set {key} = null where true")
    assert said.startswith(f"{table}_key: ")
    assert f"{key}=None" in said


def test_up_to_three_rows_are_shown(lake: Lake) -> None:
    said = broken(lake, "update fct_event_items set event_id = 'x', item_position = 1")
    assert said.count("event_id=x") == 1
    said = broken(lake, "insert into fct_events select * from fct_events")
    assert "10 rows break it" in said
    assert said.count("event_id=") == 3


def test_a_warning_is_counted_and_the_batch_stays(tmp_path: Path) -> None:
    twins = lines(event("a", "v", event_id="1"), event("b", "v", event_id="1"))
    lake = build_lake(tmp_path, [twins], engine="duckdb")
    assert lake.query("select * from lake.ops.check_results where failed_rows > 0")
    assert lake.query("select count(*) as n from fct_events") == [{"n": 2}]
    lake.close()


def test_a_currency_without_a_rate_is_reported(tmp_path: Path) -> None:
    config = {"currency": {"reporting": "USD", "rates": {"EUR": 2}}}
    currencies = lines(
        *(event("page_view", "v", at, currency=code) for at, code in enumerate(["USD", "EUR", "X"]))
    )
    lake = build_lake(tmp_path, [currencies], config, engine="duckdb")
    assert lake.query(
        "select check_name, failed_rows from check_results where failed_rows > 0"
    ) == [{"check_name": "currencies_have_rates", "failed_rows": 1}]
    lake.close()


def test_amounts_without_a_currency_are_counted_by_event(tmp_path: Path) -> None:
    lists = [event("view_item_list", "v", at, items=[item("p", price=1)]) for at in range(1001)]
    others = [
        event("view_item", "v", items=[item("p", price=1)], currency="EUR"),
        event("view_item", "v", items=[item("p", price=1), item("q", currency="EUR")]),
        event("view_item", "v", items=[item("p", quantity=2)]),
        event("page_view", "v", checkout_step=1),
        event("purchase", "v", value=0),
        event("purchase", "v", tax=1, items=[item("p", price=1), item("q", discountt=1)]),
    ]
    lake = build_lake(tmp_path, [lines(*lists, *others)], engine="duckdb")
    found = lake.query(
        "select failed_rows, severity from check_results"
        " where check_name = 'amounts_have_currencies'"
    )
    assert found == [{"failed_rows": 1001 + 2, "severity": "warn"}]
    lake.close()


def test_a_broken_promise_undoes_the_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = build_lake(tmp_path, [EVENTS], engine="duckdb")
    before = lake.silver(), lake.rows("lake.staging.stg_events"), lake.rows("lake.ops.batches")
    materialize = silver.materialize_silver

    def materialize_twice(connection: object, *arguments: object, **options: object) -> object:
        lake.connection.execute("insert into fct_events select * from fct_events")
        return materialize(connection, *arguments, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(loader, "materialize_silver", materialize_twice)
        with pytest.raises(PromiseBroken, match="_key: one row"):
            lake.load(lines(event("page_view", "v", 1), event("page_view", "v", 0)) + EVENTS)
    after = lake.silver(), lake.rows("lake.staging.stg_events"), lake.rows("lake.ops.batches")
    assert after == before
    lake.load(lines(event("page_view", "v", 3)))
    lake.close()
