-- next_order: How long does it take people to order again, and do they spend more?
-- team: marketing
-- views: vw_orders
-- example: All 44 orders are first ones.
--
-- A row for the first orders, the second ones, and so on: how many got so far, and the days since
-- the order before.

select
    order_number,
    count(*) as orders,
    median(days_since_last_order) as median_days_since_last_order,
    max(days_since_last_order) as longest,
    round(sum(revenue) / count(*), 2) as average_order_value,
    round(sum(refunded_value) / nullif(sum(revenue), 0), 4) as refunded_share
from vw_orders
where order_number is not null
group by order_number
order by order_number
