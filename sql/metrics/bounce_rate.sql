-- bounce_rate: share of the sessions with at most one interaction, and no order.
-- team: growth
-- unit: rate
-- good: down
-- period: week
-- views: vw_sessions_daily
--
-- By channel, too.

select
    {{ start_of('week', 'session_date') }} as period_start,
    'all' as segment,
    {{ rate('sum(bounces)', 'sum(sessions)') }} as value,
    sum(sessions) as out_of
from vw_sessions_daily
group by {{ start_of('week', 'session_date') }}

union all

select
    {{ start_of('week', 'session_date') }} as period_start,
    coalesce(channel, '(unattributed)') as segment,
    {{ rate('sum(bounces)', 'sum(sessions)') }} as value,
    sum(sessions) as out_of
from vw_sessions_daily
group by
    {{ start_of('week', 'session_date') }},
    coalesce(channel, '(unattributed)')
