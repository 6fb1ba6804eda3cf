-- repeat_buyer_rate: share of the buyers of the month who had ordered before it.
-- team: growth
-- unit: rate
-- good: up
-- period: month
-- views: vw_customer_orders_monthly

select
    order_month as period_start,
    'all' as segment,
    {{ rate('repeat_buyers', 'buyers') }} as value,
    buyers as out_of
from vw_customer_orders_monthly
