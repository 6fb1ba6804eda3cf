-- order_events: purchases and refunds of orders that may change, each with its person.
-- kind: scope
-- grain: one row per purchase or refund event
-- key: event_id
-- inputs: touched_orders, silver_purchase_events, silver_identity_map
-- owner: finance
--
-- Beside them stand purchases whose transaction ids look like ids of such orders (these are not
-- `is_touched`). All purchases of the shop are looked through here, once for all that read them.

with events as (

    select
        silver_purchase_events.event_id,
        silver_purchase_events.order_key,
        silver_purchase_events.event_name,
        silver_purchase_events.visitor_id,
        silver_purchase_events.user_id,
        silver_purchase_events.platform_id,
        silver_purchase_events.transaction_id,
        silver_purchase_events.imitated_key,
        silver_purchase_events.currency,
        silver_purchase_events.coupon,
        silver_purchase_events.items_coupon,
        silver_purchase_events.value,
        silver_purchase_events.tax,
        silver_purchase_events.shipping,
        silver_purchase_events.installments,
        silver_purchase_events.item_count,
        silver_purchase_events.items_revenue,
        silver_purchase_events.items_price,
        silver_purchase_events.items_value,
        silver_purchase_events.event_at,
        silver_purchase_events.event_date,
        touched_orders.order_key is not null as is_touched
    from silver_purchase_events
    left join touched_orders on silver_purchase_events.order_key = touched_orders.order_key
    where
        touched_orders.order_key is not null
        or silver_purchase_events.imitated_key in (
            select imitated_orders.order_key from touched_orders as imitated_orders
        )

)

select
    events.*,
    coalesce({{ person_of('events') }}, events.visitor_id) as person_id
from events
left join silver_identity_map on events.visitor_id = silver_identity_map.visitor_id
