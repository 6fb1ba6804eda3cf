-- visit_days_reconcile: the days of a session add up to it, and each session began on one day
-- when: verify
-- severity: fail

with days as (

    select
        session_id,
        sum(interaction_count) as interactions,
        count(*) filter (where event_date = session_date) as begun,
        min(first_at) as first_at,
        max(last_at) as last_at
    from silver_session_days
    group by session_id

)

select
    silver_sessions.session_id,
    silver_sessions.interaction_count,
    days.interactions,
    days.begun
from silver_sessions
left join days on silver_sessions.session_id = days.session_id
where
    days.interactions is distinct from silver_sessions.interaction_count
    or days.begun is distinct from 1
    or days.first_at is distinct from silver_sessions.session_start_at
    or days.last_at is distinct from silver_sessions.session_end_at
