-- sessions_disjoint: sessions of a visitor on a platform lie further apart than the gap, or continue
-- when: batch
-- severity: fail

with sessions as (

    select
        silver_sessions.*,
        lag(silver_sessions.session_end_at) over (
            partition by silver_sessions.visitor_id, silver_sessions.platform_id
            order by
                silver_sessions.session_start_at asc nulls last,
                silver_sessions.session_id asc nulls last
        ) as previous_end_at
    from silver_sessions
    where {{ touched('silver_sessions') }}

)

select
    session_id,
    visitor_id,
    platform_id,
    session_start_at,
    previous_end_at
from sessions
where
    session_start_at <= previous_end_at
    or (
        session_start_at <= previous_end_at + interval '{{ sessions.gap_minutes }}' minute
        and not is_continued
    )
    or session_end_at < session_start_at
