-- former_sessions: sessions that overlap, or lie within the gap of, a changed moment.
-- kind: scope
-- grain: one row per session as it stood before this batch
-- key: session_id
-- inputs: changed_moments
-- chooses: rows
-- before: silver_sessions (session_id string, visitor_id string, platform_id string, session_start_at timestamp, session_end_at timestamp, session_date date)
-- owner: growth
--
-- Sessions further away cannot change: a session grows by new events alone, and each new
-- event is a changed moment.

select distinct
    silver_sessions.session_id,
    silver_sessions.visitor_id,
    silver_sessions.platform_id,
    silver_sessions.session_start_at,
    silver_sessions.session_end_at,
    silver_sessions.session_date,
    {{ date_of('silver_sessions.session_end_at') }} as session_end_date
from silver_sessions
inner join changed_moments
    on
        silver_sessions.visitor_id = changed_moments.visitor_id
        and silver_sessions.platform_id = changed_moments.platform_id
        and silver_sessions.session_start_at
        <= changed_moments.event_at + interval '{{ sessions.gap_minutes }}' minute
        and silver_sessions.session_end_at
        >= changed_moments.event_at - interval '{{ sessions.gap_minutes }}' minute
where
    silver_sessions.session_start_at
    <= {{ greatest_of('changed_moments', 'event_at') }}
    + interval '{{ sessions.gap_minutes }}' minute
    and silver_sessions.session_end_at
    >= {{ least_of('changed_moments', 'event_at') }} - interval '{{ sessions.gap_minutes }}' minute
