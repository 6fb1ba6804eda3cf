-- vw_experiment_performance: how each experiment variant did against the control.
-- kind: view
-- grain: one row per variant
-- key: experiment_id
-- inputs: silver_session_features, silver_user_sessions
-- owner: growth
-- columns:
--   experiment_id: the variant
--   is_control: whether it is the control, the first variant by name
--   sessions: sessions that last saw this variant, count
--   visitors: visitors of these sessions, count
--   sessions_with_purchase: sessions that purchased, count
--   orders: orders placed in these sessions, count
--   conversion_rate: share of the sessions that purchased, 0 to 1
--   conversion_difference: conversion rate less the control's, -1 to 1
--   difference_low: lower end of the difference's 95 % interval, -1 to 1
--   difference_high: upper end of the difference's 95 % interval, -1 to 1
--   p_value: chance of so large a difference (two-sided) if there were none, 0 to 1
--   revenue: revenue of these sessions, in the reporting currency
--   aov: average order value, in the reporting currency
--   revenue_per_visitor: revenue per visitor, in the reporting currency
--
-- Two-proportion z-test with pooled variance; the interval is Wald's, unpooled (Agresti,
-- Categorical Data Analysis, section 3.1).

with variants as (

    select
        silver_session_features.experiment_id,
        count(*) as sessions,
        count(distinct silver_user_sessions.visitor_id) as visitors,
        count(*) filter (where silver_session_features.has_purchase) as sessions_with_purchase,
        cast(sum(silver_session_features.order_count) as bigint) as orders,
        sum(silver_session_features.revenue) as revenue
    from silver_session_features
    inner join silver_user_sessions
        on silver_session_features.session_id = silver_user_sessions.session_id
    where silver_session_features.experiment_id is not null
    group by silver_session_features.experiment_id

),

numbered as (

    select
        *,
        row_number() over (order by experiment_id asc nulls last) as variant_number
    from variants

),

compared as (

    select
        numbered.*,
        cast(numbered.sessions as double) as n,
        cast(numbered.sessions_with_purchase as double) as k,
        cast(control.sessions as double) as control_n,
        cast(control.sessions_with_purchase as double) as control_k
    from numbered
    cross join numbered as control
    where control.variant_number = 1

),

rates as (

    select
        *,
        k / n as p,
        control_k / control_n as control_p,
        (k + control_k) / (n + control_n) as pooled_p
    from compared

),

errors as (

    select
        *,
        p - control_p as difference,
        1.959964 * sqrt(p * (1 - p) / n + control_p * (1 - control_p) / control_n) as margin,
        sqrt(pooled_p * (1 - pooled_p) * (1 / n + 1 / control_n)) as pooled_error
    from rates

)

select
    experiment_id,
    variant_number = 1 as is_control,
    sessions,
    visitors,
    sessions_with_purchase,
    orders,
    {{ rate('sessions_with_purchase', 'sessions') }} as conversion_rate,
    case when variant_number > 1 then cast(difference as decimal(18, 6)) end
        as conversion_difference,
    case when variant_number > 1 then cast(difference - margin as decimal(18, 6)) end
        as difference_low,
    case when variant_number > 1 then cast(difference + margin as decimal(18, 6)) end
        as difference_high,
    case
        when variant_number > 1
            then cast({{ two_sided_p('difference / nullif(pooled_error, 0)') }} as decimal(18, 6))
    end as p_value,
    {{ money('revenue') }} as revenue,
    {{ average('revenue', 'orders') }} as aov,
    {{ average('revenue', 'visitors') }} as revenue_per_visitor
from errors
