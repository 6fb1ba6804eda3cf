-- silver_purchase_items: the items of purchase events, repetitions included.
-- kind: append
-- grain: one row per purchase event and item position
-- key: event_id, item_position
-- scope: new_events
-- inputs: new_events, fct_event_items
-- owner: finance
--
-- Compact, so that an order can look back without bounds. Money is in the event's own currency.

select
    fct_event_items.event_id,
    fct_event_items.item_position,
    {{ order_key_of('new_events') }} as order_key,
    fct_event_items.product_id,
    fct_event_items.item_list_id,
    fct_event_items.price,
    fct_event_items.quantity,
    fct_event_items.item_revenue,
    fct_event_items.discount_value,
    fct_event_items.campaign_ids,
    fct_event_items.experiment_id,
    fct_event_items.installments
from fct_event_items
inner join new_events on fct_event_items.event_id = new_events.event_id
where
    {{ on_dates('fct_event_items.event_date', 'new_events.event_date') }}
    and fct_event_items.event_name = 'purchase'
    and new_events.event_name = 'purchase'
