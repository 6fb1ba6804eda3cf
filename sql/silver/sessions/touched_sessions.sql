-- touched_sessions: sessions that this batch takes away or brings.
-- kind: scope
-- grain: one row per session
-- key: session_id
-- inputs: former_sessions, sessionized_events
-- chooses: rows
-- owner: growth

select
    session_id,
    session_date
from former_sessions

union

select
    session_id,
    session_date
from sessionized_events
where session_id is not null
