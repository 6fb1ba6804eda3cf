-- average_order_value: revenue of the week for each of its orders.
-- team: finance
-- unit: average
-- good: up
-- period: week
-- views: vw_revenue_daily
--
-- By platform, too.

select
    {{ start_of('week', 'order_date') }} as period_start,
    'all' as segment,
    {{ average('sum(revenue)', 'sum(orders)') }} as value
from vw_revenue_daily
group by {{ start_of('week', 'order_date') }}

union all

select
    {{ start_of('week', 'order_date') }} as period_start,
    platform_id as segment,
    {{ average('sum(revenue)', 'sum(orders)') }} as value
from vw_revenue_daily
group by
    {{ start_of('week', 'order_date') }},
    platform_id
