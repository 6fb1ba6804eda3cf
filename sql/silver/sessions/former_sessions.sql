-- former_sessions: sessions that overlap, or lie within the reach of, a changed moment.
-- kind: scope
-- grain: one row per session as it stood before this batch
-- key: session_id
-- inputs: changed_moments
-- chooses: rows
-- before: silver_sessions (session_id string, visitor_id string, platform_id string, session_start_at timestamp, session_end_at timestamp, session_date date, is_continued boolean)
-- owner: growth
--
-- Sessions further away cannot change: a session grows by new events alone, and each new
-- event is a changed moment. Without a limit of their length the reach is the gap. With one, whether a
-- session is cut at a time follows from the events of `sessions.max_hours` and a gap before it, and
-- what is cut there begins within another gap: so much later may change, too. A session that
-- goes on from one that does not change `is_carried`: what came before it is not read again.

-- What a setting asks for stands between conditions, which the linter takes for a wrong indent.
-- noqa: disable=LT02

{%- set reach_minutes = sessions.gap_minutes -%}
{%- if sessions.max_hours -%}
    {%- set reach_minutes = 2 * sessions.gap_minutes + 60 * sessions.max_hours -%}
{%- endif %}

with reached as (

    select distinct
        silver_sessions.session_id,
        silver_sessions.visitor_id,
        silver_sessions.platform_id,
        silver_sessions.session_start_at,
        silver_sessions.session_end_at,
        silver_sessions.session_date,
        silver_sessions.is_continued
    from silver_sessions
    inner join changed_moments
        on
            silver_sessions.visitor_id = changed_moments.visitor_id
            and silver_sessions.platform_id = changed_moments.platform_id
            and silver_sessions.session_start_at
            <= changed_moments.event_at + interval '{{ reach_minutes }}' minute
            and silver_sessions.session_end_at
            >= changed_moments.event_at - interval '{{ sessions.gap_minutes }}' minute
    where
        silver_sessions.session_start_at
        <= {{ greatest_of('changed_moments', 'event_at') }} + interval '{{ reach_minutes }}' minute
        and silver_sessions.session_end_at
        >= {{ least_of('changed_moments', 'event_at') }}
        - interval '{{ sessions.gap_minutes }}' minute

)

select
    session_id,
    visitor_id,
    platform_id,
    session_start_at,
    session_end_at,
    session_date,
    {{ date_of('session_end_at') }} as session_end_date,
    {%- if sessions.max_hours %}
    is_continued and not coalesce(
        session_start_at <= lag(session_end_at) over (
            partition by visitor_id, platform_id
            order by session_start_at asc nulls last, session_id asc nulls last
        ) + interval '{{ sessions.gap_minutes }}' minute, false
    ) as is_carried
    {%- else %}
    false as is_carried
    {%- endif %}
from reached
