-- vw_experiment_performance: how each experiment variant did against the control.
-- kind: view
-- grain: one row per variant, and one for sessions and orders without
-- key: experiment_id?
-- inputs: silver_session_features, silver_user_sessions, fct_orders
-- owner: growth
-- columns:
--   experiment_id: the variant; empty for sessions that saw none, and orders without a session
--   is_control: whether it is the control, the first variant by name
--   sessions: sessions that last saw this variant, count
--   visitors: visitors of these sessions, count
--   sessions_with_purchase
--   orders: orders placed in these sessions, count
--   conversion_rate: share of the sessions that purchased, 0 to 1
--   conversion_difference: conversion rate less the control's, -1 to 1; empty for the control and
--     without a variant, as are the columns that follow from it
--   difference_low: lower end of the difference's 95 % interval, -1 to 1
--   difference_high: upper end of the difference's 95 % interval, -1 to 1
--   p_value: chance of so large a difference (two-sided) if there were none, 0 to 1
--   revenue: revenue of these orders, in the reporting currency
--   aov
--   revenue_per_visitor: revenue of orders with a session per visitor, in the reporting currency
--
-- Two-proportion z-test with pooled variance; the interval is Wald's, unpooled (Agresti,
-- Categorical Data Analysis, section 3.1).

with sessions as (

    select
        silver_session_features.experiment_id,
        count(*) as sessions,
        count(distinct silver_user_sessions.visitor_id) as visitors,
        count(*) filter (where silver_session_features.has_purchase) as sessions_with_purchase
    from silver_session_features
    inner join silver_user_sessions
        on silver_session_features.session_id = silver_user_sessions.session_id
    group by silver_session_features.experiment_id

),

orders as (

    select
        silver_session_features.experiment_id,
        count(*) as orders,
        sum(fct_orders.revenue) as revenue,
        sum(fct_orders.revenue) filter (where fct_orders.session_id is not null)
            as revenue_of_visitors
    from fct_orders
    left join silver_session_features
        on fct_orders.session_id = silver_session_features.session_id
    group by silver_session_features.experiment_id

),

variants as (

    select experiment_id
    from sessions

    union

    select experiment_id
    from orders

),

numbered as (

    select
        variants.experiment_id,
        coalesce(sessions.sessions, 0) as sessions,
        coalesce(sessions.visitors, 0) as visitors,
        coalesce(sessions.sessions_with_purchase, 0) as sessions_with_purchase,
        coalesce(orders.orders, 0) as orders,
        coalesce(orders.revenue, 0) as revenue,
        coalesce(orders.revenue_of_visitors, 0) as revenue_of_visitors,
        row_number() over (order by variants.experiment_id asc nulls last) as variant_number
    from variants
    left join sessions
        on coalesce(variants.experiment_id, '') = coalesce(sessions.experiment_id, '')
    left join orders
        on coalesce(variants.experiment_id, '') = coalesce(orders.experiment_id, '')

),

rates as (

    select
        variant.experiment_id,
        cast(variant.sessions as double) as n,
        cast(control.sessions as double) as control_n,
        cast(variant.sessions_with_purchase as double) / variant.sessions as p,
        cast(control.sessions_with_purchase as double) / control.sessions as control_p,
        cast(variant.sessions_with_purchase + control.sessions_with_purchase as double)
        / (variant.sessions + control.sessions) as pooled_p
    from numbered as variant
    cross join numbered as control
    where
        control.variant_number = 1
        and variant.variant_number > 1
        and variant.experiment_id is not null

),

comparisons as (

    select
        experiment_id,
        p - control_p as difference,
        1.959964 * sqrt(p * (1 - p) / n + control_p * (1 - control_p) / control_n) as margin,
        (p - control_p) / nullif(sqrt(pooled_p * (1 - pooled_p) * (1 / n + 1 / control_n)), 0)
            as z
    from rates

)

select
    numbered.experiment_id,
    numbered.variant_number = 1 and numbered.experiment_id is not null as is_control,
    numbered.sessions,
    numbered.visitors,
    numbered.sessions_with_purchase,
    numbered.orders,
    {{ rate('numbered.sessions_with_purchase', 'numbered.sessions') }} as conversion_rate,
    cast(comparisons.difference as decimal(18, 6)) as conversion_difference,
    cast(comparisons.difference - comparisons.margin as decimal(18, 6)) as difference_low,
    cast(comparisons.difference + comparisons.margin as decimal(18, 6)) as difference_high,
    cast({{ two_sided_p('comparisons.z') }} as decimal(18, 6)) as p_value,
    {{ money('numbered.revenue') }} as revenue,
    {{ average('numbered.revenue', 'numbered.orders') }} as aov,
    {{ average('numbered.revenue_of_visitors', 'numbered.visitors') }} as revenue_per_visitor
from numbered
left join comparisons on numbered.experiment_id = comparisons.experiment_id
