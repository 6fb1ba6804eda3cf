-- new_visitors: devices or browsers seen for the first time.
-- team: marketing
-- unit: count
-- good: up
-- period: week
-- views: vw_channel_daily
--
-- By channel, too: that of the day on which they were first seen.

select
    {{ start_of('week', 'session_date') }} as period_start,
    'all' as segment,
    sum(new_visitors) as value
from vw_channel_daily
group by {{ start_of('week', 'session_date') }}

union all

select
    {{ start_of('week', 'session_date') }} as period_start,
    channel as segment,
    sum(new_visitors) as value
from vw_channel_daily
group by
    {{ start_of('week', 'session_date') }},
    channel
