-- revenue: revenue of the orders of the week.
-- team: finance
-- unit: money
-- good: up
-- period: week
-- views: vw_revenue_daily
--
-- By platform, too. Refunds are not taken off; `refund_rate` and `revenue_per_user` look at them.

select
    {{ start_of('week', 'order_date') }} as period_start,
    'all' as segment,
    sum(revenue) as value
from vw_revenue_daily
group by {{ start_of('week', 'order_date') }}

union all

select
    {{ start_of('week', 'order_date') }} as period_start,
    platform_id as segment,
    sum(revenue) as value
from vw_revenue_daily
group by
    {{ start_of('week', 'order_date') }},
    platform_id
