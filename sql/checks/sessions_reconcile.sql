-- sessions_reconcile: sessions by day and platform are those of the sessions table
-- when: verify
-- severity: fail

with counts as (

    select
        session_date,
        platform_id,
        sessions as shown,
        0 as held
    from vw_platform_daily_performance_sessions

    union all

    select
        session_date,
        platform_id,
        0 as shown,
        1 as held
    from silver_user_sessions

)

select
    session_date,
    platform_id,
    sum(shown) as shown,
    sum(held) as held
from counts
group by session_date, platform_id
having sum(shown) <> sum(held)
