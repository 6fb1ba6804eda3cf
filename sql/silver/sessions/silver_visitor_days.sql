-- silver_visitor_days: what each visitor did on each platform and day, as a midnight cuts it.
-- kind: view
-- grain: one row per visitor, platform and day with an event of theirs
-- key: visitor_id, platform_id, event_date
-- inputs: silver_session_days
-- owner: growth
-- not null: events, interactions, sessions, views, carts, checkouts, purchases, first_at, last_at
-- columns:
--   visitor_id, platform_id, event_date
--   user_id: the last person that the day's events name; none where they name nobody
--   events: events but for refunds, count
--   interactions: distinct times of events that are interactions
--     (`sessions.non_interaction_events` are not), count
--   sessions: sessions that began on the day, count
--   views: `view_item` events, count
--   carts: `add_to_cart` events, count
--   checkouts: `begin_checkout` events, count
--   purchases: `purchase` events, count; orders are those of `fct_orders`
--   first_at: first event, UTC
--   last_at: last event, UTC
--
-- A visitor is active on a day with an interaction. A session across midnight counts its events
-- where they happened, and began once. What the back office tells is no activity.

select
    visitor_id,
    platform_id,
    event_date,
    max_by(user_id, user_sort_key) filter (where user_id is not null) as user_id,
    cast(sum(event_count) as bigint) as events,
    cast(sum(interaction_count) as bigint) as interactions,
    count(*) filter (where event_date = session_date) as sessions,
    cast(sum(view_count) as bigint) as views,
    cast(sum(cart_count) as bigint) as carts,
    cast(sum(checkout_count) as bigint) as checkouts,
    cast(sum(purchase_count) as bigint) as purchases,
    min(first_at) as first_at,
    max(last_at) as last_at
from silver_session_days
group by visitor_id, platform_id, event_date
