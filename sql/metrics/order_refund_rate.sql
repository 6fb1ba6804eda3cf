-- order_refund_rate: share of the revenue of the orders of the month that was paid back, whenever that was.
-- team: finance
-- unit: rate
-- good: down
-- period: month
-- views: vw_revenue_daily
--
-- Of the shop's orders; `refund_rate` is that of payments. A refund next month changes this one.

select
    {{ start_of('month', 'order_date') }} as period_start,
    'all' as segment,
    {{ rate('sum(refunded_value)', 'sum(revenue)') }} as value
from vw_revenue_daily
group by {{ start_of('month', 'order_date') }}
