-- silver_session_days: what a session did on each day that it touches, as a midnight cuts it.
-- kind: replace
-- grain: one row per session and day
-- key: session_id, event_date
-- scope: touched_sessions
-- inputs: sessionized_events
-- dates: session_date
-- partition: session_date
-- owner: growth
-- not null: visitor_id, platform_id, event_count, interaction_count, view_count, cart_count, checkout_count, purchase_count, first_at, last_at, session_date
-- refers to: session_id (silver_sessions)
-- columns:
--   session_id, event_date, visitor_id, platform_id
--   user_id: the last person that the day's events name; none where they name nobody
--   user_sort_key: place in time of the event that names them
--   event_count: events, count
--   interaction_count: distinct times of events that are interactions, count
--   view_count: `view_item` events, count
--   cart_count: `add_to_cart` events, count
--   checkout_count: `begin_checkout` events, count
--   purchase_count: `purchase` events, count; one order told twice has two
--   first_at: first event of the day, UTC
--   last_at: last event of the day, UTC
--   first_interaction_at: first event of the day that is an interaction, UTC; none without one
--   session_date
--
-- The source of `silver_visitor_days`: a session that goes on across midnight has two rows. Refunds,
-- which are the back office's, count in none.

with events as (

    select
        sessionized_events.*,
        {{ sort_key('event_at', 'event_id') }} as sort_key
    from sessionized_events
    where session_id is not null and event_name <> 'refund'

)

select
    session_id,
    event_date,
    visitor_id,
    platform_id,
    max_by(user_id, sort_key) filter (where user_id is not null) as user_id,
    max(case when user_id is not null then sort_key end) as user_sort_key,
    count(*) as event_count,
    count(distinct case
        when event_name not in ({{ texts(sessions.non_interaction_events) }}) then event_at
    end) as interaction_count,
    {%- for name, event_name in [
        ('view', 'view_item'),
        ('cart', 'add_to_cart'),
        ('checkout', 'begin_checkout'),
        ('purchase', 'purchase'),
    ] %}
    count(*) filter (where event_name = '{{ event_name }}') as {{ name }}_count,
    {%- endfor %}
    min(event_at) as first_at,
    max(event_at) as last_at,
    min(case
        when event_name not in ({{ texts(sessions.non_interaction_events) }}) then event_at
    end) as first_interaction_at,
    session_date
from events
group by session_id, event_date, visitor_id, platform_id, session_date
