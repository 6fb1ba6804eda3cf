-- vw_user_journeys: how long each order took to win, and by which channels.
-- kind: view
-- grain: one row per order
-- key: order_id
-- inputs: fct_orders, silver_identity_map, vw_order_touches
-- owner: marketing
-- not null: sessions_to_convert, first_channel, last_channel, channel_path, revenue, ordered_at, order_date
-- columns:
--   order_id
--   user_id: the person; empty where nobody is known
--   order_number: place among the person's orders, from 1; empty where nobody is known
--   sessions_to_convert: touches of the order, the visit with the order among them, count
--   hours_to_convert: hours from the first touch to the order, count with four places; empty without a touch
--   first_channel: channel of its first touch; `(unattributed)` without one
--   last_channel: channel of its last touch; `(unattributed)` without one
--   channel_path: channels of its touches as they happened, ` > ` between them; `(unattributed)`
--     without one
--   revenue
--   ordered_at: when it was placed, UTC
--   order_date
--
-- Touches are those of `vw_order_touches`: at most `attribution.lookback_days` days back.

with orders as (

    {{ numbered_orders() | indent }}

),

journeys as (

    select
        order_id,
        count(*) as sessions_to_convert,
        min(session_start_at) as started_at,
        min(case when touch_number = 1 then channel end) as first_channel,
        min(case when touch_number = touch_count then channel end) as last_channel,
        {{ path_of('channel', 'touch_number') }} as channel_path
    from vw_order_touches
    group by order_id

)

select
    orders.order_id,
    orders.person_id as user_id,
    orders.order_number,
    coalesce(journeys.sessions_to_convert, 0) as sessions_to_convert,
    cast(
        {{ seconds_between('journeys.started_at', 'orders.ordered_at') }} * 1.0000 / 3600
        as decimal(18, 4)
    ) as hours_to_convert,
    coalesce(journeys.first_channel, '(unattributed)') as first_channel,
    coalesce(journeys.last_channel, '(unattributed)') as last_channel,
    coalesce(journeys.channel_path, '(unattributed)') as channel_path,
    orders.revenue,
    orders.ordered_at,
    orders.order_date
from orders
left join journeys on orders.order_id = journeys.order_id
