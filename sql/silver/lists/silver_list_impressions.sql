-- silver_list_impressions: the product lists that a session was exposed to.
-- kind: replace
-- grain: one row per session and list
-- key: session_id, item_list_id
-- scope: touched_sessions
-- inputs: touched_items
-- dates: session_date
-- partition: session_date
-- owner: growth
-- not null: impressions, products_shown, first_exposed_at, last_exposed_at, session_date
-- refers to: session_id (silver_sessions), item_list_id (dim_item_lists)
-- columns:
--   session_id, item_list_id
--   impressions: `view_item_list` events, count
--   products_shown: distinct products of all exposures, count
--   first_exposed_at: first `view_item_list`, or `select_item` with the list, UTC
--   last_exposed_at: last of these events, UTC
--   session_date
--
-- A list is exposed when it is shown or something on it is clicked; `impressions` counts the
-- events that showed it.

select
    session_id,
    item_list_id,
    count(distinct event_id) filter (where event_name = 'view_item_list') as impressions,
    count(distinct product_id) as products_shown,
    min(event_at) as first_exposed_at,
    max(event_at) as last_exposed_at,
    session_date
from touched_items
where session_id is not null and {{ is_exposure('touched_items') }}
group by session_id, item_list_id, session_date
