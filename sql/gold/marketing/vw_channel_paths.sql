-- vw_channel_paths: the ways of channels that people went, and whether they ended in an order.
-- kind: view
-- grain: one row per path
-- key: path
-- inputs: fct_orders, silver_sessions, silver_identity_map
-- owner: marketing
-- not null: conversions, non_conversions, revenue
-- columns:
--   path: channels as they happened, ` > ` between them, repeated neighbours once; `(unattributed)`
--     for orders without a touch
--   conversions: orders at its end, count
--   non_conversions: persons without any order at its end, count
--   revenue: revenue of these orders, in the reporting currency
--
-- Every order is one conversion, of its touches. A person without any order is one non-conversion, of
-- the touches that their last visit has: itself, and those at most `attribution.lookback_days` days
-- before it.

with visits as (

    {{ visits() | indent }}

),

orders as (

    select
        fct_orders.order_id,
        {{ person_of('fct_orders') }} as user_id,
        fct_orders.revenue,
        fct_orders.ordered_at
    from fct_orders
    left join silver_identity_map on fct_orders.visitor_id = silver_identity_map.visitor_id

),

buyers as (

    select distinct user_id
    from orders
    where user_id is not null

),

anchors as (

    select
        concat('o', order_id) as anchor_id,
        user_id,
        revenue,
        1 as conversions,
        ordered_at as anchored_at
    from orders

    union all

    select
        concat('p', visits.person_id) as anchor_id,
        visits.person_id as user_id,
        0 as revenue,
        0 as conversions,
        max(visits.session_start_at) as anchored_at
    from visits
    left join buyers on visits.person_id = buyers.user_id
    where buyers.user_id is null
    group by visits.person_id

),

touches as (

    {{ touches_of('anchors', 'visits') | indent }}

),

touches_with_previous as (

    select
        anchor_id,
        touch_number,
        channel,
        lag(channel) over (
            partition by anchor_id order by touch_number asc nulls last
        ) as previous_channel
    from touches

),

paths as (

    select
        anchor_id,
        {{ path_of('channel', 'touch_number') }} as path
    from touches_with_previous
    where channel is distinct from previous_channel
    group by anchor_id

)

select
    coalesce(paths.path, '(unattributed)') as path,
    cast(sum(anchors.conversions) as bigint) as conversions,
    cast(sum(1 - anchors.conversions) as bigint) as non_conversions,
    {{ money('sum(anchors.revenue)') }} as revenue
from anchors
left join paths on anchors.anchor_id = paths.anchor_id
group by coalesce(paths.path, '(unattributed)')
