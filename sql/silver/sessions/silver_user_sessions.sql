-- silver_user_sessions: a visitor's events on one platform, split at quiet gaps.
-- kind: view
-- grain: one row per visitor, platform and session
-- key: session_id
-- inputs: silver_sessions
-- owner: growth
-- columns:
--   session_id, visitor_id, user_id, platform_id, event_count, interaction_count
--   duration_seconds, is_continued, session_start_at, session_end_at, session_date
--
-- When a session was, and whose: the columns of silver_sessions that say so.

select
    session_id,
    visitor_id,
    user_id,
    platform_id,
    event_count,
    interaction_count,
    duration_seconds,
    is_continued,
    session_start_at,
    session_end_at,
    session_date
from silver_sessions
