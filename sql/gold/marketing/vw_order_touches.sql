-- vw_order_touches: the visits that led to each order.
-- kind: view
-- grain: one row per order and touch
-- key: order_id, touch_number
-- inputs: fct_orders, silver_sessions, silver_identity_map
-- owner: marketing
-- not null: touch_count, user_id, session_id, session_start_at, channel
-- columns:
--   order_id
--   touch_number: place among the order's touches, from 1
--   touch_count, user_id, session_id, session_start_at
--   source, medium, campaign
--   channel: Google Analytics 4's default channel group
--
-- A touch is a session of the order's person, on any device, that began before the order or with
-- it, and at most `attribution.lookback_days` days before. A person's later login moves the touches.
-- With `attribution.direct` = `drop`, Direct counts only where there is no other. An order of which
-- no visit is known has no row.

with visits as (

    {{ visits() | indent }}

),

orders as (

    select
        fct_orders.order_id as anchor_id,
        {{ person_of('fct_orders') }} as user_id,
        fct_orders.ordered_at as anchored_at
    from fct_orders
    left join silver_identity_map on fct_orders.visitor_id = silver_identity_map.visitor_id

),

order_touches as (

    {{ touches_of('orders', 'visits') | indent }}

)

select
    anchor_id as order_id,
    touch_number,
    touch_count,
    user_id,
    session_id,
    session_start_at,
    source,
    medium,
    campaign,
    channel
from order_touches
