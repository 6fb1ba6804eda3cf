-- conversion_rate: share of the sessions that purchased.
-- team: growth
-- unit: rate
-- good: up
-- period: week
-- views: vw_sessions_daily
--
-- By channel, too. A purchase that is told again in a later session is none there.

select
    {{ start_of('week', 'session_date') }} as period_start,
    'all' as segment,
    {{ conversion_rate('sum(sessions_with_purchase)', 'sum(sessions)') }} as value,
    sum(sessions) as out_of
from vw_sessions_daily
group by {{ start_of('week', 'session_date') }}

union all

select
    {{ start_of('week', 'session_date') }} as period_start,
    coalesce(channel, '(unattributed)') as segment,
    {{ conversion_rate('sum(sessions_with_purchase)', 'sum(sessions)') }} as value,
    sum(sessions) as out_of
from vw_sessions_daily
group by
    {{ start_of('week', 'session_date') }},
    coalesce(channel, '(unattributed)')
