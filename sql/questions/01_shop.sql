-- shop: How is the shop doing, month by month?
-- team: growth
-- views: vw_platform_daily_performance_sessions
-- example: Half of the sessions leave at once, two or three in a hundred buy. With some four orders a month, a single month's conversion or order value says little. The last row is one day. Nothing was paid in installments.
--
-- Every rate is a sum of counts over a sum of counts. The average of the daily rates would give a
-- day of five sessions as much weight as a day of five thousand.

select
    cast(date_trunc('month', session_date) as date) as month,
    sum(sessions) as sessions,
    round(sum(bounces) / nullif(sum(sessions), 0), 4) as bounce_rate,
    round(sum(sessions_with_click) / nullif(sum(sessions_exposed), 0), 4) as click_through_rate,
    round(sum(sessions_with_view_and_checkout) / nullif(sum(sessions_with_view), 0), 4)
        as view_to_checkout_rate,
    round(sum(sessions_with_checkout_and_purchase) / nullif(sum(sessions_with_checkout), 0), 4)
        as checkout_to_purchase_rate,
    round(sum(sessions_with_purchase) / nullif(sum(sessions), 0), 4) as conversion_rate,
    sum(orders) as orders,
    round(sum(revenue), 2) as revenue,
    round(sum(revenue) / nullif(sum(orders), 0), 2) as average_order_value,
    round(sum(orders_in_installments) / nullif(sum(orders), 0), 4) as installment_rate
from vw_platform_daily_performance_sessions
group by month
order by month
