"""Generated sets in lakes, side by side with what is true of them."""

import hashlib
from pathlib import Path
from typing import Any

from tests.lakes import Lake, build_lake
from transforms.archive.writer import BatchWriter
from transforms.generate.generator import generate
from transforms.generate.options import Generated, GeneratorOptions, Spelling, usual_users
from transforms.load.loader import load_group

ALL_DIRT = {
    "late": 0.02,
    "duplicates": 0.02,
    "malformed": 0.02,
    "missing_ids": 0.02,
    "renamed": 0.01,
    "shuffle": True,
    "items": Spelling.mixed,
}

#: For each file of the truth: its columns, and the same columns of the lake.
SIDES = {
    "sessions": (
        "session_id, visitor_id, platform_id, source, medium, campaign, experiment_id, event_count,"
        " interaction_count, order_count, revenue, has_checkout, has_purchase, session_start_at,"
        " session_end_at",
        "silver_sessions",
    ),
    "orders": (
        "order_id, visitor_id, platform_id, session_id, coupon, revenue, tax, shipping,"
        " discount_value, item_count, installments, purchase_event_count, is_refunded,"
        " refunded_value, ordered_at",
        "fct_orders",
    ),
    "order_lines": (
        "order_id, item_position, product_id, experiment_id, quantity, price, item_value,"
        " allocated_revenue, discount_value, installments, campaign_id",
        "(select *, campaign_ids[1] as campaign_id from fct_order_items)",
    ),
    "list_credit": (
        "producer_event_id, item_position, model, session_id, event_name, item_list_id, revenue,"
        " exposed_at",
        "(select credit.*, producer_event_id from silver_event_list_attribution as credit"
        " join fct_events using (event_id))",
    ),
    "list_impressions": (
        "session_id, item_list_id, impressions, products_shown, first_exposed_at, last_exposed_at",
        "silver_list_impressions",
    ),
    "price_history": (
        "product_id, product_name, brand, category, price, valid_from, valid_to, is_current",
        "dim_products",
    ),
    "refused": (
        "file, line_number, code",
        "(select batches.source as file, line_number, code from dead_letters"
        " join batches using (batch_id))",
    ),
    "subscriptions": (
        "subscription_id, user_id, plan_id, interval, amount, mrr, valid_from, valid_to,"
        " is_current",
        "dim_subscriptions",
    ),
    "payments": (
        "payment_id, invoice_id, subscription_id, user_id, status, first_status, failure_code,"
        " amount, refunded_value, attempted_at, paid_at",
        "fct_payments",
    ),
    "mrr_months": (
        "month_start, mrr_start, new_mrr, reactivation_mrr, expansion_mrr, contraction_mrr,"
        " churned_mrr, mrr_end, mrr_kept, mrr_kept_at_most, customers_start, customers_new,"
        " customers_reactivated, customers_churned, customers_lost, customers_end",
        # The last visits end on the morning after the period.
        "(from gold_finance.vw_mrr_monthly where month_start < date '2026-01-01')",
    ),
    "costs": (
        "cost_date, source, medium, campaign, cost, clicks, impressions, reported_at",
        "fct_marketing_costs",
    ),
    "experiment": (
        "experiment_id, sessions, sessions_with_purchase",
        "(from gold_growth.vw_experiment_performance where experiment_id is not null)",
    ),
}


def make(folder: Path, events: int = 1_000, **options: object) -> Generated:
    """Make a set: some 15 events a person, without growth and incidents if not asked for."""
    usual = {"users": usual_users(events, 730), "files": 2, "growth": False, "incidents": False}
    given = usual | options
    return generate(GeneratorOptions(events=events, **given), folder)  # type: ignore[arg-type]


def lines_of(path: Path) -> list[bytes]:
    """Give the lines of a file with their ends."""
    return path.read_bytes().splitlines(keepends=True)


def digest(folder: Path) -> str:
    """Hash the names and bytes of all files of a folder."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            whole.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return whole.hexdigest()


def loaded(home: Path, made: Generated, config: dict[str, Any] | None = None) -> Lake:
    """Load the files of a set, one batch each, named after them."""
    lake = build_lake(home, [], config, engine="duckdb")
    for path in made.files:
        with BatchWriter(lake.home) as writer:
            writer.append(path.read_bytes())
            batch = writer.finish(path.name)
        load_group(lake.connection, lake.home, lake.config, [batch])
    return lake


def truth(made: Generated, name: str) -> str:
    """Name a file of the truth in SQL."""
    return f"read_parquet('{made.folder}/truth/{name}.parquet')"


def differing(lake: Lake, made: Generated, name: str) -> list[tuple[object, ...]]:
    """List up to four rows that only the truth has, and up to four that only the lake has."""
    columns, relation = SIDES[name]
    told = f"select {columns} from {truth(made, name)}"
    found = f"select {columns} from {relation}"
    only_told = f"select 'truth', * from ({told} except all {found}) limit 4"
    only_found = f"select 'lake', * from ({found} except all {told}) limit 4"
    return lake.connection.execute(f"({only_told}) union all ({only_found})").fetchall()
