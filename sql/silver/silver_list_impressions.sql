-- silver_list_impressions: the product lists that a session was exposed to.
-- kind: replace
-- grain: one row per session and list
-- key: session_id, item_list_id
-- scope: touched_sessions
-- inputs: touched_items
-- dates: session_date
-- partition: session_date
-- owner: growth
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
