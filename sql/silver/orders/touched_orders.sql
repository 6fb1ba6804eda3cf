-- touched_orders: orders that new purchases, refunds or moved sessions may change.
-- kind: scope
-- grain: one row per order key
-- key: order_key
-- inputs: touched_transactions, sessionized_events, silver_purchase_events
-- chooses: rows
-- owner: finance

with keys as (

    select order_key
    from touched_transactions

    union

    select coalesce(transaction_id, event_id) as order_key
    from sessionized_events
    where event_name = 'purchase'

)

select
    keys.order_key,
    min(silver_purchase_events.event_at) as first_event_at,
    max(silver_purchase_events.event_at) as last_event_at
from keys
inner join silver_purchase_events on keys.order_key = silver_purchase_events.order_key
group by keys.order_key
