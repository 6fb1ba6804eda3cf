-- touched_product_days: days on which new events show a product.
-- kind: scope
-- grain: one row per product and day
-- key: product_id, event_date
-- inputs: new_events, fct_event_items
-- owner: product

select distinct
    fct_event_items.product_id,
    fct_event_items.event_date
from fct_event_items
inner join new_events on fct_event_items.event_id = new_events.event_id
where
    {{ on_dates('fct_event_items.event_date', 'new_events.event_date') }}
    and fct_event_items.product_id is not null
