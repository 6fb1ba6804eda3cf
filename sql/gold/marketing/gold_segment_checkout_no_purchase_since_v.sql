-- gold_segment_checkout_no_purchase_since_v: people who left a checkout and have not bought since.
-- kind: view
-- grain: one row per person
-- key: user_id
-- inputs: silver_sessions, silver_identity_map, fct_orders
-- owner: marketing
-- columns:
--   user_id
--   last_abandon_session_id: the last session with an abandoned checkout
--   last_abandoned_at: when its last checkout began, UTC
--   abandoned_checkouts: abandoned checkouts of the person, count
--   cart_value: value left in the last one, in the reporting currency

with abandons as (

    select
        {{ person_of('silver_sessions') }} as user_id,
        silver_sessions.session_id,
        silver_sessions.cart_value,
        silver_sessions.last_checkout_at as abandoned_at
    from silver_sessions
    inner join silver_identity_map
        on silver_sessions.visitor_id = silver_identity_map.visitor_id
    where silver_sessions.is_checkout_abandon

),

ranked as (

    select
        *,
        row_number() over (
            partition by user_id
            order by abandoned_at desc nulls last, session_id desc nulls last
        ) as recency,
        count(*) over (partition by user_id) as abandoned_checkouts
    from abandons

),

last_orders as (

    select
        {{ person_of('fct_orders') }} as user_id,
        max(fct_orders.ordered_at) as last_ordered_at
    from fct_orders
    inner join silver_identity_map on fct_orders.visitor_id = silver_identity_map.visitor_id
    group by {{ person_of('fct_orders') }}

)

select
    ranked.user_id,
    ranked.session_id as last_abandon_session_id,
    ranked.abandoned_at as last_abandoned_at,
    ranked.abandoned_checkouts,
    ranked.cart_value
from ranked
left join last_orders on ranked.user_id = last_orders.user_id
where
    ranked.recency = 1
    and coalesce(last_orders.last_ordered_at < ranked.abandoned_at, true)
