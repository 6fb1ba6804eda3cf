-- orders: orders of the week.
-- team: finance
-- unit: count
-- good: up
-- period: week
-- views: vw_revenue_daily
--
-- By platform, too.

select
    {{ start_of('week', 'order_date') }} as period_start,
    'all' as segment,
    sum(orders) as value
from vw_revenue_daily
group by {{ start_of('week', 'order_date') }}

union all

select
    {{ start_of('week', 'order_date') }} as period_start,
    platform_id as segment,
    sum(orders) as value
from vw_revenue_daily
group by
    {{ start_of('week', 'order_date') }},
    platform_id
