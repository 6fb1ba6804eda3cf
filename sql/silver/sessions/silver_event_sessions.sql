-- silver_event_sessions: which session each event belongs to.
-- kind: replace
-- grain: one row per event of a session
-- key: event_id
-- scope: touched_sessions
-- inputs: sessionized_events
-- dates: session_date
-- partition: session_date
-- owner: growth
-- columns:
--   event_id: the event: md5 of its own typed content
--   session_id: the session: md5 of visitor, platform and start
--   event_date: the UTC day of `event_at`
--   session_date: day of the session's start, UTC
--
-- Events without a visitor have no session, and stand in no row.

select
    event_id,
    session_id,
    event_date,
    session_date
from sessionized_events
where session_id is not null
