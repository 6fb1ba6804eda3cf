-- unattributed_revenue_rate: share of the revenue that no visit is credited with.
-- team: marketing
-- unit: rate
-- good: down
-- period: week
-- views: vw_attribution_daily
--
-- Where it grows, sessions or sources are lost before any channel is worse.

select
    {{ start_of('week', 'order_date') }} as period_start,
    'all' as segment,
    {{ rate(
        "coalesce(sum(revenue) filter (where channel = '(unattributed)'), 0)", 'sum(revenue)'
    ) }} as value
from vw_attribution_daily
where model = 'last_non_direct'
group by {{ start_of('week', 'order_date') }}
