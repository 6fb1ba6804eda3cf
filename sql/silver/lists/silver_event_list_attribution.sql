-- silver_event_list_attribution: which list earned each click, view, cart, checkout and purchase.
-- kind: view
-- grain: one row per event item and attribution model
-- key: event_id, item_position, model
-- inputs: silver_list_credits
-- owner: growth
-- columns:
--   event_id
--   item_position: place among the items, from 1, as in `fct_event_items`; 0 for an order that
--     names no items
--   model: `last_touch`, or `last_touch_product` (the list showed that product)
--   session_id: none for events outside sessions
--   event_name, product_id
--   item_list_id: the list; none = unattributed
--   revenue: allocated revenue of a purchase item, once per order and model, in the reporting
--     currency; empty for other events
--   has_installments
--   exposed_at: the exposure that earned it, UTC
--   event_at, event_date
--
-- `last_touch` credits the last list that the session was exposed to before the event, and
-- `last_touch_product` the last that showed the product: both as silver_list_credits has them, in
-- one row for each event item.

select
    event_id,
    item_position,
    'last_touch' as model,
    session_id,
    event_name,
    product_id,
    item_list_id,
    revenue,
    has_installments,
    exposed_at,
    event_at,
    event_date
from silver_list_credits

union all

select
    event_id,
    item_position,
    'last_touch_product' as model,
    session_id,
    event_name,
    product_id,
    product_list_id as item_list_id,
    revenue,
    has_installments,
    product_exposed_at as exposed_at,
    event_at,
    event_date
from silver_list_credits
