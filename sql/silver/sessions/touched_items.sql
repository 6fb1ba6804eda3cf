-- touched_items: the items of the touched events, each with its session.
-- kind: scope
-- grain: one row per touched event and item position
-- key: event_id, item_position
-- inputs: sessionized_events, fct_event_items
-- owner: growth

select
    fct_event_items.event_id,
    fct_event_items.item_position,
    fct_event_items.event_name,
    sessionized_events.session_id,
    sessionized_events.session_date,
    fct_event_items.product_id,
    fct_event_items.item_list_id,
    fct_event_items.quantity,
    fct_event_items.experiment_ids,
    {{ in_reporting(line_price('fct_event_items'), 'fct_event_items.currency') }} as line_value,
    fct_event_items.installments,
    fct_event_items.event_at,
    fct_event_items.event_date
from fct_event_items
inner join sessionized_events on fct_event_items.event_id = sessionized_events.event_id
where {{ on_dates('fct_event_items.event_date', 'sessionized_events.event_date') }}
