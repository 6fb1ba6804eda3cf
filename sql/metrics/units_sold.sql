-- units_sold: pieces sold.
-- team: product
-- unit: count
-- good: up
-- period: week
-- views: vw_product_daily_performance

select
    {{ start_of('week', 'event_date') }} as period_start,
    'all' as segment,
    sum(units) as value
from vw_product_daily_performance
group by {{ start_of('week', 'event_date') }}
