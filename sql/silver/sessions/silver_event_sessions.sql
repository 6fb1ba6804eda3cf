-- silver_event_sessions: which session each event belongs to.
-- kind: replace
-- grain: one row per event of a session
-- key: event_id
-- scope: touched_sessions
-- inputs: sessionized_events
-- dates: session_date
-- partition: session_date
-- owner: growth
-- not null: session_id, event_date, session_date
-- refers to: event_id (fct_events), session_id (silver_sessions)
-- columns:
--   event_id, session_id, event_date, session_date
--
-- Events without a visitor have no session, and stand in no row.

select
    event_id,
    session_id,
    event_date,
    session_date
from sessionized_events
where session_id is not null
