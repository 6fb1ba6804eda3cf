-- silver_purchase_items: the items of purchases and refunds as they were sent, repetitions included.
-- kind: append
-- grain: one row per purchase or refund event and item position
-- key: event_id, item_position
-- scope: new_events
-- inputs: new_events, new_items
-- owner: finance
-- not null: order_key, campaign_ids
-- refers to: event_id (silver_purchase_events)
-- columns:
--   event_id, item_position, order_key, product_id, item_brand, item_category, item_list_id
--   price: price, in the event's currency
--   quantity, item_revenue
--   discount_value: discount, in the event's currency
--   campaign_ids, experiment_id, installments
--
-- Compact, so that an order can look back without bounds. Money is in the event's own currency.

select
    new_items.event_id,
    new_items.item_position,
    {{ order_key_of('new_events') }} as order_key,
    new_items.product_id,
    new_items.item_brand,
    new_items.item_category,
    new_items.item_list_id,
    new_items.price,
    new_items.quantity,
    new_items.item_revenue,
    new_items.discount_value,
    new_items.campaign_ids,
    new_items.experiment_id,
    new_items.installments
from new_items
inner join new_events on new_items.event_id = new_events.event_id
where
    new_items.event_name in ('purchase', 'refund')
    and new_events.event_name in ('purchase', 'refund')
