"""All Silver tables that a list of typed events stands for.

A typed event is a dict: `event_id`, `event_name`, `event_us` (microseconds since 1970, UTC), the
other fields of the contract by their names, and `items`, a list of dicts. A missing key is a
missing value. Money is Decimal. The events are distinct; their order does not matter.
"""

from typing import Any

from tests.oracle import (
    attribution,
    billing,
    campaigns,
    costs,
    dimensions,
    events,
    experiments,
    features,
    lists,
    mrr,
    order_lines,
    orders,
    people,
    touches,
)
from tests.oracle import sessions as visits
from transforms.config import Config

Row = dict[str, Any]


def silver(typed_events: list[Row], config: Config) -> dict[str, list[Row]]:
    """Compute every table, by name, each with its rows in no particular order."""
    facts = events.facts(typed_events, config)
    sessions = visits.sessions(facts, config)
    all_orders = orders.orders(facts, sessions, config)
    lines = order_lines.order_lines(all_orders)
    return {
        "fct_events": events.fct_events(facts),
        "fct_event_items": events.fct_event_items(facts),
        "fct_orders": orders.fct_orders(all_orders),
        "fct_refunds": orders.fct_refunds(facts, all_orders, config),
        "fct_order_items": order_lines.fct_order_items(lines),
        "fct_marketing_costs": costs.fct_marketing_costs(facts),
        "silver_billing_events": billing.silver_billing_events(facts),
        "dim_subscriptions": billing.dim_subscriptions(facts, config),
        "fct_payments": billing.fct_payments(facts, config),
        "fct_product_campaigns": campaigns.fct_product_campaigns(facts, lines),
        "dim_users": people.dim_users(facts),
        "dim_products": dimensions.dim_products(facts, config),
        "dim_item_lists": dimensions.dim_item_lists(facts),
        "silver_list_names": dimensions.silver_list_names(facts),
        "dim_campaigns": campaigns.dim_campaigns(facts, config),
        "dim_experiments": campaigns.dim_experiments(facts, config),
        "silver_identity_map": people.silver_identity_map(facts),
        "silver_user_sessions": visits.silver_user_sessions(sessions),
        "silver_bot_days": visits.silver_bot_days(facts, config),
        "silver_event_sessions": visits.silver_event_sessions(sessions),
        "silver_session_days": visits.silver_session_days(sessions, config),
        "silver_visitor_days": visits.silver_visitor_days(sessions, config),
        "silver_session_features": features.silver_session_features(sessions, all_orders, config),
        "silver_session_experiments": experiments.silver_session_experiments(sessions, config),
        "silver_list_impressions": lists.silver_list_impressions(sessions),
        "silver_event_list_attribution": attribution.silver_event_list_attribution(
            facts, sessions, lines, config
        ),
    }


def gold(typed_events: list[Row], config: Config) -> dict[str, list[Row]]:
    """Compute the views of attribution, but for the channels, which have rules of their own, and
    those of MRR.
    """
    facts = events.facts(typed_events, config)
    sessions = visits.sessions(facts, config)
    all_orders = orders.orders(facts, sessions, config)
    touches_of = touches.order_touches(facts, sessions, all_orders, config)
    subscriptions = billing.dim_subscriptions(facts, config)
    owners = {row["visitor_id"]: row["user_id"] for row in people.silver_identity_map(facts)}
    days = [fact["event_date"] for fact in facts]
    return {
        "vw_mrr_movements": mrr.vw_mrr_movements(subscriptions, owners),
        "vw_mrr_monthly": mrr.vw_mrr_monthly(subscriptions, owners, min(days), max(days)),
        "vw_order_touches": touches.vw_order_touches(touches_of),
        "vw_attribution": touches.vw_attribution(touches_of, all_orders, config),
        "vw_user_journeys": touches.vw_user_journeys(touches_of, facts, all_orders),
    }
