-- vw_experiment_performance: how the variants of each experiment did against its control.
-- kind: view
-- grain: one row per experiment and variant, and one for sessions and orders in no comparison
-- key: experiment_id?
-- inputs: silver_session_experiments, silver_sessions, fct_orders
-- owner: growth
-- columns:
--   experiment_id: the code of experiment and variant; empty for what is in no comparison
--   experiment: the experiment; empty where the code names a variant alone
--   variant: the variant of this experiment
--   is_control: whether it is the experiment's control: `experiments.controls`, else the least
--     variant
--   sessions: sessions that saw this variant and no other of the experiment, count
--   mixed_sessions: sessions that saw another variant of the experiment too, and are left out, count
--   visitors: visitors of `sessions`, count
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
-- A session that is in several experiments counts in each of them. In no comparison are sessions
-- that saw no variant, or of each experiment more than one, and orders without a session.
--
-- Two-proportion z-test with pooled variance; the interval is Wald's, unpooled (Agresti,
-- Categorical Data Analysis, section 3.1).

with exposures as (

    select
        session_id,
        experiment_id as experiment,
        variant
    from silver_session_experiments
    where is_only_variant

),

seen as (

    select
        experiment_id as experiment,
        variant,
        min(code) as code,
        count(*) filter (where not is_only_variant) as mixed_sessions
    from silver_session_experiments
    group by experiment_id, variant

),

sessions as (

    select
        exposures.experiment,
        exposures.variant,
        count(*) as sessions,
        count(distinct silver_sessions.visitor_id) as visitors,
        count(*) filter (where silver_sessions.has_purchase) as sessions_with_purchase
    from silver_sessions
    left join exposures on silver_sessions.session_id = exposures.session_id
    group by exposures.experiment, exposures.variant

),

orders as (

    select
        exposures.experiment,
        exposures.variant,
        count(*) as orders,
        sum(fct_orders.revenue) as revenue,
        sum(fct_orders.revenue) filter (where fct_orders.session_id is not null)
            as revenue_of_visitors
    from fct_orders
    left join exposures on fct_orders.session_id = exposures.session_id
    group by exposures.experiment, exposures.variant

),

variants as (

    select
        experiment,
        variant
    from seen

    union

    select
        experiment,
        variant
    from sessions

    union

    select
        experiment,
        variant
    from orders

),

numbered as (

    select
        seen.code as experiment_id,
        variants.experiment,
        variants.variant,
        coalesce(variants.variant = coalesce(
            {{ control_of('variants.experiment') }},
            min(variants.variant) over (partition by variants.experiment)
        ), false) as is_control,
        coalesce(seen.mixed_sessions, 0) as mixed_sessions,
        coalesce(sessions.sessions, 0) as sessions,
        coalesce(sessions.visitors, 0) as visitors,
        coalesce(sessions.sessions_with_purchase, 0) as sessions_with_purchase,
        coalesce(orders.orders, 0) as orders,
        coalesce(orders.revenue, 0) as revenue,
        coalesce(orders.revenue_of_visitors, 0) as revenue_of_visitors
    from variants
    left join seen
        on variants.experiment = seen.experiment and variants.variant = seen.variant
    left join sessions
        on
            coalesce(variants.experiment, '') = coalesce(sessions.experiment, '')
            and coalesce(variants.variant, '') = coalesce(sessions.variant, '')
    left join orders
        on
            coalesce(variants.experiment, '') = coalesce(orders.experiment, '')
            and coalesce(variants.variant, '') = coalesce(orders.variant, '')

),

rates as (

    select
        variant.experiment_id,
        cast(variant.sessions as double) as n,
        cast(control.sessions as double) as control_n,
        cast(variant.sessions_with_purchase as double) / nullif(variant.sessions, 0) as p,
        cast(control.sessions_with_purchase as double) / nullif(control.sessions, 0) as control_p,
        cast(variant.sessions_with_purchase + control.sessions_with_purchase as double)
        / nullif(variant.sessions + control.sessions, 0) as pooled_p
    from numbered as variant
    inner join numbered as control on variant.experiment = control.experiment
    where control.is_control and not variant.is_control

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
    nullif(numbered.experiment, '') as experiment,
    numbered.variant,
    numbered.is_control,
    numbered.sessions,
    numbered.mixed_sessions,
    numbered.visitors,
    numbered.sessions_with_purchase,
    numbered.orders,
    {{ conversion_rate('numbered.sessions_with_purchase', 'numbered.sessions') }}
        as conversion_rate,
    cast(comparisons.difference as decimal(18, 6)) as conversion_difference,
    cast(comparisons.difference - comparisons.margin as decimal(18, 6)) as difference_low,
    cast(comparisons.difference + comparisons.margin as decimal(18, 6)) as difference_high,
    cast({{ two_sided_p('comparisons.z') }} as decimal(18, 6)) as p_value,
    {{ money('numbered.revenue') }} as revenue,
    {{ average('numbered.revenue', 'numbered.orders') }} as aov,
    {{ average('numbered.revenue_of_visitors', 'numbered.visitors') }} as revenue_per_visitor
from numbered
left join comparisons on numbered.experiment_id = comparisons.experiment_id
