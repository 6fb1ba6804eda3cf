-- refund_rate: share of the value paid in the month that was refunded or charged back, whenever that was.
-- team: finance
-- unit: rate
-- good: down
-- period: month
-- views: vw_payments_daily
--
-- Of payments, by the day of the payment; `order_refund_rate` is that of the shop's orders.

select
    {{ start_of('month', 'payment_date') }} as period_start,
    'all' as segment,
    {{ rate('sum(refunded_value)', 'sum(paid_value)') }} as value
from vw_payments_daily
group by {{ start_of('month', 'payment_date') }}
