-- former_sessions: sessions that overlap, or lie within the gap of, a touch point.
-- kind: scope
-- grain: one row per session as it stood before this batch
-- key: session_id
-- inputs: touch_points
-- before: silver_user_sessions (session_id varchar, visitor_id varchar, platform_id varchar, session_start_at timestamp, session_end_at timestamp, session_date date)
-- owner: growth
--
-- Sessions further away cannot change: a session grows by new events alone, and each new
-- event is a touch point.

select distinct
    silver_user_sessions.session_id,
    silver_user_sessions.visitor_id,
    silver_user_sessions.platform_id,
    silver_user_sessions.session_start_at,
    silver_user_sessions.session_end_at,
    silver_user_sessions.session_date,
    {{ date_of('silver_user_sessions.session_end_at') }} as session_end_date
from silver_user_sessions
inner join touch_points
    on
        silver_user_sessions.visitor_id = touch_points.visitor_id
        and silver_user_sessions.platform_id = touch_points.platform_id
        and silver_user_sessions.session_start_at
        <= touch_points.event_at + interval '{{ sessions.gap_minutes }}' minute
        and silver_user_sessions.session_end_at
        >= touch_points.event_at - interval '{{ sessions.gap_minutes }}' minute
where
    silver_user_sessions.session_start_at
    <= {{ greatest_of('touch_points', 'event_at') }}
    + interval '{{ sessions.gap_minutes }}' minute
    and silver_user_sessions.session_end_at
    >= {{ least_of('touch_points', 'event_at') }} - interval '{{ sessions.gap_minutes }}' minute
