-- products_sold: different products that were ordered.
-- team: product
-- unit: count
-- good: up
-- period: week
-- views: vw_product_daily_performance

select
    {{ start_of('week', 'event_date') }} as period_start,
    'all' as segment,
    count(distinct product_id) as value
from vw_product_daily_performance
where orders > 0
group by {{ start_of('week', 'event_date') }}
