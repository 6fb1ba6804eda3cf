-- new_items: the items of new events, as the facts have them.
-- kind: scope
-- grain: one row per new event and item position
-- key: event_id, item_position
-- inputs: new_events, fct_event_items
-- owner: growth

select
    fct_event_items.event_id,
    fct_event_items.item_position,
    fct_event_items.event_name,
    fct_event_items.product_id,
    fct_event_items.item_brand,
    fct_event_items.item_category,
    fct_event_items.item_list_id,
    fct_event_items.item_list_name,
    fct_event_items.is_list_inferred,
    fct_event_items.price,
    fct_event_items.quantity,
    fct_event_items.item_revenue,
    fct_event_items.discount_value,
    fct_event_items.campaign_ids,
    fct_event_items.experiment_id,
    fct_event_items.experiment_ids,
    fct_event_items.installments,
    fct_event_items.event_at,
    fct_event_items.event_date
from fct_event_items
where
    {{ on_dates('fct_event_items.event_date', 'new_events.event_date') }}
    and fct_event_items.event_id in (select new_events.event_id from new_events)
