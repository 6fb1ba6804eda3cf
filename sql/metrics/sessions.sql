-- sessions: sessions that started in the week.
-- team: growth
-- unit: count
-- good: up
-- period: week
-- views: vw_sessions_daily
--
-- By channel, too.

select
    {{ start_of('week', 'session_date') }} as period_start,
    'all' as segment,
    sum(sessions) as value
from vw_sessions_daily
group by {{ start_of('week', 'session_date') }}

union all

select
    {{ start_of('week', 'session_date') }} as period_start,
    coalesce(channel, '(unattributed)') as segment,
    sum(sessions) as value
from vw_sessions_daily
group by
    {{ start_of('week', 'session_date') }},
    coalesce(channel, '(unattributed)')
