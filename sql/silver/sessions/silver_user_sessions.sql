-- silver_user_sessions: a visitor's events on one platform, split at quiet gaps.
-- kind: replace
-- grain: one row per visitor, platform and session
-- key: session_id
-- scope: touched_sessions
-- inputs: sessionized_events
-- dates: session_date
-- partition: session_date
-- owner: growth
-- not null: visitor_id, platform_id, event_count, interaction_count, duration_seconds, session_start_at, session_end_at, session_date
-- refers to: visitor_id (silver_identity_map), platform_id (dim_platforms)
-- columns:
--   session_id, visitor_id
--   user_id: the last person that the session names; none where it names nobody
--   platform_id: `WEB`, `IOS`, …; `UNKNOWN` where none is named
--   event_count: events, count
--   interaction_count: distinct times of events that are interactions
--     (`sessions.non_interaction_events` are not), count
--   duration_seconds: whole seconds from first to last event but for refunds
--   session_start_at: first event, UTC
--   session_end_at: last event but for refunds, UTC
--   session_date
--
-- A gap of more than `sessions.gap_minutes` minutes starts a new session; a gap of exactly that
-- length stays inside (sessionized_events.sql). Interactions are the distinct moments with
-- an event that a person caused. A refund counts as an event of the session that it follows,
-- and is neither an interaction nor its end.

select
    session_id,
    visitor_id,
    max_by(user_id, {{ sort_key('event_at', 'event_id') }}) filter (
        where user_id is not null and event_name <> 'refund'
    ) as user_id,
    platform_id,
    count(*) as event_count,
    count(distinct event_at) filter (
        where event_name not in ('refund', {{ texts(sessions.non_interaction_events) }})
    ) as interaction_count,
    {{ seconds_between('min(event_at)', "max(event_at) filter (where event_name <> 'refund')") }}
        as duration_seconds,
    min(event_at) as session_start_at,
    max(event_at) filter (where event_name <> 'refund') as session_end_at,
    {{ date_of('min(event_at)') }} as session_date
from sessionized_events
where session_id is not null
group by session_id, visitor_id, platform_id
