-- silver_purchase_items: the items of purchase events, repetitions included.
-- kind: append
-- grain: one row per purchase event and item position
-- key: event_id, item_position
-- scope: new_events
-- inputs: new_events, new_items
-- owner: finance
-- columns:
--   event_id: the event: md5 of its own typed content
--   item_position: place among the event's items, from 1
--   order_key: what purchase events of one order share: `transaction_id`, else the event
--   product_id: `item_id`, else `item_name`; none for a banner
--   item_list_id: the list; the slug of its name where it has no id
--   price: price, in the event's currency
--   quantity: pieces, count
--   item_revenue: revenue of the item, in the event's currency
--   discount_value: discount, in the event's currency
--   campaign_ids: campaigns among the discount codes, sorted
--   experiment_id: experiment variant
--   installments: installments, count
--
-- Compact, so that an order can look back without bounds. Money is in the event's own currency.

select
    new_items.event_id,
    new_items.item_position,
    {{ order_key_of('new_events') }} as order_key,
    new_items.product_id,
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
    new_items.event_name = 'purchase'
    and new_events.event_name = 'purchase'
