-- silver_bot_days: days on which a visitor had more events than a person has.
-- kind: view
-- grain: one row per visitor and day
-- key: visitor_id, event_date
-- inputs: fct_events
-- owner: growth
-- not null: event_count
-- columns:
--   visitor_id, event_date
--   event_count: events of that day, on all platforms, refunds and the back office's apart, count
--
-- More than `sessions.max_daily_events`; none where it is empty. Their events stand in the facts,
-- and their purchases are orders, but they make no session, and nobody active.

select
    visitor_id,
    event_date,
    count(*) as event_count
from fct_events
where
    {{ 'true' if sessions.max_daily_events else 'false' }}
    and visitor_id is not null
    and {{ is_visit('event_name') }}
group by visitor_id, event_date
having count(*) > {{ sessions.max_daily_events or 0 }}
