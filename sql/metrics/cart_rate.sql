-- cart_rate: share of the sessions that put something in the cart.
-- team: growth
-- unit: rate
-- good: up
-- period: week
-- views: vw_sessions_daily

select
    {{ start_of('week', 'session_date') }} as period_start,
    'all' as segment,
    {{ rate('sum(sessions_with_cart)', 'sum(sessions)') }} as value,
    sum(sessions) as out_of
from vw_sessions_daily
group by {{ start_of('week', 'session_date') }}
