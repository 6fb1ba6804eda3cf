-- marketing_cost: what marketing cost in the month.
-- team: marketing
-- unit: money
-- good: down
-- period: month
-- views: vw_channel_daily
--
-- By channel, too.

select
    {{ start_of('month', 'session_date') }} as period_start,
    'all' as segment,
    sum(cost) as value
from vw_channel_daily
where cost is not null
group by {{ start_of('month', 'session_date') }}

union all

select
    {{ start_of('month', 'session_date') }} as period_start,
    channel as segment,
    sum(cost) as value
from vw_channel_daily
where cost is not null
group by
    {{ start_of('month', 'session_date') }},
    channel
