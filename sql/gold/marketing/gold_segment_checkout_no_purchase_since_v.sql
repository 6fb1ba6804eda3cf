-- gold_segment_checkout_no_purchase_since_v: people who left a checkout and have not bought since.
-- kind: view
-- grain: one row per person
-- key: user_id
-- inputs: silver_user_sessions, silver_session_features, silver_identity_map, fct_orders
-- owner: marketing
-- columns:
--   user_id: the person, as far as known (else the device)
--   last_abandon_session_id: the last session with an abandoned checkout
--   last_abandoned_at: when that session began, UTC
--   abandoned_checkouts: abandoned checkouts of the person, count
--   cart_value: value left in the last one, in the reporting currency

with abandons as (

    select
        silver_identity_map.user_id,
        silver_user_sessions.session_id,
        silver_user_sessions.session_start_at,
        silver_session_features.cart_value,
        row_number() over (
            partition by silver_identity_map.user_id
            order by
                silver_user_sessions.session_start_at desc nulls last,
                silver_user_sessions.session_id desc nulls last
        ) as recency,
        count(*) over (partition by silver_identity_map.user_id) as abandoned_checkouts
    from silver_user_sessions
    inner join silver_session_features
        on silver_user_sessions.session_id = silver_session_features.session_id
    inner join silver_identity_map
        on silver_user_sessions.visitor_id = silver_identity_map.visitor_id
    where silver_session_features.is_checkout_abandon

),

last_orders as (

    select
        silver_identity_map.user_id,
        max(fct_orders.ordered_at) as last_ordered_at
    from fct_orders
    inner join silver_identity_map on fct_orders.visitor_id = silver_identity_map.visitor_id
    group by silver_identity_map.user_id

)

select
    abandons.user_id,
    abandons.session_id as last_abandon_session_id,
    abandons.session_start_at as last_abandoned_at,
    abandons.abandoned_checkouts,
    abandons.cart_value
from abandons
left join last_orders on abandons.user_id = last_orders.user_id
where
    abandons.recency = 1
    and coalesce(last_orders.last_ordered_at < abandons.session_start_at, true)
