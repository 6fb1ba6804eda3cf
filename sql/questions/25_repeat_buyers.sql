-- repeat_buyers: How many buyers are new, and how many of the new ones soon buy again?
-- team: growth
-- views: vw_customer_orders_monthly
-- example: Nobody bought twice. June and July have no rate of 60 or 90 days yet, and July none of 30.
--
-- The rates are of the new buyers of the month whose 30, 60 or 90 days are over; where nobody's are,
-- there is none.

select
    order_month as month,
    buyers,
    new_buyers,
    repeat_buyers,
    round(repeat_in_30_days_rate, 4) as again_in_30_days,
    round(repeat_in_60_days_rate, 4) as again_in_60_days,
    round(repeat_in_90_days_rate, 4) as again_in_90_days,
    round(first_order_revenue, 2) as first_order_revenue,
    round(repeat_order_revenue, 2) as repeat_order_revenue
from vw_customer_orders_monthly
order by month
